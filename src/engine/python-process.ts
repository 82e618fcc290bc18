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
 * its end, whatever ended it. What it has read and encoded stays in its memory between requests; a request that reaches the
 * memory limit in a process with such a past is tried once more in a new one.
 */
export class PythonProcess {
  private child: PythonChild | null = null;
  private busy = false;
  private closed = false;
  /** Why the present request is over, in whichever process it runs. */
  private over: TrialFailure | null = null;

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
    this.over = null;
    const release = this.guard(options);
    try {
      return await this.askOnceOrTwice<R>(op, body, options);
    } finally {
      release();
      this.busy = false;
    }
  }

  /** Ends the process; a request in the middle fails as ABORTED. */
  async close(): Promise<void> {
    this.closed = true;
    if (this.child?.usable && !this.busy) return this.child.release();
    this.end(new TrialFailure('ABORTED', 'The Python process was closed.'));
    await this.child?.ended;
  }

  private async askOnceOrTwice<R>(op: string, body: object, options: RequestOptions): Promise<R> {
    const warm = this.child?.usable ?? false;
    try {
      return await this.start().ask(op, body, options) as R;
    } catch (error) {
      // What earlier requests left in a process is not this one's doing: it is judged in a process of its own.
      if (!warm || !(error instanceof TrialFailure) || error.kind !== 'MEMORY') throw error;
      if (this.over) throw this.over;
      this.options.log.info({ op }, 'the memory limit was reached in a warm process; trying again in a new one');
      return await this.start().ask(op, body, options) as R;
    }
  }

  private start(): PythonChild {
    const { interpreter, pythonPath, log } = this.options;
    if (!this.child?.usable) this.child = new PythonChild(interpreter, pythonPath, log);
    return this.child;
  }

  private end(cause: TrialFailure): void {
    this.over ??= cause;
    this.child?.stop(cause);
  }

  /** Watches signal, time and memory during a request; the returned function ends the watch. */
  private guard({ signal, timeoutMs }: RequestOptions): () => void {
    const abort = () => this.end(aborted());
    signal?.addEventListener('abort', abort, { once: true });
    const timer = timeoutMs === undefined ? undefined
      : setTimeout(() => this.end(new TrialFailure('TIMEOUT', `The limit of ${timeoutMs / 1000} seconds was reached.`)), timeoutMs);
    const limit = this.options.memoryLimitMb;
    const sampler = limit === undefined ? undefined : setInterval(() => {
      const used = this.child?.pid ? residentBytes(this.child.pid) / megabyte : 0;
      if (used > limit) this.child?.stop(new TrialFailure('MEMORY', `The limit of ${limit} MB of memory was reached (${Math.round(used)} MB in use).`));
    }, memoryPollMs);
    return () => {
      signal?.removeEventListener('abort', abort);
      clearTimeout(timer);
      clearInterval(sampler);
    };
  }
}

const aborted = () => new TrialFailure('ABORTED', 'The request was aborted.');
