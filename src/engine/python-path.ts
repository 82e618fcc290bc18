import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../core/config';
import { projectFolder } from '../core/project';

/** The Python that runs trials: RUNGRAPH_PYTHON, else the virtual environment that the set-up makes. @throws Error that says what to run */
export function pythonInterpreter(config: Pick<Config, 'python'>): string {
  if (config.python) return config.python;
  const interpreter = join(projectFolder, '.venv', 'bin', 'python');
  if (!existsSync(interpreter)) throw new Error(`There is no Python environment at ${join(projectFolder, '.venv')}. Run \`npm run setup\` in ${projectFolder}, or set RUNGRAPH_PYTHON to an interpreter that has scikit-learn.`);
  return interpreter;
}
