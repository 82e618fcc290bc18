import { Command, InvalidArgumentError } from 'commander';
import { ConfigError } from '../core/config';

/** What the user can mend: shown by its message alone, and the exit code is 1. */
export class Refusal extends Error {}

export const print = (line: string) => void process.stdout.write(`${line}\n`);

/** What is typed wrongly ends with 2, as shells and older programs have it; commands that are added inherit that. */
export const createProgram = (name: string): Command => new Command(name).exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));

/** Reads the value of a flag. @throws what the commander shows as a usage error */
export const wholeNumber = (least: number, most: number) => (text: string): number => {
  if (!/^\d+$/.test(text) || Number(text) < least || Number(text) > most) throw new InvalidArgumentError(`must be a whole number, ${least} to ${most}`);
  return Number(text);
};

/** Carries out what was typed; the process ends with 1 when that fails. */
export function runProgram(program: Command): void {
  // `... | head` has read enough; what the command does is to go on.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.stderr.write(`What it says cannot be written: ${error.message}\n`);
    process.exit(1);
  });
  program.parseAsync().catch((error: unknown) => {
    const failed = explain(error);
    process.stderr.write(`${failed}\n`);
    // Whoever has started us as its worker can say why there is none.
    if (process.send) process.send({ failed }, () => process.exit(1));
    else process.exit(1);
  });
}

/** For the user; a fault of ours with the place where it happened. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof ConfigError || error instanceof Refusal) return error.message;
  if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return `${error.message}\nSomething else listens there. Choose another port with --port, or 0 for a free one.`;
  return error.stack ?? error.message;
}
