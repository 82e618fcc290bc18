import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { createLogger } from '../../src/core/logger';
import { PythonProcess, TrialFailure } from '../../src/engine';

export const root = resolve(__dirname, '../..');
export const interpreter = process.env.RUNGRAPH_PYTHON || join(root, '.venv/bin/python');
export const processOptions = { interpreter, pythonPath: join(root, 'python'), log: createLogger('silent', 'test') };

/** A warm process and a folder for one test file; both go with `end()`. */
export function startTrials() {
  const folder = mkdtempSync(join(tmpdir(), 'trials-'));
  const python = new PythonProcess(processOptions);
  return {
    python,
    folder,
    file(name: string, content: string | Buffer): string {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
    async end() {
      await python.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs Python without our package and without any of our variables, as a user with scikit-learn would. */
export async function plainPython(code: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(interpreter, ['-I', '-c', code, ...args], { cwd: tmpdir(), env: { PATH: process.env.PATH } });
  return stdout;
}

/** Writes scikit-learn's own iris (text classes) and breast cancer (0 and 1) as CSV files, column `class`. */
export async function writeBundledData(folder: string): Promise<{ iris: string; cancer: string }> {
  const paths = { iris: join(folder, 'iris.csv'), cancer: join(folder, 'cancer.csv') };
  await plainPython(`
import sys
from sklearn.datasets import load_breast_cancer, load_iris
iris = load_iris(as_frame=True)
iris.data.assign(**{"class": iris.target.map(dict(enumerate(iris.target_names)))}).to_csv(sys.argv[1], index=False)
cancer = load_breast_cancer(as_frame=True)
cancer.data.assign(**{"class": cancer.target}).to_csv(sys.argv[2], index=False)
`, paths.iris, paths.cancer);
  return paths;
}

/** What a request fails with. */
export async function failureOf(request: Promise<unknown>): Promise<TrialFailure> {
  try {
    await request;
  } catch (error) {
    if (error instanceof TrialFailure) return error;
    throw error;
  }
  throw new Error('The request did not fail.');
}

/** CSV text: a header and `rows` rows. */
export const csv = (header: string, rows: number, row: (i: number) => string) => [header, ...Array.from({ length: rows }, (_, i) => row(i)), ''].join('\n');
