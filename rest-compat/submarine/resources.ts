import type { ResourcesInput } from './operations.generated';
import { quantity } from './quantity';

/** `cpu=1,memory=1024M` by key. As in the original a part without exactly one `=` counts for nothing, nothing is trimmed, and of two with one key the last wins. */
export function resourceMap(text: string): Readonly<Record<string, string>> {
  const parts = text.split(',').map((part) => part.split('='));
  return Object.fromEntries(parts.filter(({ length, 1: value }) => length === 2 && value !== '') as [string, string][]);
}

/**
 * What the pods of a role may take. Memory is limited to twice of what is asked for, as in the original.
 * @throws RangeError when a value is no quantity
 */
export function resourcesInput(text: string): ResourcesInput {
  const map = resourceMap(text);
  const read = (key: string): number | undefined => {
    const value = map[key];
    if (value === undefined) return undefined;
    const number = quantity(value);
    if (number === null) throw new RangeError(`${key}=${value.slice(0, 50)} is no quantity such as 2, 500m, 1024M or 1Gi`);
    return number || undefined;
  };
  const cpu = read('cpu'), memory = read('memory'), gpu = read('nvidia.com/gpu');
  if (gpu !== undefined && (!Number.isInteger(gpu) || gpu > 1_000_000)) throw new RangeError(`nvidia.com/gpu=${map['nvidia.com/gpu']} is no number of GPUs`);
  return { text, ...(cpu !== undefined && { cpu }), ...(memory !== undefined && { memoryBytes: Math.ceil(memory * 2) }), ...(gpu !== undefined && { gpu }) };
}
