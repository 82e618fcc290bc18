import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { extname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../core/logger';

const FIRST_PAUSE_MS = 200, LONGEST_PAUSE_MS = 10_000;
/** More than a worker takes to end its trial or to put it back. */
const STOP_WITHIN_MS = 20_000;

/** The workers that a server starts beside itself; one that dies is replaced, after a pause that grows while it keeps dying. */
export class WorkerProcesses {
  private readonly children = new Set<ChildProcess>();
  private stopping = false;

  /** @param env settings of the server, as environment variables */
  constructor(private readonly count: number, private readonly env: NodeJS.ProcessEnv, private readonly log: Logger) {}

  start(): void { for (let i = 0; i < this.count; i++) void this.keepOne(); }

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

  private async keepOne(): Promise<void> {
    for (let pause = FIRST_PAUSE_MS; !this.stopping;) {
      const since = Date.now();
      const child = fork(join(__dirname, `main${extname(__filename)}`), ['worker'], { env: this.env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
      this.children.add(child);
      const [code, signal] = await once(child, 'exit');
      this.children.delete(child);
      if (this.stopping) return;
      pause = Date.now() - since > 30_000 ? FIRST_PAUSE_MS : Math.min(pause * 2, LONGEST_PAUSE_MS);
      this.log.warn({ pid: child.pid, code, signal, restartInMs: pause }, 'a worker ended; starting another');
      await delay(pause);
    }
  }
}
