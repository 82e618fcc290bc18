import { getNamedType, isInputObjectType, typeFromAST, type DocumentNode, type GraphQLInputObjectType, type GraphQLSchema, type GraphQLType, type TypeNode } from 'graphql';

/**
 * Whether an operation has a variable whose input type contains itself, such as a filter with `and` and `not`. graphql-jit
 * writes the checks of input types out inline, and for these it would never end (zalando-incubator/graphql-jit#81).
 */
export function hasRecursiveVariables(schema: GraphQLSchema, document: DocumentNode): boolean {
  return document.definitions.some((definition) => definition.kind === 'OperationDefinition'
    && (definition.variableDefinitions ?? []).some(({ type }) => reachesItself(typeFromAST(schema, type as TypeNode), new Set())));
}

function reachesItself(type: GraphQLType | undefined, above: ReadonlySet<GraphQLInputObjectType>): boolean {
  const named = getNamedType(type);
  if (!isInputObjectType(named)) return false;
  if (above.has(named)) return true;
  const path = new Set(above).add(named);
  return Object.values(named.getFields()).some((field) => reachesItself(field.type, path));
}
