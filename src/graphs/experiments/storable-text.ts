import { BadInput } from '../../core/errors';

type Path = (string | number)[];

/** @throws BadInput with the path of the first text in `value`, however deep, that the database cannot store */
export function checkText(value: unknown, path: Path): void {
  const fault = faultIn(value);
  if (fault) throw new BadInput(fault.message, [...path, ...fault.path]);
}

function faultIn(value: unknown): { message: string; path: Path } | null {
  if (typeof value === 'string') {
    if (value.includes('\0')) return { message: 'A text may not have a NUL character.', path: [] };
    return value.isWellFormed() ? null : { message: 'A text may not have half of a surrogate pair.', path: [] };
  }
  if (value === null || typeof value !== 'object') return null;
  for (const name of Object.keys(value)) {
    const inName = Array.isArray(value) ? null : faultIn(name);
    if (inName) return inName;
    const fault = faultIn((value as Record<string, unknown>)[name]);
    if (fault) return { ...fault, path: [Array.isArray(value) ? Number(name) : name, ...fault.path] };
  }
  return null;
}
