import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createLogger } from '../../src/core/logger';
import { LogReader, type Ending, type Executor, type Handle, type LogStream, type Task } from '../../src/engine';

export const root = resolve(__dirname, '../..');
export const pythonPath = join(root, 'python');
export const interpreter = process.env.RUNGRAPH_PYTHON || join(root, '.venv/bin/python');
export const log = createLogger('silent', 'test');

let lastId = 0;

/** A folder for one test file, and short ways to run things in it. */
export class Workbench {
  readonly folder = mkdtempSync(join(tmpdir(), 'engine-'));
  /** in the environment of each of its tasks, so that everything that is left of them can be found */
  readonly marker = `engine-test-${process.pid}-${Math.random().toString(36).slice(2)}`;

  task(command: string | string[], more: Partial<Task> = {}): Task {
    const id = `t${++lastId}`;
    const { env, ...rest } = more;
    return {
      id, command: typeof command === 'string' ? { shell: command } : { argv: command }, env: { TEST_MARKER: this.marker, ...env },
      folder: join(this.folder, id, 'work'), logFolder: join(this.folder, id, 'log'), resources: { cpu: 0.1 }, ...rest,
    };
  }

  async run(executor: Executor, command: string | string[], more: Partial<Task> = {}): Promise<Ending & { task: Task; out: string; err: string }> {
    const task = this.task(command, more);
    const [handle] = await executor.submit([task]);
    return { ...await handle!.ended, task, out: await textOf(task, 'STDOUT'), err: await textOf(task, 'STDERR') };
  }

  /** What still runs of its tasks, by the environment that they were given; the engine's own processes do not carry it. */
  leftovers(): number[] {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => read(`${pid}/environ`).includes(`TEST_MARKER=${this.marker}`));
  }

  /** Fails when something is left after `withinMs`. */
  async expectNothingLeft(withinMs = 0): Promise<void> {
    await waitUntil(() => this.leftovers().length === 0, withinMs).catch(() => undefined);
    expect(this.leftovers().map((pid) => read(`${pid}/cmdline`).replaceAll('\0', ' '))).toEqual([]);
  }

  end(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** For what tells nobody when it happens. @throws Error when it has not happened in time */
export async function waitUntil(happened: () => boolean, withinMs: number): Promise<void> {
  for (const until = performance.now() + withinMs; !happened();) {
    if (performance.now() > until) throw new Error(`It has not happened within ${withinMs} ms: ${happened}`);
    await delay(20);
  }
}

/** '' for a process that is gone. */
function read(path: string): string {
  try { return readFileSync(`/proc/${path}`, 'latin1'); } catch { return ''; }
}

export async function bytesOf({ logFolder }: Task, stream?: LogStream): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of new LogReader(logFolder).text({ stream })) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
export const textOf = async (task: Task, stream?: LogStream): Promise<string> => (await bytesOf(task, stream)).toString();

/** Resolves with the first line of the log that matches. */
export async function lineIn({ logFolder }: Task, pattern: RegExp): Promise<string> {
  for await (const { lines } of new LogReader(logFolder).follow()) {
    const found = lines.find(({ text }) => pattern.test(text));
    if (found) return found.text;
  }
  throw new Error(`The log ended without ${pattern}.`);
}

export const endings = (handles: Handle[]): Promise<Ending[]> => Promise.all(handles.map(({ ended }) => ended));
