import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { extname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../core/logger';
import { Refusal } from './program';

const FIRST_PAUSE_MS = 200, LONGEST_PAUSE_MS = 10_000;
/** More than a worker takes to end its trial or to put it back. */
const STOP_WITHIN_MS = 20_000;
/** What a worker tells its parent when it takes trials. */
export const READY = 'ready';

export interface WorkerProcessesOptions {
  count: number;
  /** Settings of the server, as environment variables. */
  env: NodeJS.ProcessEnv;
  log: Logger;
  /** Flags of `rungraph worker`. */
  flags?: string[];
  /** Told how many are alive, whenever that changes. */
  onChange?: (alive: number) => void;
}

/** The workers that a server starts beside itself; one that dies is replaced, after a pause that grows while it keeps dying. */
export class WorkerProcesses {
  private readonly children = new Set<ChildProcess>();
  private stopping = false;

  constructor(private readonly options: WorkerProcessesOptions) {}

  /** Resolves when every worker takes trials. @throws Error when one ends before that; it is started again all the same */
  async start(): Promise<void> {
    await Promise.all(Array.from({ length: this.options.count }, (_, place) => new Promise<void>((ready, failed) => void this.keepOne(place, ready, failed))));
  }

  /** Ends them; a trial that does not end in time is put back into the queue. */
  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all([...this.children].map(async (child) => {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      const last = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
      await gone;
      clearTimeout(last);
    }));
  }

  private async keepOne(place: number, ready: () => void, failed: (error: Error) => void): Promise<void> {
    const { env, log, flags = [], onChange } = this.options;
    // The machine's cores are given out by one of them only.
    const own = place === 0 ? env : { ...env, RUNGRAPH_TASKS_AT_ONCE: '0' };
    for (let pause = FIRST_PAUSE_MS; !this.stopping;) {
      const since = Date.now();
      const child = fork(join(__dirname, `main${extname(__filename)}`), ['worker', ...flags], { env: own, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
      let reason = '';
      child.on('message', (message: string | { failed: string }) => {
        if (message === READY) ready();
        else if (typeof message === 'object') reason = ` ${message.failed}`;
      });
      this.children.add(child);
      onChange?.(this.children.size);
      const [code, signal] = await once(child, 'exit');
      this.children.delete(child);
      onChange?.(this.children.size);
      failed(new Refusal(`A worker ended before it was ready (${signal ?? `exit code ${code}`}).${reason}`));   // of no effect once it was
      if (this.stopping) return;
      pause = Date.now() - since > 30_000 ? FIRST_PAUSE_MS : Math.min(pause * 2, LONGEST_PAUSE_MS);
      log.warn({ pid: child.pid, code, signal, restartInMs: pause }, 'a worker ended; starting another');
      await delay(pause);
    }
  }
}
