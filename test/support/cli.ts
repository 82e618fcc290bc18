import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

const project = join(__dirname, '..', '..');

export interface CliProcess {
  child: ChildProcess;
  /** Everything that was printed so far, both streams. */
  output(): string;
  /** Resolves with the first line that matches, printed before or after this call. */
  line(pattern: RegExp): Promise<RegExpMatchArray>;
  /** Resolves when both streams have ended. */
  printed: Promise<void>;
  exit: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  kill(signal: NodeJS.Signals): void;
}

/** Runs `rungraph ARGS` from the sources, in a process of its own. @param main the program, below src/cli */
export function cli(args: string[], env: Record<string, string>, cwd = project, main = 'main.ts'): CliProcess {
  const child = spawn(process.execPath, ['-r', join(project, 'test/support/register.cjs'), join(project, 'src/cli', main), ...args], {
    cwd, stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...(process.env.RUNGRAPH_PYTHON ? { RUNGRAPH_PYTHON: process.env.RUNGRAPH_PYTHON } : {}), ...env },
  });
  const lines: string[] = [];
  const waiting = new Set<(line: string) => void>();
  const printed = Promise.all([child.stdout, child.stderr].map((stream) => {
    const reader = createInterface({ input: stream }).on('line', (line) => { lines.push(line); for (const look of waiting) look(line); });
    return once(reader, 'close');
  })).then(() => {});
  const exit = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
  return {
    child, exit, printed,
    output: () => lines.join('\n'),
    kill: (signal) => void child.kill(signal),
    line: (pattern) => new Promise((resolve, reject) => {
      const look = (line: string) => {
        const match = pattern.exec(line);
        if (!match) return;
        waiting.delete(look);
        resolve(match);
      };
      waiting.add(look);
      lines.forEach(look);
      void exit.then(() => { if (waiting.delete(look)) reject(new Error(`rungraph ${args.join(' ')} ended before ${pattern} was printed:\n${lines.slice(-30).join('\n')}`)); });
    }),
  };
}
