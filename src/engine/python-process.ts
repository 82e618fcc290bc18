import type { Logger } from '../core/logger';
import { residentBytes } from './process-tree';
import { PythonChild, type Exchange } from './python-child';
import { TrialFailure } from './trial-failure';

const memoryPollMs = 200;
const megabyte = 1_000_000;

export interface PythonProcessOptions {
  /** Python with the packages of python/requirements.txt */
  interpreter: string;
  /** absolute path of our folder python/ */
  pythonPath: string;
  log: Logger;
  /** most resident memory of the process tree, in MB; measured on Linux only */
  memoryLimitMb?: number;
}

export interface RequestOptions extends Exchange {
  /** ends the process, not only the wait for it */
  signal?: AbortSignal;
  /** from the call on, a start of the process included */
  timeoutMs?: number;
}

/**
 * A warm Python process that answers one request at a time. It starts with the first request and again with the one after
 * its end, whatever ended it. What it has read and encoded stays in its memory between requests.
 */
export class PythonProcess {
  private child: PythonChild | null = null;
  private busy = false;
  private closed = false;

  constructor(private readonly options: PythonProcessOptions) {}

  /** Process id while one runs. */
  get pid(): number | undefined {
    return this.child?.usable ? this.child.pid : undefined;
  }

  /**
   * @param op an operation of protocol.ts, `body` its request
   * @throws TrialFailure always: Python's own failures, limits, aborts and crashes
   */
  async request<R>(op: string, body: object, options: RequestOptions = {}): Promise<R> {
    if (this.busy) throw new Error('A Python process answers one request at a time.');
    if (this.closed) throw new TrialFailure('ABORTED', 'The Python process was closed.');
    if (options.signal?.aborted) throw aborted();
    this.busy = true;
    const { interpreter, pythonPath, log } = this.options;
    if (!this.child?.usable) this.child = new PythonChild(interpreter, pythonPath, log);
    const release = this.guard(this.child, options);
    try {
      return await this.child.ask(op, body, options) as R;
    } finally {
      release();
      this.busy = false;
    }
  }

  /** Ends the process; a request in the middle fails as ABORTED. */
  async close(): Promise<void> {
    this.closed = true;
    if (!this.child?.usable) return this.child?.ended;
    if (!this.busy) return this.child.release();
    this.child.stop(new TrialFailure('ABORTED', 'The Python process was closed.'));
    await this.child.ended;
  }

  /** Watches signal, time and memory during a request; the returned function ends the watch. */
  private guard(child: PythonChild, { signal, timeoutMs }: RequestOptions): () => void {
    const abort = () => child.stop(aborted());
    signal?.addEventListener('abort', abort, { once: true });
    const timer = timeoutMs === undefined ? undefined
      : setTimeout(() => child.stop(new TrialFailure('TIMEOUT', `The limit of ${timeoutMs / 1000} seconds was reached.`)), timeoutMs);
    const limit = this.options.memoryLimitMb;
    const sampler = limit === undefined ? undefined : setInterval(() => {
      const used = child.pid ? residentBytes(child.pid) / megabyte : 0;
      if (used > limit) child.stop(new TrialFailure('MEMORY', `The limit of ${limit} MB of memory was reached (${Math.round(used)} MB in use).`));
    }, memoryPollMs);
    return () => {
      signal?.removeEventListener('abort', abort);
      clearTimeout(timer);
      clearInterval(sampler);
    };
  }
}

const aborted = () => new TrialFailure('ABORTED', 'The request was aborted.');
