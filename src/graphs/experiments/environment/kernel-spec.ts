import { BadInput } from '../../../core/errors';

/** A kernel as Conda and pip would make it; what is left out or null is not asked for. */
export interface KernelSpec { name?: string | null; channels?: string[] | null; condaDependencies?: string[] | null; pipDependencies?: string[] | null }

const LISTS = ['channels', 'condaDependencies', 'pipDependencies'];

/** @throws BadInput with the path of what is not as it should be */
export function checkKernelSpec(value: unknown, path: readonly (string | number)[]): asserts value is KernelSpec {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new BadInput('A kernelSpec is an object with name, channels, condaDependencies and pipDependencies.', path);
  for (const [key, given] of Object.entries(value)) {
    if (key !== 'name' && !LISTS.includes(key)) throw new BadInput(`A kernelSpec has name, ${LISTS.join(', ')}, no ${key.slice(0, 50)}.`, [...path, key]);
    if (given === null) continue;
    if (key === 'name') { if (typeof given !== 'string') throw new BadInput('The name of a kernel is a text.', [...path, key]); continue; }
    if (!Array.isArray(given)) throw new BadInput(`${key} is a list of texts.`, [...path, key]);
    const at = given.findIndex((one) => typeof one !== 'string');
    if (at !== -1) throw new BadInput(`${key} is a list of texts.`, [...path, key, at]);
  }
}
