import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Config } from '../core/config';

/** The Python that runs trials: RUNGRAPH_PYTHON, else the virtual environment that the set-up makes. @throws Error that says what to run */
export function pythonInterpreter(config: Pick<Config, 'python'>): string {
  if (config.python) return config.python;
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  const interpreter = join(folder, '.venv', 'bin', 'python');
  if (!existsSync(interpreter)) throw new Error(`There is no Python environment at ${join(folder, '.venv')}. Run \`npm run setup\` in ${folder}, or set RUNGRAPH_PYTHON to an interpreter that has scikit-learn.`);
  return interpreter;
}
