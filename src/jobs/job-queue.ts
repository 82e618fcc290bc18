import { PgBoss, type ConstructorOptions, type Db, type JobWithMetadata } from 'pg-boss';
import type { EntityManager } from 'typeorm';
import type { Logger } from '../core/logger';
import { connectionOptions, type DatabaseAddress } from '../database/data-source';
import type { Tx } from '../database/transaction';
import type { JobDefinition } from './job-definition';
import { Slots } from './slots';

/** Somebody else has taken over or settled this attempt; whatever was about to be written must not be. */
export class AttemptLost extends Error {
  constructor() { super('This attempt of the job is no longer the current one.'); this.name = 'AttemptLost'; }
}

export interface RunningJob<P> {
  readonly data: P;
  /** Aborted when the job is cancelled or taken away from this worker. */
  readonly signal: AbortSignal;
  /** Marks the job completed in the transaction of its result. @throws AttemptLost, which must roll the transaction back */
  settle(tx: Tx): Promise<void>;
}

/** Whether a handler's signal was aborted because its worker did not renew the job in time, or the job was cancelled; false when the worker stops. */
export const wasTakenAway = ({ aborted, reason }: AbortSignal) => aborted && (reason as Error).name !== 'AbortError';

const SCHEMA = 'pgboss';
const RENEW_MS = 3_600_000;
/** Heartbeat 12 s, looked at every second: a killed worker's job runs again after about 15 s, and a busy loop of 8 s is no false kill. */
const QUEUE = { notify: true, heartbeatSeconds: 12, retryLimit: 20, retryDelay: 1, retryBackoff: true, retryDelayMax: 4, expireInSeconds: 86_400, deleteAfterSeconds: 3600 } as const;

/** Jobs that are enqueued and settled inside the transactions of the domain (pg-boss on the same Postgres). */
export class JobQueue {
  private readonly boss: PgBoss;
  private readonly created = new Map<string, Promise<void>>();
  /** Names of the jobs that this process works on. */
  private readonly handled = new Set<string>();
  private readonly slots: Slots[] = [];

  constructor(address: DatabaseAddress | string, private readonly log: Logger, { connections = 8 } = {}) {
    const { types: _, ...connection } = connectionOptions(address);
    this.boss = new PgBoss({
      ...connection, schema: SCHEMA, max: connections, useListenNotify: true, schedule: false,
      superviseIntervalSeconds: 1, monitorIntervalSeconds: 1, maintenanceIntervalSeconds: 300, warningQueueSize: 1_000_000,
    } as ConstructorOptions);
    // Not the whole error: pg hangs its connection on it.
    this.boss.on('error', ({ message, stack, code }: Error & { code?: string }) => log.warn({ err: { message, stack, code } }, 'job queue'));
    this.boss.on('warning', (warning) => log.debug({ warning }, 'job queue'));
  }

  async start(): Promise<void> { await this.boss.start(); }

  /** @param graceMs how long running handlers may go on; then their signals are aborted and their jobs are put back at once */
  async stop(graceMs: number): Promise<void> {
    for (const slots of this.slots) slots.end();
    await this.boss.stop({ graceful: true, timeout: Math.max(graceMs, 1), close: false });
    // Whoever had to be aborted still looks at its job once more; with the connections gone that would be logged as an error.
    await Promise.all([...this.handled].map((name) => this.boss.offWork(name, { wait: true })));
    await this.boss.stop({ close: true });
  }

  /** Creates the queue of a job; harmless when it is there. Must have happened before anything is enqueued. */
  declare(job: JobDefinition<never>): Promise<void> {
    let made = this.created.get(job.name);
    if (!made) {
      made = this.boss.createQueue(job.name, QUEUE);
      this.created.set(job.name, made);
      made.catch(() => this.created.delete(job.name));
    }
    return made;
  }

  /** Enqueues with the transaction: nobody sees the jobs before it commits. @param priority 32-bit, higher first, then age */
  async enqueue<P extends object>(tx: Tx, job: JobDefinition<P>, jobs: { data: P; priority: number }[], { delaySeconds = 0 } = {}): Promise<void> {
    for (let from = 0; from < jobs.length; from += 1000) {
      const batch = jobs.slice(from, from + 1000).map(({ data, priority }) => ({ data: job.schema.parse(data), priority, ...(delaySeconds && { startAfter: delaySeconds }) }));
      await this.boss.insert(job.name, batch, { db: via(tx.manager) });
    }
  }

  /** Takes back what has not started, and tells running handlers to stop: of the jobs whose payload has one of these values under that key. */
  async withdraw<P extends object, K extends keyof P & string>(tx: Tx, job: JobDefinition<P>, key: K, values: P[K][]): Promise<void> {
    const rows: { id: string; state: string }[] = await tx.manager.query(
      `select id, state::text from ${SCHEMA}.job where name = $1 and state < 'completed' and data->$2 = any($3::jsonb[])`, [job.name, key, values.map((value) => JSON.stringify(value))]);
    const waiting = rows.filter((row) => row.state !== 'active').map((row) => row.id);
    const running = rows.filter((row) => row.state === 'active').map((row) => row.id);
    if (waiting.length) await this.boss.deleteJob(job.name, waiting, { db: via(tx.manager) });
    if (running.length) await this.boss.cancel(job.name, running, { db: via(tx.manager) });
  }

