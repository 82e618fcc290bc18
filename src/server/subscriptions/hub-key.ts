import { Kind, print, visit, type DocumentNode, type ExecutionArgs } from 'graphql';
import type { Principal } from '../../core/principal';
import type { EventSource } from '../../events/event-source';

/**
 * Equal keys mean equal answers to an event: the same operation with the same variables, asked by the same principal,
 * since what a resolver answers may depend on who asks. Where a client stands in the log is left out.
 */
export function hubKey({ document, operationName, variableValues }: ExecutionArgs, { topic, subject }: EventSource, who: Principal): string {
  const shape = shapeOf(document);
  const variables = { ...variableValues };
  for (const name of shape.cursorVariables) delete variables[name];
  return JSON.stringify([shape.text, operationName ?? null, variables, topic, subject, who.kind, who.name]);
}

interface Shape { text: string; cursorVariables: string[] }
const shapes = new WeakMap<DocumentNode, Shape>();

function shapeOf(document: DocumentNode): Shape {
  let shape = shapes.get(document);
  if (!shape) shapes.set(document, shape = { text: print(document), cursorVariables: cursorVariables(document) });
  return shape;
}

/** Variables that are the `after` of a subscription's field and nothing else: a nested connection may use the same one, and then it counts. */
function cursorVariables(document: DocumentNode): string[] {
  const uses = new Map<string, number>();
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void uses.set(name.value, (uses.get(name.value) ?? 0) + 1),
  });
  const roots = document.definitions.flatMap((definition) => (definition.kind === Kind.OPERATION_DEFINITION ? definition.selectionSet.selections : []));
  return roots
    .flatMap((root) => (root.kind === Kind.FIELD ? root.arguments ?? [] : []))
    .flatMap(({ name, value }) => (name.value === 'after' && value.kind === Kind.VARIABLE ? [value.name.value] : []))
    .filter((name) => uses.get(name) === 1);
}
