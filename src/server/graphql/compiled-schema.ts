import { MapperKind, mapSchema } from '@graphql-tools/utils';
import {
  GraphQLList, GraphQLNonNull, GraphQLString, isListType, isNonNullType, isScalarType, visit,
  type DocumentNode, type GraphQLOutputType, type GraphQLSchema,
} from 'graphql';
import type { CompilerOptions } from 'graphql-jit';
import { hasFinalLeaves, isText } from '../../graphs/final-leaves';

const plainSchemas = new WeakMap<GraphQLSchema, GraphQLSchema>();

/**
 * What graphql-jit is to compile a document against. For every value that it serialises it prepares the path of an error
 * that never comes, which costs more than all the rest of its work; where leaves are final it is told not to serialise.
 */
export function compilation(schema: GraphQLSchema, document: DocumentNode): { schema: GraphQLSchema; options: Partial<CompilerOptions> } {
  if (!hasFinalLeaves(schema) || asksForSchema(document)) return { schema, options: {} };
  let plain = plainSchemas.get(schema);
  if (!plain) plainSchemas.set(schema, plain = withPlainText(schema));
  return { schema: plain, options: { disableLeafSerialization: true } };
}

/** With String in the place of our own text scalars, since only built-in ones can be left as they are. */
function withPlainText(schema: GraphQLSchema): GraphQLSchema {
  const plain = (type: GraphQLOutputType): GraphQLOutputType => {
    if (isNonNullType(type)) return new GraphQLNonNull(plain(type.ofType));
    if (isListType(type)) return new GraphQLList(plain(type.ofType));
    return isScalarType(type) && isText(type) ? GraphQLString : type;
  };
  return mapSchema(schema, { [MapperKind.COMPOSITE_FIELD]: (field) => ({ ...field, type: plain(field.type) }) });
}

/** Introspection must show the schema as it is. */
function asksForSchema(document: DocumentNode): boolean {
  let found = false;
  visit(document, { Field: ({ name }) => { found ||= name.value === '__schema' || name.value === '__type'; } });
  return found;
}
