import { PythonProcess, type PythonProcessOptions, type RequestOptions } from './python-process';
import { TrialFailure } from './trial-failure';

interface Waiting { take: (process: PythonProcess) => void; fail: (error: TrialFailure) => void }

/** Several warm Python processes; requests beyond their number wait in the order in which they came. */
export class PythonPool {
  private readonly all: PythonProcess[];
  /** the one that was used last is taken first: its data sets are the likeliest to be wanted */
  private readonly idle: PythonProcess[];
  private readonly waiting: Waiting[] = [];
  private closed = false;

  /** @param size number of processes, 1 or more; each starts when it is first needed */
  constructor(options: PythonProcessOptions, size: number) {
    this.all = Array.from({ length: size }, () => new PythonProcess(options));
    this.idle = [...this.all];
  }

  /** As PythonProcess.request; `timeoutMs` does not count the wait for a free process. */
  async request<R>(op: string, body: object, options: RequestOptions = {}): Promise<R> {
    const process = await this.take(options.signal);
    try {
      return await process.request<R>(op, body, options);
    } finally {
      const next = this.waiting.shift();
      if (next) next.take(process);
      else this.idle.push(process);
    }
  }

  /** Ends all processes; requests in the middle and waiting ones fail as ABORTED. */
  async close(): Promise<void> {
    this.closed = true;
    for (const { fail } of this.waiting.splice(0)) fail(new TrialFailure('ABORTED', 'The Python processes were closed.'));
    await Promise.all(this.all.map((process) => process.close()));
  }

  private take(signal: AbortSignal | undefined): Promise<PythonProcess> {
    if (this.closed || signal?.aborted) return Promise.reject(new TrialFailure('ABORTED', this.closed ? 'The Python processes were closed.' : 'The request was aborted.'));
    const free = this.idle.pop();
    if (free) return Promise.resolve(free);
    return new Promise((resolve, reject) => {
      const entry: Waiting = {
        take: (process) => { signal?.removeEventListener('abort', abort); resolve(process); },
        fail: (error) => { signal?.removeEventListener('abort', abort); reject(error); },
      };
      const abort = () => {
        this.waiting.splice(this.waiting.indexOf(entry), 1);
        entry.fail(new TrialFailure('ABORTED', 'The request was aborted.'));
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.waiting.push(entry);
    });
  }
}
