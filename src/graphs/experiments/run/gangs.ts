import type { Tx } from '../../../database/transaction';
import { enqueueFairly } from '../../../jobs/fair-share';
import type { JobQueue } from '../../../jobs/job-queue';
import type { ComponentService } from '../component/component.service';
import type { Experiment } from '../experiment/experiment.entity';
import type { ExperimentService } from '../experiment/experiment.service';
import { gangJob } from './gang.job';

/** The gangs of experiments in the queue: a gang is enqueued when all that it needs is there. */
export class Gangs {
  constructor(private readonly queue: JobQueue, private readonly experiments: ExperimentService, private readonly components: ComponentService) {}

  async enqueue(tx: Tx, experiment: Experiment, gangs: number[], options: { requestId?: string; delaySeconds?: number } = {}): Promise<void> {
    if (!gangs.length) return;
    // A gang that waited before the request was replaced may have its job in the queue still.
    if (experiment.revision > 1) for (const gang of gangs) await this.queue.withdrawWaiting(tx, gangJob, { experiment: experiment.number, gang });
    const [{ given }] = await tx.manager.query('select max(last_tag) as given from experiment where priority = $1 and finished_at is null', [experiment.priority]);
    const payloads = gangs.map((gang) => ({ experiment: experiment.number, gang, requestId: options.requestId }));
    await this.experiments.change(tx, experiment, { lastTag: await enqueueFairly(this.queue, tx, gangJob, payloads, experiment, given, options) });
  }

  /** Takes back what waits, and tells those who run a gang to end it. */
  withdraw(tx: Tx, experiment: Experiment): Promise<void> { return this.queue.withdraw(tx, gangJob, 'experiment', [experiment.number]); }

  /** Those that could run but have no job: it failed more often than the queue tries. @returns how many were put back */
  async enqueueLost(tx: Tx, experiment: Experiment): Promise<number> {
    const known = (await this.queue.payloads(tx, gangJob, { experiment: experiment.number })).map(({ gang }) => gang);
    const lost = await this.components.ready(tx, 'experiment_id = $1 and gang_id <> all($2::int[])', [experiment.number, known]);
    await this.enqueue(tx, experiment, lost);
    return lost.length;
  }
}
