import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** Where the set-up keeps what it makes: the project folder, or the folder of the data where another user has installed us. */
export const state = isWritable(root) ? root : resolve(process.env.RUNGRAPH_HOME || join(homedir(), '.rungraph'));

function isWritable(folder) {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** A set-up that cannot go on; the message says what the user is to do. */
export class SetupError extends Error {}

/** Does one part and prints how long it took. On stderr: stdout belongs to the command that follows. */
export async function step({ title, make }) {
  const started = performance.now();
  await make();
  process.stderr.write(`  ${title}: done in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
}

/** Runs a program quietly in the project folder; answers its exit code and everything it printed. */
export function run(program, args, { cwd = root, env = process.env } = {}) {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (text) => { output += text; });
    child.stderr.on('data', (text) => { output += text; });
    child.on('error', (error) => resolve({ code: 127, output: error.message }));
    child.on('close', (code, signal) => resolve({ code: code ?? 1, output: signal ? `${output}ended by ${signal}` : output.trimEnd() }));
  });
}

const indented = (lines) => lines.map((line) => `    ${line}`).join('\n');
export const firstLines = (text, count) => indented(text.trimEnd().split('\n').slice(0, count));
export const lastLines = (text, count) => indented(text.trimEnd().split('\n').slice(-count));
