import { ClassifierStatus, datarunStates, RunStatus } from '../../../core/states';
import { queryOf } from '../../../database/data-source';
import { nowOf, transaction, type Tx } from '../../../database/transaction';
import type { RunningJob } from '../../../jobs/job-queue';
import { readRows } from '../../rows';
import type { Classifier } from '../classifier/classifier.entity';
import type { TrialOutcome } from '../classifier/classifier.service';
import type { Datarun } from '../datarun/datarun.entity';
import { Dataset } from '../dataset/dataset.entity';
import { Hyperpartition, type HyperparameterValue } from '../hyperpartition/hyperpartition.entity';
import { endIfOver } from './ending';
import type { SearchServices } from './search.service';
import type { TrialPayload } from './trial.job';

/** A trial that keeps taking its worker with it is ended, so that it does not do so for ever. */
const MOST_ATTEMPTS = 5;

export interface Trial { run: Datarun; dataset: Dataset; partition: Hyperpartition; classifier: Classifier }
export type Opening =
  | { kind: 'nothing' }
  /** The slot needs hyperparameters. */
  | { kind: 'choose'; run: Datarun; partitions: Hyperpartition[] }
  /** A lost attempt starts again with the hyperparameters that it had. */
  | { kind: 'train'; trial: Trial };

/** What happens to the rows while a slot becomes a classifier; each step is one transaction under the run's lock. */
export class TrialService {
  constructor(private readonly with_: SearchServices, private readonly workerId: string) {}

  /** What to do with this slot. A slot whose run has ended or is paused is nothing: a resumed run enqueues it anew. */
  open(job: RunningJob<TrialPayload>): Promise<Opening> {
    return transaction(this.with_.db, async (tx): Promise<Opening> => {
      const { dataruns, hyperpartitions, classifiers } = this.with_;
      const run = await dataruns.lock(tx, job.data.datarun);
      const known = run && await classifiers.ofSlot(tx, run.number, job.data.slot);
      if (!run || this.ended(run) || (known && known.status !== ClassifierStatus.RUNNING) || (!known && run.status === RunStatus.PAUSED)) {
        await job.settle(tx);
        return { kind: 'nothing' };
      }
      if (known) return this.openAgain(tx, job, run, known);
      if (await endIfOver(this.with_, tx, run)) {
        await job.settle(tx);
        return { kind: 'nothing' };
      }
      if (run.status === RunStatus.PENDING) await dataruns.move(tx, run, RunStatus.RUNNING);
      return { kind: 'choose', run, partitions: await hyperpartitions.incomplete(tx, run.number) };
    });
  }

  /** Stores the choice. @returns null when it has become void meanwhile, so that another must be made */
  begin(job: RunningJob<TrialPayload>, partitionNumber: number, hyperparameters: HyperparameterValue[]): Promise<Trial | null> {
    return transaction(this.with_.db, async (tx) => {
      const run = await this.with_.dataruns.lock(tx, job.data.datarun);
      if (!run || this.ended(run) || run.status === RunStatus.PAUSED || await this.with_.classifiers.ofSlot(tx, run.number, job.data.slot)) return null;
      const partition = (await this.with_.hyperpartitions.incomplete(tx, run.number)).find((p) => p.number === partitionNumber);
      if (!partition || (this.isFinite(run, partition) && await this.isTaken(tx, partition, hyperparameters))) return null;
      // The choice takes its time, and the deadline may have passed meanwhile; both are instants in the same notation.
      const startedAt = await nowOf(tx);
      if (run.deadline && startedAt > run.deadline) return null;
      const classifier = await this.with_.classifiers.insert(tx, { startedAt, datarunNumber: run.number, hyperpartitionNumber: partitionNumber, slot: job.data.slot, workerId: this.workerId, hyperparameters });
      await this.with_.dataruns.change(tx, run, { trialsRunning: run.trialsRunning + 1 });
      this.with_.dataruns.tell(tx, run, 'CHILD', { classifier: classifier.number });
      await this.with_.slots.enqueueNext(tx, run);
      // Without tunables its only point is taken now.
      if (!partition.tunables.length) await this.with_.hyperpartitions.exhaust(tx, partition);
      return { run, partition, classifier, dataset: await this.datasetOf(tx, run) };
    });
  }

  exhaust(run: Datarun, partition: Hyperpartition): Promise<void> {
    return transaction(this.with_.db, async (tx) => {
      const locked = await this.with_.dataruns.lock(tx, run.number);
      if (!locked || this.ended(locked)) return;
      const fresh = (await this.with_.hyperpartitions.incomplete(tx, run.number)).find((p) => p.number === partition.number);
      if (fresh) await this.with_.hyperpartitions.exhaust(tx, fresh);
    });
  }

