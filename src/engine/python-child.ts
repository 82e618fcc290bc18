import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Logger } from '../core/logger';
import { childEnvironment } from './child-environment';
import { signalGroup } from './process-tree';
import { TrialFailure, type TrialFailureKind } from './trial-failure';

const graceMs = 1000;
const tailLines = 40;

export type Note = Record<string, unknown> & { event: string };
export interface Exchange { onNote?: (note: Note) => void; onLog?: (line: string) => void }

interface Answer { ok: boolean; result?: unknown; error?: { kind: TrialFailureKind; message: string; traceback: string | null } }
interface Pending extends Exchange { id: number; answer?: Answer; logEnded: boolean; resolve: (result: unknown) => void; reject: (error: Error) => void }

/** One life of a Python process, in a process group of its own; once it has ended it is not used again. */
export class PythonChild {
  readonly pid: number | undefined;
  /** resolves when the process and its group are gone */
  readonly ended: Promise<void>;
  private alive = true;
  private readonly child: ChildProcess;
  private readonly tail: string[] = [];
  private pending: Pending | null = null;
  private ready = false;
  private lastId = 0;
  private cause: TrialFailure | null = null;
  private killer: NodeJS.Timeout | undefined;

  constructor(private readonly interpreter: string, pythonPath: string, private readonly log: Logger) {
    // The working folder comes first on Python's module path; in the user's folder a file numpy.py would be imported.
    this.child = spawn(interpreter, ['-m', 'rungraph_trials'], {
      cwd: pythonPath, env: childEnvironment(pythonPath), detached: true, stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    });
    this.pid = this.child.pid;
    (this.child.stdin as Writable).on('error', (error) => log.debug({ err: error }, 'request stream of a Python process'));
    createInterface({ input: this.child.stdio[3] as Readable }).on('line', (line) => this.hear(line));
    createInterface({ input: this.child.stderr as Readable }).on('line', (line) => this.keep(line));
    this.ended = new Promise((resolve) => {
      this.child.once('error', (error) => { this.end(error.message); resolve(); });
      // What the process itself started must not outlive it, nor hold its streams open.
      this.child.once('exit', () => this.signal('SIGKILL'));
      this.child.once('close', (code, signal) => { this.end(signal ? `it was ended by ${signal}` : `it ended with code ${code}`); resolve(); });
    });
  }

  /** Whether it can take a request: false from the moment its end was asked for. */
  get usable(): boolean {
    return this.alive && !this.cause;
  }

  /** Sends one request; the caller sees to it that there is only one at a time. */
  ask(op: string, body: object, exchange: Exchange): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const id = ++this.lastId;
      this.pending = { ...exchange, id, logEnded: false, resolve, reject };
      (this.child.stdin as Writable).write(`${JSON.stringify({ ...body, id, op })}\n`);
    });
  }

  /** Ends the process group, SIGTERM first; a pending request fails with `cause` as soon as the process is gone. */
  stop(cause: TrialFailure): void {
    if (!this.alive) return;
    this.cause ??= cause;
    this.signal('SIGTERM');
    this.killer ??= setTimeout(() => this.signal('SIGKILL'), graceMs);
  }

  /** Ends an idle process by closing its request stream. */
  async release(): Promise<void> {
    (this.child.stdin as Writable).end();
    this.killer ??= setTimeout(() => this.signal('SIGKILL'), graceMs);
    await this.ended;
  }

  private signal(name: 'SIGTERM' | 'SIGKILL'): void {
    if (this.pid) signalGroup(this.pid, name);
  }

  private hear(line: string): void {
    const message = JSON.parse(line) as Answer & Note & { id?: number };
    if (message.event === 'ready') {
      this.ready = true;
      this.log.debug({ pid: this.pid, versions: message.versions }, 'Python process is ready');
    } else if (this.pending && message.id === this.pending.id) {
      const { id: _, ...rest } = message;
      if (message.event) return this.pending.onNote?.(rest as Note);
      this.pending.answer = rest as Answer;
      this.settle();
    }
  }

  private keep(line: string): void {
    // Python ends a request's log with a mark; a library may have left an unfinished line before it.
    const [text, mark] = line.split('\x1e');
    if (text) {
      this.tail.push(text);
      if (this.tail.length > tailLines) this.tail.shift();
      this.log.debug({ pid: this.pid }, text);
      this.pending?.onLog?.(text);
    }
    if (this.pending && mark === `end ${this.pending.id}`) {
      this.pending.logEnded = true;
      this.settle();
    }
  }

  /** Answer and log come through two pipes; the request is over when both have. */
  private settle(): void {
    const { answer, logEnded, resolve, reject } = this.pending as Pending;
    // Once the end was asked for, the request fails with the process, even if its answer came in between.
    if (!answer || !logEnded || this.cause) return;
    this.pending = null;
    if (answer.ok) resolve(answer.result);
    else if (answer.error) reject(new TrialFailure(answer.error.kind, answer.error.message, answer.error.traceback));
  }

  private end(how: string): void {
    if (!this.alive) return;
    this.alive = false;
    clearTimeout(this.killer);
    this.pending?.reject(this.cause ?? this.unexpected(how));
    this.pending = null;
  }

  private unexpected(how: string): TrialFailure {
    const log = this.tail.join('\n') || null;
    return this.ready
      ? new TrialFailure('CRASH', `The Python process ended in the middle of the request: ${how}.`, log)
      : new TrialFailure('UNAVAILABLE', `${this.interpreter} cannot run trials: ${this.tail.at(-1) ?? how}. Run \`npm run setup\`, or set RUNGRAPH_PYTHON to a Python with scikit-learn.`, log);
  }
}
