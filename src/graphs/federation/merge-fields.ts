import { defaultFieldResolver, isObjectType, type GraphQLFieldResolver } from 'graphql';
import type { GraphContext } from '../context';
import type { Composite, FieldConfig, Member } from './merge-types';
import type { Reference } from './reference';

type Resolver = GraphQLFieldResolver<unknown, GraphContext>;
interface Definer { field: FieldConfig; reference?: Reference }

const ROOTS = new Set(['Query', 'Mutation', 'Subscription']);
const KEY = 'id';

/** The fields of one object type or interface, from every part that has it. */
export function mergedFields(members: Member<Composite>[]): Record<string, FieldConfig> {
  const { name } = members[0].type;
  const definers = new Map<string, Definer[]>();
  for (const { part, type } of members) {
    for (const [key, field] of Object.entries(type.toConfig().fields)) {
      definers.set(key, [...(definers.get(key) ?? []), { field, reference: part.references[name] }]);
    }
  }
  const isEntity = members.length > 1 && members.every(({ part, type }) => isObjectType(type) && part.references[name]);
  return Object.fromEntries([...definers].map(([key, all]) => {
    const { field } = all[0];
    const other = all.find((d) => String(d.field.type) !== String(field.type));
    if (other) throw new Error(`${name}.${key} is ${field.type} in one subgraph and ${other.field.type} in another.`);
    if (all.length > 1 && ROOTS.has(name)) throw new Error(`${name}.${key} is in two subgraphs.`);
    if (!isEntity) return [key, field];
    return [key, { ...field, resolve: key === KEY ? keyResolver(all) : hydratingResolver(name, all) }];
  }));
}

/** Every class of the entity has the key, so it is read as the part does whose class it is. */
function keyResolver(all: Definer[]): Resolver {
  return (root, args, ctx, info) => (ownerOf(root, all)?.field.resolve ?? defaultFieldResolver)(root, args, ctx, info);
}

function hydratingResolver(typename: string, all: Definer[]): Resolver {
  const { field, reference } = all[0];
  const load = reference!.load.bind(reference);
  return (root, args, ctx, info) => {
    const owner = ownerOf(root, all);
    if (owner) return (owner.field.resolve ?? defaultFieldResolver)(root, args, ctx, info);
    const resolve = (entity: unknown) =>
      entity == null || entity instanceof Error ? entity : (field.resolve ?? defaultFieldResolver)(entity, args, ctx, info);
    const entity = load({ __typename: typename, id: (root as { id: string }).id }, ctx);
    return entity instanceof Promise ? entity.then(resolve) : resolve(entity);
  };
}

const ownerOf = (root: unknown, all: Definer[]) => all.find(({ reference }) => root instanceof reference!.type);
