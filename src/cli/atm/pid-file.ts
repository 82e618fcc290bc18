import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Refusal } from '../program';
import { processStart } from './process-start';

/** What a pid file says of the process that wrote it. */
export interface Daemon {
  pid: number;
  /** Workers that are alive. */
  workers: number;
  /** Where its REST server listens; null when it has none. */
  url: string | null;
}

/**
 * The file by which the commands find a running ATM. The first line is its pid; the others are `started`, `workers` and `url`.
 * A file whose process is gone counts as absent, also when its pid has gone to another process since.
 */
export class PidFile {
  /** @param path absolute */
  constructor(readonly path: string) {}

  /** The process that runs under this file, or null. */
  async read(): Promise<Daemon | null> {
    const text = await this.text();
    return text === null ? null : daemonIn(text);
  }

  /** Puts the present process into the file. @returns false when another one that is alive is there; @throws Refusal when the file cannot be written */
  async claim(): Promise<boolean> {
    const draft = await this.draft({ pid: process.pid, workers: 0, url: null });
    try {
      // Linked into place with its content: nobody reads half a file, and of two that start at once one gets it.
      for (;;) {
        try {
          await link(draft, this.path);
          return true;
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        }
        const there = await this.text();
        if (there === null) continue;
        if (daemonIn(there)) return false;
        if (there !== '' && !pidIn(there)) throw new Refusal(`${this.path} is there and is no pid file; nothing was changed. Name another one with --pid.`);
        await this.remove(there);
      }
    } finally {
      await rm(draft, { force: true });
    }
  }

  /** Only for the process that has claimed it. */
  async update(facts: Omit<Daemon, 'pid'>): Promise<void> {
    await rename(await this.draft({ pid: process.pid, ...facts }), this.path);
  }

  /** Removes the file of a process that has ended, or ends now; the file of any other stays. */
  async release(pid: number): Promise<void> {
    const there = await this.text();
    if (there !== null && pidIn(there) === pid) await this.remove(there);
  }

  /** Moved aside first: what another process has put there meanwhile is put back. */
  private async remove(stale: string): Promise<void> {
    const aside = `${this.path}.stale-${process.pid}`;
    try {
      await rename(this.path, aside);
      if (await readFile(aside, 'utf8') !== stale) await link(aside, this.path);
    } catch (error) {
      if (!['ENOENT', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    } finally {
      await rm(aside, { force: true });
    }
  }

  private async draft({ pid, workers, url }: Daemon): Promise<string> {
    const draft = `${this.path}.${process.pid}`;
    try {
      await writeFile(draft, [pid, `started ${processStart(pid)}`, `workers ${workers}`, ...(url ? [`url ${url}`] : []), ''].join('\n'));
    } catch (error) {
      throw new Refusal(`The pid file ${this.path} cannot be written (${(error as NodeJS.ErrnoException).code}). Is ${dirname(this.path)} a folder of yours? Another place: --pid FILE`);
    }
    return draft;
  }

  private text(): Promise<string | null> {
    return readFile(this.path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
      throw new Refusal(`The pid file ${this.path} cannot be read (${error.code}).`);
    });
  }
}

const pidIn = (text: string): number => Number(/^\s*(\d+)\s*(?=\n|$)/.exec(text)?.[1] ?? 0);

/** Null for a process that is gone, and for a file that is not ours: nobody may be killed on a guess. */
function daemonIn(text: string): Daemon | null {
  const pid = pidIn(text), value = (name: string) => new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1];
  const started = value('started');
  if (!pid || !started || processStart(pid) !== started) return null;
  return { pid, workers: Number(value('workers') ?? 0), url: value('url') ?? null };
}
