import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { BadInput, Unavailable } from '../../core/errors';
import type { Logger } from '../../core/logger';
import type { Capacity, Executor, Handle, Limits, SubmitOptions, Task, TaskResources } from '../executor';
import { endLog } from '../logs/end-log';
import { allowedCores, CoreMap } from './core-map';
import { copyEtc } from './etc-copy';
import { findBwrap, Isolation } from './isolation';
import { LocalHandle } from './local-handle';
import { ResourcePool } from './resource-pool';
import { limits } from './limits';
import { checkTask, cpuOf, orderOf, shareOf } from './task-order';
import { TaskServer, type TaskEvent } from './task-server';

export interface LocalExecutorOptions {
  /** any Python from 3.9 on; its folder comes first on the PATH of tasks */
  interpreter: string;
  /** absolute path of our folder python/ */
  pythonPath: string;
  log: Logger;
  /** what all tasks together may take; the machine's cores and memory and 100 tasks where absent */
  capacity?: Partial<Capacity>;
  /** false runs tasks without isolation even where it works */
  isolate?: boolean;
  /** false limits memory by looking at it even where control groups work */
  groups?: boolean;
  /** absolute; what every isolated task may read besides the system and Python */
  readable?: string[];
  /** absolute; what no isolated task may see, e.g. our data folder */
  hidden?: string[];
}

interface Running { task: Task; handle: LocalHandle; server: TaskServer }

/** Runs tasks on this machine, each under a supervisor process in Python. */
export class LocalExecutor implements Executor {
  private readonly pool: ResourcePool;
  private readonly cores = new CoreMap();
  private readonly running = new Map<string, Running>();
  private readonly stopping = new AbortController();
  private server: TaskServer | null = null;
  private isolation: Isolation | null = null;
  /** for the copy of /etc and the temporary folders of tasks; the server removes it, also when we are killed */
  private scratch = '';
  private enforced: Limits | null = null;

  constructor(private readonly options: LocalExecutorOptions) {
    this.pool = new ResourcePool({ cpus: allowedCores().length, memoryBytes: totalmem(), gpus: 0, tasks: 100, ...options.capacity });
  }

  async start(): Promise<void> {
    const { isolate = true, interpreter, readable = [], hidden = [] } = this.options;
    this.scratch = await mkdtemp(join(tmpdir(), 'rungraph-engine-'));
    const bwrap = findBwrap();
    if (isolate && typeof bwrap !== 'string') this.isolation = new Isolation(bwrap, interpreter, copyEtc(join(this.scratch, 'etc')), readable, hidden);
    try {
      await this.warmServer().ready;
    } catch (error) {
      await rm(this.scratch, { recursive: true });
      throw new Unavailable((error as Error).message, { cause: error });
    }
  }

  capacity(): Capacity {
    return this.pool.capacity;
  }

  limits(): Limits {
    if (!this.enforced) throw new Error('The engine has not been started.');
    return this.enforced;
  }

  insufficiency(needs: TaskResources[]): string | null { return this.pool.insufficiency(shareOf(needs.map((resources) => ({ resources })))); }

  async submit(tasks: Task[], { signal, onWaiting, priority }: SubmitOptions = {}): Promise<Handle[]> {
    if (!tasks.length) throw new BadInput('There is no task to start.');
    for (const task of tasks) checkTask(task);
    const share = shareOf(tasks);
    await this.pool.take(share, { signal: signal ? AbortSignal.any([signal, this.stopping.signal]) : this.stopping.signal, onWaiting, priority });
    const ids = tasks.map(({ id }) => id);
    const twice = ids.find((id, at) => this.running.has(id) || ids.indexOf(id) !== at);
    if (twice) {
      this.pool.release(share);
      throw new BadInput(`There is a task ${twice} already.`);
    }
    const handles = this.send(tasks);
    void Promise.all(handles.map(({ ended }) => ended)).then(() => this.pool.release(share));
    return handles;
  }

  async stop(graceMs: number): Promise<void> {
    this.stopping.abort(new Unavailable('The engine was stopped.'));
    await Promise.all([...this.running.values()].map(({ handle }) => handle.stop(graceMs)));
    await this.server?.close();
    await rm(this.scratch, { recursive: true, force: true });
  }

  private send(tasks: Task[]): LocalHandle[] {
    const server = this.warmServer();
    const orders = tasks.map((task) => {
      const cores = this.cores.take(cpuOf(task));
      const handle = new LocalHandle(task.id, (graceMs) => server.send({ op: 'stop', id: task.id, graceMs }));
      this.running.set(task.id, { task, handle, server });
      void handle.ended.then(() => { this.running.delete(task.id); this.cores.release(cores, cpuOf(task)); });
      return { handle, order: orderOf(task, { interpreter: this.options.interpreter, isolation: this.isolation, cores }) };
    });
    server.send({ op: 'start', tasks: orders.map(({ order }) => order) });
    return orders.map(({ handle }) => handle);
  }

  private hear(event: TaskEvent): void {
    this.running.get(event.id)?.handle.hear(event);
  }

  private warmServer(): TaskServer {
    if (this.server?.usable) return this.server;
    const { interpreter, pythonPath, groups = true, isolate, log } = this.options;
    const server = new TaskServer({ interpreter, pythonPath, scratch: this.scratch, groups, log, onEvent: (event) => this.hear(event) });
    this.server = server;
    void server.ready.then((memory) => { this.enforced = limits(memory, isolate); }, () => undefined);
    void server.ended.then(() => this.outlive(server));
    return server;
  }

  /** Its tasks are over with a server. */
  private async outlive(server: TaskServer): Promise<void> {
    for (const { task, handle } of [...this.running.values()].filter((each) => each.server === server)) {
      await endLog(task.logFolder).catch((error: Error) => this.options.log.warn({ err: error, task: task.id }, 'the end of a log could not be marked'));
      handle.lose('The process that starts tasks ended.');
    }
    if (!this.stopping.signal.aborted) this.options.log.warn({ pid: server.pid }, 'the task server ended; the next task starts another');
  }
}
