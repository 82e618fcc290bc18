import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../core/config';
import { projectFolder } from '../core/project';

/** The Python that runs trials: RUNGRAPH_PYTHON, else the virtual environment that the set-up makes in the project's folder, or in that of the data where the project's cannot be written. @throws Error that says what to run */
export function pythonInterpreter(config: Pick<Config, 'python'> & Partial<Pick<Config, 'home'>>): string {
  if (config.python) return config.python;
  const places = [projectFolder, ...(config.home ? [config.home] : [])].map((folder) => join(folder, '.venv', 'bin', 'python'));
  const interpreter = places.find((place) => existsSync(place));
  if (!interpreter) throw new Error(`There is no Python environment at ${places[0]}. Run \`npm run setup\` in ${projectFolder}, or set RUNGRAPH_PYTHON to an interpreter that has scikit-learn.`);
  return interpreter;
}
