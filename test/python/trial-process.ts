import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
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
  const found = (await plainPython('import importlib.util; print(importlib.util.find_spec("sklearn").origin)')).trim();
  const write = (from: string, to: string, label: (text: string, names: string[]) => string) => {
    const [first, ...rows] = readFileSync(join(dirname(found), 'datasets/data', from), 'utf8').trim().split(/\r?\n/);
    const [, features, ...names] = first.split(',');
    const header = [...Array.from({ length: Number(features) }, (_, i) => `f${i}`), 'class'];
    const cells = rows.map((row) => row.split(',')).map((row) => [...row.slice(0, -1), label(row.at(-1) as string, names)]);
    writeFileSync(to, [header, ...cells, ''].join('\n'));
    return to;
  };
  return {
    iris: write('iris.csv', join(folder, 'iris.csv'), (text, names) => names[Number(text)]),
    cancer: write('breast_cancer.csv', join(folder, 'cancer.csv'), (text) => text),
  };
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
