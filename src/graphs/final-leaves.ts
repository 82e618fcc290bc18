import type { GraphQLScalarType, GraphQLSchema } from 'graphql';

/**
 * Says that the resolvers of a schema give enums and scalars as clients get them: names, numbers, texts. What would be
 * left for serialisation to do or to find is nothing then, and an executor may leave it out (see `isText` for scalars of our own).
 */
export function markFinalLeaves(schema: GraphQLSchema): GraphQLSchema {
  schema.extensions = { ...schema.extensions, finalLeaves: true };
  return schema;
}
export const hasFinalLeaves = (schema: GraphQLSchema) => schema.extensions.finalLeaves === true;

/** Mark of scalars whose values are text from the database to the client. */
export const IS_TEXT = { isText: true } as const;
export const isText = (scalar: GraphQLScalarType) => scalar.extensions.isText === true;