  /** @param keep puts the artefacts in their places; called when nothing but the commit can fail any more */
  complete(job: RunningJob<TrialPayload>, trial: Trial, outcome: TrialOutcome, log: string | null, keep: () => Promise<void>): Promise<void> {
    return this.end(job, trial, async (tx, run, classifier) => {
      await this.with_.classifiers.complete(tx, classifier, outcome, log);
      await this.with_.dataruns.change(tx, run, { trialsRunning: run.trialsRunning - 1, trialsDone: run.trialsDone + 1 });
    }, keep);
  }

  /** It ended as it was meant to: neither its run nor its partition counts an error. */
  stopEarly(job: RunningJob<TrialPayload>, trial: Trial, stopped: Pick<Classifier, 'scores' | 'stoppedMean' | 'errorMessage'>, log: string | null): Promise<void> {
    return this.end(job, trial, async (tx, run, classifier) => {
      await this.with_.classifiers.stopEarly(tx, classifier, stopped, log);
      await this.with_.dataruns.change(tx, run, { trialsRunning: run.trialsRunning - 1, trialsDone: run.trialsDone + 1 });
    });
  }

  fail(job: RunningJob<TrialPayload>, trial: Trial, message: string, log: string | null): Promise<void> {
    return this.end(job, trial, (tx, run, classifier) => this.failIn(tx, run, classifier, message, log));
  }

  private end(job: RunningJob<TrialPayload>, trial: Trial, write: (tx: Tx, run: Datarun, classifier: Classifier) => Promise<void>, keep?: () => Promise<void>): Promise<void> {
    return transaction(this.with_.db, async (tx) => {
      const run = await this.with_.dataruns.lock(tx, trial.run.number);
      // Fenced: of two attempts that both believe to be the current one, only one gets past this.
      await job.settle(tx);
      const classifier = run && await this.with_.classifiers.ofSlot(tx, run.number, job.data.slot);
      if (!classifier || classifier.status !== ClassifierStatus.RUNNING || classifier.attempt !== trial.classifier.attempt) return;
      await write(tx, run, classifier);
      this.with_.dataruns.tell(tx, run, 'PROGRESS', { classifier: classifier.number });
      await endIfOver(this.with_, tx, run);
      await keep?.();
    });
  }

  private async openAgain(tx: Tx, job: RunningJob<TrialPayload>, run: Datarun, classifier: Classifier): Promise<Opening> {
    if (classifier.attempt >= MOST_ATTEMPTS) {
      await this.failIn(tx, run, classifier, `Its worker was lost ${MOST_ATTEMPTS} times while this trial ran; it is not tried again.`, null);
      this.with_.dataruns.tell(tx, run, 'PROGRESS', { classifier: classifier.number });
      await endIfOver(this.with_, tx, run);
      await job.settle(tx);
      return { kind: 'nothing' };
    }
    await this.with_.classifiers.startAgain(tx, classifier, this.workerId);
    this.with_.dataruns.tell(tx, run, 'CHILD', { classifier: classifier.number });
    const [partition] = await readRows(this.with_.db, queryOf(tx.manager), Hyperpartition, 'WHERE t.id = $1', [classifier.hyperpartitionNumber]);
    return { kind: 'train', trial: { run, classifier, partition: partition!, dataset: await this.datasetOf(tx, run) } };
  }

  private async failIn(tx: Tx, run: Datarun, classifier: Classifier, message: string, log: string | null): Promise<void> {
    await this.with_.classifiers.fail(tx, classifier, message, log);
    const [partition] = await readRows(this.with_.db, queryOf(tx.manager), Hyperpartition, 'WHERE t.id = $1', [classifier.hyperpartitionNumber]);
    await this.with_.hyperpartitions.countError(tx, partition!);
    await this.with_.dataruns.change(tx, run, { trialsRunning: run.trialsRunning - 1, trialsFailed: run.trialsFailed + 1 });
  }

  /** Two slots that chose at the same time may have the same point; in an infinite space that does not happen. */
  private isFinite(run: Datarun, { tunables }: Hyperpartition): boolean {
    return run.gridding > 0 || tunables.every(({ type }) => type.startsWith('INT'));
  }

  private async isTaken(tx: Tx, partition: Hyperpartition, hyperparameters: HyperparameterValue[]): Promise<boolean> {
    const [row] = await tx.manager.query('select exists (select 1 from classifier where hyperpartition_id = $1 and hyperparameters = $2::jsonb) as taken', [partition.number, JSON.stringify(hyperparameters)]);
    return row.taken;
  }

  private async datasetOf(tx: Tx, run: Datarun): Promise<Dataset> {
    return (await readRows(this.with_.db, queryOf(tx.manager), Dataset, 'WHERE t.id = $1', [run.datasetNumber]))[0]!;
  }

  private ended(run: Datarun): boolean { return datarunStates.isFinal(run.status as RunStatus.PENDING); }
}