  /** Takes back only what has not started. */
  async withdrawWaiting<P extends object>(tx: Tx, job: JobDefinition<P>, match: Partial<P>): Promise<void> {
    await tx.manager.query(`delete from ${SCHEMA}.job where name = $1 and state < 'active' and data @> $2::jsonb`, [job.name, JSON.stringify(match)]);
  }

  /** Payloads of the jobs that wait or run. @param match must equal part of the payload */
  async payloads<P extends object>(tx: Tx, job: JobDefinition<P>, match: Partial<P>): Promise<P[]> {
    const rows: { data: P }[] = await tx.manager.query(`select data from ${SCHEMA}.job where name = $1 and state < 'completed' and data @> $2::jsonb`, [job.name, JSON.stringify(match)]);
    return rows.map((row) => row.data);
  }

  /** The greatest priority among the jobs that wait, within these bounds; null when none does. */
  async greatestWaiting(tx: Tx, job: JobDefinition<never>, bounds: { least: number; greatest: number }): Promise<number | null> {
    const [row] = await tx.manager.query(`select max(priority) as priority from ${SCHEMA}.job where name = $1 and state < 'active' and priority between $2 and $3`, [job.name, bounds.least, bounds.greatest]);
    return row.priority;
  }

  /** Whether a job waits that a worker could take now. */
  async hasWaiting<P extends object>(job: JobDefinition<P>): Promise<boolean> {
    const { rows } = await this.boss.getDb().executeSql(`select exists (select from ${SCHEMA}.job where name = $1 and state < 'active' and start_after <= now()) as waits`, [job.name]);
    return rows[0].waits;
  }

  /**
   * @param most how many jobs of this kind this process handles at a time; a function is asked each time
   * @returns to be called when a function would allow more than before
   */
  work<P extends object>(job: JobDefinition<P>, most: number | (() => number), handle: (running: RunningJob<P>) => Promise<void>): () => void {
    this.handled.add(job.name);
    const slots = new Slots(typeof most === 'number' ? () => most : most, async (around) => {
      // Not all the same: of two workers that keep step one would always be first to see what somebody puts back.
      const every = 0.85 + 0.3 * Math.random();
      // One call a slot: a worker that takes single jobs sleeps a whole interval after each, unless it is told to look again.
      const id: string = await this.boss.work<P>(job.name, { pollingIntervalSeconds: every, notifyPollingIntervalSeconds: every, heartbeatRefreshSeconds: 1, includeMetadata: true } as never,
        ([taken]: any) => around(() => this.handleOne(job, taken, handle)).finally(() => this.boss.notifyWorker(id)));
      return { close: () => this.boss.offWork(job.name, { id, wait: true }) };
    }, ({ message, stack }) => this.log.warn({ err: { message, stack }, job: job.name }, 'job queue'));
    this.slots.push(slots);
    slots.fill();
    return () => slots.fill();
  }

  private async handleOne<P extends object>(job: JobDefinition<P>, taken: any, handle: (running: RunningJob<P>) => Promise<void>): Promise<void> {
    const renewal = setInterval(() => void this.renew(taken), RENEW_MS);
    try {
      await handle(this.running(job, taken));
    } catch (error) {
      if (error instanceof AttemptLost) return;
      this.log.error({ err: error, job: job.name, data: taken.data }, 'job failed; it will be tried again');
      throw error;
    } finally {
      clearInterval(renewal);
    }
  }

  /** A job may take longer than the day after which pg-boss gives it to somebody else. */
  private async renew({ id, name, retryCount }: { id: string; name: string; retryCount: number }): Promise<void> {
    await this.boss.getDb().executeSql(`update ${SCHEMA}.job set started_on = now() where name = $1 and id = $2 and retry_count = $3 and state = 'active'`, [name, id, retryCount])
      .catch((error: Error) => this.log.warn({ err: error, job: name }, 'a long job could not be renewed; it is tried again in an hour'));
  }

  private running<P extends object>(job: JobDefinition<P>, taken: JobWithMetadata<P> & { signal: AbortSignal }): RunningJob<P> {
    return {
      data: job.schema.parse(taken.data),
      signal: taken.signal,
      settle: async (tx) => {
        // By the job with its attempt, never by its id alone: only that is fenced.
        const { affected } = await this.boss.complete(job.name, { id: taken.id, retryCount: taken.retryCount }, null, { db: via(tx.manager) }) as { affected?: number };
        if (affected !== 1) throw new AttemptLost();
      },
    };
  }
}

const via = (manager: EntityManager): Db => ({
  executeSql: async (text: string, values?: unknown[]) => ({ rows: (await manager.queryRunner!.query(text, values as unknown[], true)).records }),
}) as Db;
