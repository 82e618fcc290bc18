import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The project folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** A set-up that cannot go on; the message says what the user is to do. */
export class SetupError extends Error {}

/** Prints what is being done and then how long it took. On stderr: stdout belongs to the command that follows. */
export async function step(title, work) {
  const started = performance.now();
  process.stderr.write(`  ${title} ... `);
  try {
    await work();
    process.stderr.write(`${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  } catch (error) {
    process.stderr.write('failed\n');
    throw error;
  }
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

export const lastLines = (text, count) => text.trimEnd().split('\n').slice(-count).map((line) => `    ${line}`).join('\n');
