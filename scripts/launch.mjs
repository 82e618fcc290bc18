import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/**
 * Runs a program in our place: it has our terminal, gets the signals that we get, and its end is our end.
 * @param {string} program  @param {string[]} args
 */
export function launch(program, args) {
  const child = spawn(program, args, { stdio: 'inherit' });
  const forward = (signal) => {
    // Ctrl-C in a terminal reaches the child by itself; a second one would mean "at once".
    if (signal === 'SIGINT' && process.stdin.isTTY) return;
    if (!seen.has(signal)) child.kill(signal);
    seen.add(signal);
  };
  const seen = new Set();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward);
  child.on('error', (error) => {
    process.stderr.write(`${program} cannot be started: ${error.message}\n`);
    process.exitCode = 127;
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}
