import {
  GraphQLError, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLScalarType, GraphQLSchema, GraphQLString, GraphQLUnionType,
  type GraphQLFieldConfigMap,
} from 'graphql';
import type { GraphContext } from '../context';
import type { EntityRef, References } from './reference';
import { federationSdl } from './sdl';

/**
 * Adds what a federation gateway asks for, `_service` and `_entities`. Only `Query` is rebuilt, so the extensions, the inner values
 * of enums and the `subscribe` functions of everything else stay as they are.
 */
export function asSubgraph(schema: GraphQLSchema, references: References): GraphQLSchema {
  const config = schema.toConfig();
  const query = schema.getQueryType()!.toConfig();
  const Query = new GraphQLObjectType({ ...query, fields: { ...query.fields, ...serviceField(federationSdl(schema)), ...entitiesField(schema, references) } });
  return new GraphQLSchema({ ...config, query: Query, types: [...config.types.filter((type) => type.name !== Query.name), Query] });
}

function serviceField(sdl: string): GraphQLFieldConfigMap<unknown, GraphContext> {
  const Service = new GraphQLObjectType({ name: '_Service', fields: { sdl: { type: new GraphQLNonNull(GraphQLString) } } });
  return { _service: { type: new GraphQLNonNull(Service), resolve: () => ({ sdl }) } };
}

function entitiesField(schema: GraphQLSchema, references: References): GraphQLFieldConfigMap<unknown, GraphContext> {
  const names = Object.keys(references);
  if (!names.length) return {};
  // One GraphQL type may have several classes, so an entity is remembered by the name under which it was asked for.
  const asked = new WeakMap<object, string>();
  const Any = new GraphQLScalarType({ name: '_Any' });
  const Entity = new GraphQLUnionType({
    name: '_Entity',
    types: names.map((name) => objectType(schema, name)),
    resolveType: (value) => asked.get(value as object),
  });
  const find = async (ref: unknown, ctx: GraphContext) => {
    assertReference(ref, references);
    const entity = await references[ref.__typename].load(ref, ctx);
    if (entity instanceof Object) asked.set(entity, ref.__typename);
    return entity;
  };
  return {
    _entities: {
      type: new GraphQLNonNull(new GraphQLList(Entity)),
      args: { representations: { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(Any))) } },
      resolve: (_root, { representations }, ctx) => (representations as unknown[]).map((ref) => find(ref, ctx)),
    },
  };
}

function assertReference(ref: unknown, references: References): asserts ref is EntityRef {
  const { __typename, id } = (ref ?? {}) as Partial<EntityRef>;
  if (typeof __typename !== 'string' || !Object.hasOwn(references, __typename)) {
    throw new GraphQLError(`This subgraph has no entity ${JSON.stringify(__typename)}.`, { extensions: { code: 'BAD_USER_INPUT' } });
  }
  const others = references[__typename].otherKeys ?? [];
  if (typeof id !== 'string' && !others.some((key) => Object.hasOwn(ref as object, key))) throw new GraphQLError(`A ${__typename} is found by its id, a string.`, { extensions: { code: 'BAD_USER_INPUT' } });
}

function objectType(schema: GraphQLSchema, name: string): GraphQLObjectType {
  const type = schema.getType(name);
  if (type instanceof GraphQLObjectType) return type;
  throw new Error(`The schema has no object type ${name}, though it can be referred to: is its class in orphanedTypes?`);
}
