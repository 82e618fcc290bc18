import { hostname } from 'node:os';
import type { Logger } from '../../../core/logger';
import type { Query } from '../../../database/data-source';

const EVERY_MS = 2000;

/** Says every two seconds that this worker lives. A database that is away is no reason to end: the next beat says it. */
export class Heartbeat {
  private timer?: NodeJS.Timeout;
  private beating: Promise<void> = Promise.resolve();

  constructor(private readonly query: Query, private readonly workerId: string, /** How many trials and how many pods it may run at a time. */ private readonly room: { slots: number; tasks: number }, private readonly log: Logger) {}

  async start(): Promise<void> {
    await this.beat();
    this.timer = setInterval(() => { this.beating = this.beat().catch((error) => this.log.warn({ err: error }, 'heartbeat')); }, EVERY_MS);
  }

  /** Leaves the list at once, so that nobody waits for a worker that is gone. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.beating;
    await this.query('delete from worker where id = $1', [this.workerId]).catch((error) => this.log.debug({ err: error }, 'heartbeat'));
  }

  private async beat(): Promise<void> {
    await this.query(`insert into worker (id, host, pid, slots, tasks) values ($1, $2, $3, $4, $5)
      on conflict (id) do update set last_seen_at = clock_timestamp()`, [this.workerId, hostname(), process.pid, this.room.slots, this.room.tasks]);
  }
}
