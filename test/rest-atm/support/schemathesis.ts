import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { interpreter, root } from '../../python/trial-process';

const run = promisify(execFile);
const requirements = join(root, 'test/rest-atm/requirements.txt');
const folder = join(root, '.venv-test'), stamp = join(folder, '.stamp');

/** Makes the virtual environment of the tests, unless it is there with the versions that are wanted. @returns the program */
export async function schemathesis(): Promise<string> {
  const program = join(folder, 'bin/schemathesis'), wanted = readFileSync(requirements, 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return program;
  rmSync(stamp, { force: true });
  // Debian's venv may come without pip; the environment of the trials has one that fills any other.
  await run(interpreter, ['-m', 'venv', '--clear', '--without-pip', folder]);
  await run(interpreter, ['-m', 'pip', '--python', join(folder, 'bin/python'), 'install', '--quiet', '--no-input', '--disable-pip-version-check', '--only-binary', ':all:', '-r', requirements], { timeout: 120_000 });
  writeFileSync(stamp, wanted);
  return program;
}
