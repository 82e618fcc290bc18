import { GraphQLSchema, isIntrospectionType, type GraphQLDirective, type GraphQLNamedType } from 'graphql';
import { mergedFields } from './merge-fields';
import { rebuild, type Member } from './merge-types';
import type { References, Subgraph } from './reference';

/**
 * Makes one schema of several subgraphs, in one process and without a gateway. A type that several parts have gets the fields of all
 * of them; where a field of one part meets the class of another, the entity is first loaded by its key, as a gateway would do.
 * The result is itself a valid subgraph.
 * @throws Error when two parts contradict each other
 */
export function mergeGraphs(parts: readonly Subgraph[]): Subgraph {
  if (parts.length === 1) return parts[0];
  const members = new Map<string, Member[]>();
  for (const part of parts) {
    for (const type of Object.values(part.schema.getTypeMap())) {
      if (!isIntrospectionType(type)) members.set(type.name, [...(members.get(type.name) ?? []), { part, type }]);
    }
  }
  const references = mergedReferences(parts, members);
  const types = new Map<string, GraphQLNamedType>();
  for (const [name, all] of members) types.set(name, rebuild(all, types, mergedFields));

  const root = (operation: 'Query' | 'Mutation' | 'Subscription') => types.get(operation) as ReturnType<GraphQLSchema['getQueryType']>;
  const schema = new GraphQLSchema({
    description: parts[0].schema.description,
    query: root('Query'), mutation: root('Mutation'), subscription: root('Subscription'),
    types: [...types.values()],
    directives: mergedDirectives(parts),
  });
  return { schema, references };
}

function mergedDirectives(parts: readonly Subgraph[]): GraphQLDirective[] {
  return [...new Map(parts.flatMap(({ schema }) => schema.getDirectives()).map((directive) => [directive.name, directive])).values()];
}

/** An entity is looked up where it is owned, so that a key of nothing gives null. */
function mergedReferences(parts: readonly Subgraph[], members: Map<string, Member[]>): References {
  const merged: References = {};
  for (const part of parts) {
    for (const [name, reference] of Object.entries(part.references)) {
      if (members.get(name)?.some((member) => !member.part.references[name])) throw new Error(`${name} is an entity in one subgraph and none in another.`);
      if (merged[name] && !merged[name].stub && !reference.stub) throw new Error(`${name} is owned by two subgraphs; all but one must be marked as stubs.`);
      if (!merged[name] || merged[name].stub) merged[name] = reference;
    }
  }
  return merged;
}
