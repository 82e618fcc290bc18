import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Logger } from '../../core/logger';
import { childEnvironment } from '../child-environment';
import type { Limits } from '../executor';
import { signalGroup } from '../process-tree';

const BEAT_MS = 2000, MOST_UNANSWERED = 5;
/** For how long supervisors that have lost their server may take to end their tasks. */
const ORPHANED_MS = 5000;
/** It ends its tasks at the end of its requests, which takes it five seconds at most. */
const CLOSE_MS = 10_000;

/** What python/rungraph_supervisor tells; figures as in the events of supervisor.py. */
export type TaskEvent =
  | { event: 'started'; id: string; pid: number; supervisor: number; at: number }
  | { event: 'sample'; id: string; at: number; cpuSeconds: number; memoryBytes: number }
  | { event: 'ended'; id: string; reason: string; message: string | null; exitCode: number | null; signal: number | null; startedAt: number | null; finishedAt: number; userSeconds: number; systemSeconds: number; maxMemoryBytes: number | null };

export interface TaskServerOptions {
  interpreter: string;
  pythonPath: string;
  /** a folder for temporary files of tasks, which it removes at its end, also when we are killed */
  scratch: string;
  /** false limits memory by looking at it even where control groups work */
  groups: boolean;
  log: Logger;
  onEvent: (event: TaskEvent) => void;
}

/** One life of the process that starts tasks. It ends its tasks when we end, or when we are silent for ten seconds. */
export class TaskServer {
  /** resolves when it and everything that it ran is gone */
  readonly ended: Promise<void>;
  /** resolves with how it limits memory */
  readonly ready: Promise<Limits['memory']>;
  usable = true;
  private readonly child: ChildProcess;
  private readonly beats: NodeJS.Timeout;
  private unanswered = 0;
  private readonly running = new Map<string, { pid: number; supervisor: number }>();

  constructor({ interpreter, pythonPath, scratch, groups, log, onEvent }: TaskServerOptions) {
    const ready = Promise.withResolvers<Limits['memory']>();
    this.ready = ready.promise;
    this.ready.catch(() => undefined);
    this.child = spawn(interpreter, ['-E', '-s', '-S', '-m', 'rungraph_supervisor', scratch, ...(groups ? [] : ['--no-groups'])], {
      cwd: pythonPath, env: childEnvironment(''), detached: true, stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    });
    this.requests.on('error', (error) => log.debug({ err: error }, 'request stream of the task server'));
    let lastWords = '';
    createInterface({ input: this.child.stderr as Readable }).on('line', (line) => { lastWords = line; log.warn({ pid: this.child.pid }, line); });
    createInterface({ input: this.child.stdio[3] as Readable }).on('line', (line) => {
      this.unanswered = 0;
      const event = JSON.parse(line) as TaskEvent | { event: 'ready'; memory: Limits['memory'] } | { event: 'beat' };
      if (event.event === 'ready') return ready.resolve(event.memory);
      if (event.event === 'beat') return;
      if (event.event === 'started') this.running.set(event.id, event);
      if (event.event === 'ended') this.running.delete(event.id);
      onEvent(event);
    });
    this.beats = setInterval(() => this.beat(log), BEAT_MS);
    this.ended = new Promise((resolve) => {
      let killer: NodeJS.Timeout;
      this.child.once('error', (error) => { this.over(); ready.reject(new Error(`${interpreter} cannot be started: ${error.message}`)); resolve(); });
      this.child.once('exit', () => {
        this.over();
        killer = setTimeout(() => this.killTasks(log), ORPHANED_MS);
      });
      // Its supervisors hold the stream of events open, so the end of it is the end of the last task.
      this.child.once('close', (code, signal) => {
        clearTimeout(killer);
        ready.reject(new Error(`The task server ended: ${lastWords || signal || `exit code ${code}`}`));
        resolve();
      });
    });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  send(message: object): void {
    this.requests.write(`${JSON.stringify(message)}\n`);
  }

  /** Ends it, and with it at once whatever still runs. */
  async close(): Promise<void> {
    this.over();
    this.requests.end();
    const killer = setTimeout(() => this.child.kill('SIGKILL'), CLOSE_MS);
    await this.ended;
    clearTimeout(killer);
  }

  private get requests(): Writable {
    return this.child.stdin as Writable;
  }

  private over(): void {
    this.usable = false;
    clearInterval(this.beats);
  }

  private beat(log: Logger): void {
    if (++this.unanswered > MOST_UNANSWERED) {
      log.error({ pid: this.pid }, 'the task server does not answer; ending it');
      this.child.kill('SIGKILL');
    }
    this.send({ op: 'beat' });
  }

  /** A supervisor that does not end its task, e.g. because it was stopped. */
  private killTasks(log: Logger): void {
    for (const [id, { pid, supervisor }] of this.running) {
      log.error({ task: id, pid, supervisor }, 'a task was not ended by its supervisor; ending both');
      signalGroup(pid, 'SIGKILL');
      signalGroup(supervisor, 'SIGKILL');
    }
    // Whoever still holds them has no task of ours.
    (this.child.stdio[3] as Readable).destroy();
    this.child.stderr?.destroy();
  }
}
