import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { programPath } from '../../../engine/child-environment';

/** The program that installs packages of Conda, when the operator has one. */
export function findConda(): string | null {
  const places = programPath().split(delimiter).filter(Boolean);
  for (const name of ['micromamba', 'mamba', 'conda']) {
    const found = places.map((place) => join(place, name)).find((file) => existsSync(file));
    if (found) return found;
  }
  return null;
}

/** What of the machine it needs to run: its installation, or the program alone where it is by itself. */
export function condaPaths(program: string): string[] {
  const installation = dirname(dirname(realpathSync(program)));
  return [program, ...(existsSync(join(installation, 'conda-meta')) ? [installation] : [realpathSync(program)])];
}
