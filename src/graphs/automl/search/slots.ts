import { datarunStates, RunStatus } from '../../../core/states';
import type { JobQueue } from '../../../jobs/job-queue';
import type { Tx } from '../../../database/transaction';
import { BudgetType } from '../enums';
import type { Datarun } from '../datarun/datarun.entity';
import type { DatarunService } from '../datarun/datarun.service';
import { enqueueFairly } from '../../../jobs/fair-share';
import { trialJob } from './trial.job';

/** A run without a number of trials keeps this many slots waiting, so that no worker idles while the next one is enqueued. */
const OPEN_WINDOW = 64;

/** The slots of dataruns in the queue. A budget is that many slots, so it cannot be overshot. */
export class Slots {
  constructor(private readonly queue: JobQueue, private readonly dataruns: DatarunService) {}

  async enqueueFirst(tx: Tx, run: Datarun, requestId?: string): Promise<void> {
    const count = run.budgetType === BudgetType.CLASSIFIER ? run.budget! : OPEN_WINDOW;
    await this.enqueue(tx, run, Array.from({ length: count }, (_, i) => i + 1), requestId);
    await this.dataruns.change(tx, run, { slotsEnqueued: count });
  }

  /** For runs without a number of trials: each slot that starts brings the next one. */
  async enqueueNext(tx: Tx, run: Datarun): Promise<void> {
    if (run.budgetType === BudgetType.CLASSIFIER) return;
    const slot = run.slotsEnqueued + 1;
    await this.enqueue(tx, run, [slot]);
    await this.dataruns.change(tx, run, { slotsEnqueued: slot });
  }

  /** After a pause: what is not under way. A worker may still hold a job that it took before the pause; that slot must not have two. */
  async enqueueRest(tx: Tx, run: Datarun): Promise<void> {
    // The old tags would let the run catch up on the others for the time of its pause.
    await this.dataruns.change(tx, run, { lastTag: null });
    await this.enqueueLost(tx, run);
  }

  /** Those that nobody will bring to an end any more. A paused run gets back only what was running. */
  async enqueueLost(tx: Tx, run: Datarun): Promise<number> {
    const known = await this.queue.payloads(tx, trialJob, { datarun: run.number });
    const rows: { slot: number }[] = await tx.manager.query(
      `select s.slot from generate_series(1, $2::int) s(slot) left join classifier c on c.datarun_id = $1 and c.slot = s.slot
       where (c.status = 'RUNNING' or (c.id is null and $4)) and s.slot <> all($3::int[]) order by 1`,
      [run.number, run.slotsEnqueued, known.map((payload) => payload.slot), run.status !== RunStatus.PAUSED]);
    await this.enqueue(tx, run, rows.map((row) => row.slot));
    return rows.length;
  }

  withdraw(tx: Tx, runs: Datarun[]): Promise<void> { return this.queue.withdraw(tx, trialJob, 'datarun', runs.map((run) => run.number)); }
  withdrawWaiting(tx: Tx, run: Datarun): Promise<void> { return this.queue.withdrawWaiting(tx, trialJob, { datarun: run.number }); }

  private async enqueue(tx: Tx, run: Datarun, slots: number[], requestId?: string): Promise<void> {
    if (!slots.length) return;
    const [{ given }] = await tx.manager.query('select max(last_tag) as given from datarun where priority = $1 and status <> all($2)',
      [run.priority, datarunStates.states.filter(datarunStates.isFinal)]);
    const lastTag = await enqueueFairly(this.queue, tx, trialJob, slots.map((slot) => ({ datarun: run.number, slot, requestId })), run, given);
    await this.dataruns.change(tx, run, { lastTag });
  }
}
