import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { interpreter, root } from '../python/trial-process';

/**
 * Makes a virtual environment for a program of the tests, unless it is there with the versions that are wanted.
 * @param requirements a file of this project
 * @returns its folder of programs
 * @throws when it cannot be installed, with what pip says
 */
export function pythonEnvironment(name: string, requirements: string, withinMs = 120_000): string {
  const folder = join(root, '.venv-test', name), stamp = join(folder, '.stamp'), wanted = readFileSync(join(root, requirements), 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return join(folder, 'bin');
  rmSync(stamp, { force: true });
  // Debian's venv may come without pip; the environment of the trials has one that fills any other.
  run(['-m', 'venv', '--clear', '--without-pip', folder]);
  run(['-m', 'pip', '--python', join(folder, 'bin/python'), 'install', '--quiet', '--no-input', '--disable-pip-version-check', '--only-binary', ':all:', '-r', join(root, requirements)], withinMs);
  writeFileSync(stamp, wanted);
  return join(folder, 'bin');
}

function run(args: string[], timeout = 120_000): void {
  const { status, stderr, error } = spawnSync(interpreter, args, { encoding: 'utf8', timeout });
  if (status !== 0) throw error ?? new Error(stderr.trim().split('\n').slice(-3).join('; '));
}
