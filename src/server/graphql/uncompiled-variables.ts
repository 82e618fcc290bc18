import { getNamedType, isInputObjectType, isRequiredInputField, isNonNullType, typeFromAST, visit, type DocumentNode, type GraphQLInputObjectType, type GraphQLSchema, type GraphQLType, type TypeNode } from 'graphql';

/**
 * Whether an operation has a variable that graphql-jit cannot check. One whose input type contains itself, such as a filter with `and`
 * and `not`: it writes the checks of input types out inline, and for these it would never end (zalando-incubator/graphql-jit#81). One
 * with a field that may be left out because it has a default, but may not be null: it asks for the field all the same.
 */
export function hasUncompiledVariables(schema: GraphQLSchema, document: DocumentNode): boolean {
  return document.definitions.some((definition) => definition.kind === 'OperationDefinition'
    && (definition.variableDefinitions ?? []).some(({ type }) => isUncompiled(typeFromAST(schema, type as TypeNode), new Set())));
}

function isUncompiled(type: GraphQLType | undefined, above: ReadonlySet<GraphQLInputObjectType>): boolean {
  const named = getNamedType(type);
  if (!isInputObjectType(named)) return false;
  if (above.has(named)) return true;
  const path = new Set(above).add(named);
  return Object.values(named.getFields()).some((field) => (isNonNullType(field.type) && !isRequiredInputField(field)) || isUncompiled(field.type, path));
}

/** Those that stand for a field of an input object in the document: where one is left out graphql-jit makes it null, and it takes null for any. */
export function variablesInObjects(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, { ObjectField: ({ value }) => { if (value.kind === 'Variable') names.add(value.name.value); } });
  return [...names];
}
