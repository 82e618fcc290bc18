import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Config } from '../core/config';
import { projectFolder } from '../core/project';
import { childEnvironment } from '../engine/child-environment';
import { pythonInterpreter } from '../engine/python-path';

const pythonPath = join(projectFolder, 'python');
const run = promisify(execFile);

/** Names of the data sets that come with scikit-learn. */
export const exampleNames = ['breast_cancer', 'digits', 'iris', 'wine'];

/** Writes data sets that come with scikit-learn as CSV files into a folder, and answers their paths. A file that is there is left as it is. */
export async function exampleData(config: Config, folder: string, names: string[]): Promise<string[]> {
  const { stdout } = await run(pythonInterpreter(config), ['-m', 'rungraph_demos', folder, ...names], { env: childEnvironment(pythonPath), cwd: pythonPath });
  return stdout.trim().split('\n');
}

/** Makes the CSV file of OpenML's ARFF file of the pollution data. @throws Error when it holds something else */
export async function pollutionFromArff(config: Config, arff: string, csv: string): Promise<void> {
  await run(pythonInterpreter(config), ['-m', 'rungraph_demos.pollution', arff, csv], { env: childEnvironment(pythonPath), cwd: pythonPath }).catch((error: { stderr?: string; message: string }) => {
    throw new Error(error.stderr?.trim().split('\n').at(-1) || error.message);
  });
}
