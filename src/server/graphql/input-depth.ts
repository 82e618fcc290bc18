import { Kind, visit, type DocumentNode } from 'graphql';
import { BadInput } from '../../core/errors';
import { limits } from '../limits';

const checked = new WeakSet<DocumentNode>();
const tooDeep = (path: string[]) => new BadInput(`Input values may be nested ${limits.inputDepth} deep.`, path);

/**
 * Input types that contain themselves, such as filters with `not`, take values of any depth, and what converts them calls
 * itself for each level until the stack is full.
 * @throws BadInput
 */
export function checkInputDepth(document: DocumentNode, variables: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(variables)) {
    if (isDeeper(value, limits.inputDepth)) throw tooDeep([name]);
  }
  if (checked.has(document)) return;
  let depth = 0;
  const level = {
    enter() { if (++depth > limits.inputDepth) throw tooDeep([]); },
    leave() { depth--; },
  };
  visit(document, { [Kind.OBJECT]: level, [Kind.LIST]: level });
  checked.add(document);
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}
