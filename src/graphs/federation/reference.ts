import type { GraphQLSchema } from 'graphql';
import type { ClassType } from 'type-graphql';
import type { GraphContext } from '../context';

/** What another subgraph knows of an entity: its type and its key. */
export interface EntityRef { __typename: string; id: string; [key: string]: unknown }

/** How an entity is found by its key. */
export interface Reference {
  /** The class of what `load` gives; several subgraphs may each have a class of their own for one GraphQL type. */
  type: ClassType;
  /** Gives the entity, or null when there is none; goes through a batch loader of the context. */
  load(ref: EntityRef, ctx: GraphContext): unknown;
  /** Fields that are a key by themselves, besides `id`. */
  otherKeys?: readonly string[];
  /** True where the class holds only the key, because another subgraph owns the entity. */
  stub?: boolean;
}
export type References = Record<string, Reference>;

/** One part of the graph. The schema must contain every type that `references` names (see `orphanedTypes` of TypeGraphQL). */
export interface Subgraph { schema: GraphQLSchema; references: References }
