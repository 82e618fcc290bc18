import { buildSchemaSync, type ClassType } from 'type-graphql';
import { withDirectResolvers } from './direct';
import type { References, Subgraph } from './federation';

/**
 * @param resolvers every resolver class of the subgraph
 * @param withServices instances of those that have a service behind them
 */
export function buildSubgraph(resolvers: readonly Function[], withServices: object[], references: References): Subgraph {
  const instances = new Map<unknown, object>(withServices.map((resolver) => [resolver.constructor, resolver]));
  const schema = buildSchemaSync({
    resolvers: resolvers as never,
    orphanedTypes: Object.values(references).map((reference) => reference.type),
    validate: false,
    // Every subscription has its own `subscribe`; TypeGraphQL wants one of these all the same.
    pubSub: { publish() {}, subscribe() { throw new Error('not used'); } },
    container: {
      get(type: ClassType) {
        if (!instances.has(type)) instances.set(type, new type());
        return instances.get(type);
      },
    },
  });
  return { schema: withDirectResolvers(schema), references };
}

/** Instances without a service, for printing a schema. */
export const printable = (types: readonly Function[]): object[] => types.map((type) => Object.create(type.prototype) as object);
