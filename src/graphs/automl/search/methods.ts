import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../../../core/config';
import { BadInput } from '../../../core/errors';
import { projectFolder } from '../../../core/project';
import { methodFrom, type Method } from './method';
import { parseMethodFile } from './method-file';
import { exceeds } from './partitions';

export type { Method } from './method';
export type { HyperparameterValue, TunableType } from './method-file';
export { enumeratePartitions, type Partition, type Tunable } from './partitions';

/** Most partitions that one method may have: each becomes a row of every datarun that uses it. */
export const maxPartitions = 1000;

/** The methods of this installation, by name. A client sends names; they are looked up here and never become paths. */
export class Methods {
  constructor(private readonly byName: ReadonlyMap<string, Method>) {}

  /** All names, sorted. */
  get names(): string[] { return [...this.byName.keys()].sort(); }

  /**
   * @param path where in a client's input the name stands
   * @throws BadInput naming the methods that exist
   */
  get(name: string, path: readonly (string | number)[] = []): Method {
    const method = this.byName.get(name);
    if (!method) throw new BadInput(`${JSON.stringify(name.slice(0, 80))} is not a method. The methods are ${this.names.join(', ')}.`, path);
    return method;
  }
}

/**
 * Reads the project's method files and those of the operator.
 * @param operatorFolder folder with `*.json` files in the same format; a name that the project has is a problem, so that `logreg` means the same everywhere
 * @throws ConfigError with every problem of every file: `file: field: message`
 */
export function loadMethods(operatorFolder?: string, bundled = join(projectFolder, 'python', 'methods')): Methods {
  const problems: string[] = [];
  const byName = new Map<string, Method>();
  const origin = new Map<string, string>();
  for (const folder of operatorFolder === undefined ? [bundled] : [bundled, operatorFolder]) {
    for (const path of methodFiles(folder, problems)) {
      const method = readMethod(path, problems);
      if (!method) continue;
      const other = origin.get(method.name);
      if (other) { problems.push(`${path}: name: ${JSON.stringify(method.name)} is already the name of the method in ${other}`); continue; }
      origin.set(method.name, path);
      byName.set(method.name, method);
    }
  }
  if (problems.length) throw new ConfigError(problems);
  return new Methods(byName);
}

function methodFiles(folder: string, problems: string[]): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json')).sort().map((name) => join(folder, name));
  } catch (error) {
    problems.push(`${folder}: the folder of method files cannot be read: ${(error as Error).message}`);
    return [];
  }
}

function readMethod(path: string, problems: string[]): Method | undefined {
  const report = (field: string, message: string) => { problems.push(field ? `${path}: ${field}: ${message}` : `${path}: ${message}`); };
  let text: string;
  try { text = readFileSync(path, 'utf8'); } catch (error) { report('', (error as Error).message); return undefined; }
  const parsed = parseMethodFile(text);
  const { method, problems: found } = 'file' in parsed ? methodFrom(parsed.file) : { method: undefined, problems: parsed.problems };
  for (const { field, message } of found) report(field, message);
  if (!method || found.length) return undefined;
  if (exceeds(method, maxPartitions)) { report('hyperparameters', `their values combine to more than ${maxPartitions} partitions`); return undefined; }
  return method;
}
