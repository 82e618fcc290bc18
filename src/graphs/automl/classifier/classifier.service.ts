import { hostname } from 'node:os';
import { classifierStates, ClassifierStatus } from '../../../core/states';
import { queryOf } from '../../../database/data-source';
import { nowOf, type Tx } from '../../../database/transaction';
import { encodeId } from '../../global-id';
import { readRows } from '../../rows';
import type { HyperparameterValue } from '../hyperpartition/hyperpartition.entity';
import { Classifier } from './classifier.entity';

export type TrialOutcome = Pick<Classifier, 'cvJudgmentMetric' | 'cvJudgmentMetricStdev' | 'testJudgmentMetric' | 'muSigma' | 'scores' | 'modelLocation' | 'modelSha256' | 'modelBytes' | 'metricsLocation'>;

/** The only writer of the table `classifier`. Callers hold the lock of its datarun. */
export class ClassifierService {
  async ofSlot(tx: Tx, datarunNumber: number, slot: number): Promise<Classifier | null> {
    return (await this.read(tx, 'WHERE t.datarun_id = $1 AND t.slot = $2', [datarunNumber, slot]))[0] ?? null;
  }

  async insert(tx: Tx, draft: { startedAt: string; datarunNumber: number; hyperpartitionNumber: number; slot: number; workerId: string; hyperparameters: HyperparameterValue[] }): Promise<Classifier> {
    const { identifiers } = await tx.manager.insert(Classifier, { ...draft, host: hostname(), status: classifierStates.initial } as object);
    const [classifier] = await this.read(tx, 'WHERE t.id = $1', [identifiers[0]!.number]);
    this.tell(tx, classifier!);
    return classifier!;
  }

  /** The attempt before was lost with its worker. */
  async startAgain(tx: Tx, classifier: Classifier, workerId: string): Promise<void> {
    await this.change(tx, classifier, ClassifierStatus.RUNNING, { attempt: classifier.attempt + 1, workerId, host: hostname(), startedAt: await nowOf(tx) });
  }

  async complete(tx: Tx, classifier: Classifier, outcome: TrialOutcome, log: string | null): Promise<void> {
    await this.change(tx, classifier, ClassifierStatus.COMPLETE, { ...outcome, finishedAt: await nowOf(tx) });
    await this.keepLog(tx, classifier, log);
  }

  /** Without a model, and without a score that could be compared with those of complete ones. */
  async stopEarly(tx: Tx, classifier: Classifier, stopped: Pick<Classifier, 'scores' | 'stoppedMean' | 'errorMessage'>, log: string | null): Promise<void> {
    await this.change(tx, classifier, ClassifierStatus.STOPPED_EARLY, { ...stopped, finishedAt: await nowOf(tx) });
    await this.keepLog(tx, classifier, log);
  }

  async fail(tx: Tx, classifier: Classifier, message: string, log: string | null = null): Promise<void> {
    await this.change(tx, classifier, ClassifierStatus.ERRORED, { errorMessage: message, finishedAt: await nowOf(tx) });
    await this.keepLog(tx, classifier, log);
  }

  running(tx: Tx, datarunNumber: number): Promise<Classifier[]> {
    return this.read(tx, 'WHERE t.datarun_id = $1 AND t.status = $2 ORDER BY t.id', [datarunNumber, ClassifierStatus.RUNNING]);
  }

  /** Places in the artefact store of all that the classifiers of a datarun have written. */
  async artefactsOf(tx: Tx, datarunNumber: number): Promise<string[]> {
    const rows: { location: string }[] = await tx.manager.query(`select location from classifier c, unnest(array[c.model_location, c.metrics_location]) as location
      where c.datarun_id = $1 and location is not null`, [datarunNumber]);
    return rows.map(({ location }) => location);
  }

  /** Its rows go with the datarun's; this tells those who watch one of them. */
  async tellDeleted(tx: Tx, datarunNumber: number): Promise<void> {
    const watched = await this.read(tx, 'WHERE t.datarun_id = $1 ORDER BY t.id', [datarunNumber]);
    for (const classifier of watched) this.tell(tx, classifier, 'DELETED', { copy: { ...classifier, scores: [] } });
  }

  private tell(tx: Tx, classifier: Classifier, kind: 'STATUS' | 'DELETED' = 'STATUS', more: { copy?: object } = {}): void {
    tx.emit({ topic: 'classifier', subject: encodeId('cl', classifier.number), payload: { kind, datarun: classifier.datarunNumber, classifier: classifier.number, ...more } });
  }

  private read(tx: Tx, tail: string, params: unknown[]): Promise<Classifier[]> {
    return readRows(tx.manager.connection, queryOf(tx.manager), Classifier, tail, params);
  }

  private async change(tx: Tx, classifier: Classifier, to: ClassifierStatus, values: Partial<Classifier>): Promise<void> {
    const status = classifierStates.move(classifier.status, to);
    await tx.manager.update(Classifier, classifier.number, { ...values, status } as object);
    Object.assign(classifier, values, { status });
    this.tell(tx, classifier);
  }

  private async keepLog(tx: Tx, classifier: Classifier, log: string | null): Promise<void> {
    // Postgres refuses NUL in text.
    if (log) await tx.manager.query('update classifier set log = $2 where id = $1', [classifier.number, log.replaceAll('\0', '\u2400')]);
  }
}
