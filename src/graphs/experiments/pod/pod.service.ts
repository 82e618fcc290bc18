import { podPhases, PodPhase } from '../../../core/states';
import { queryOf } from '../../../database/data-source';
import type { Tx } from '../../../database/transaction';
import { insertRows, readRows, reserveKeys, updateRow } from '../../rows';
import type { ExperimentService } from '../experiment/experiment.service';
import { Pod } from './pod.entity';

export type PodDraft = Pick<Pod, 'number' | 'experimentNumber' | 'componentNumber' | 'name' | 'replicaIndex' | 'attempt' | 'host' | 'workerId' | 'labels' | 'enforcement' | 'runtime'>;

const OPEN = `t.phase in ('PENDING', 'RUNNING')`;

/** The only writer of the table `pod`. Callers hold the lock of the experiment. */
export class PodService {
  constructor(private readonly experiments: ExperimentService) {}

  /** Numbers for pods that are to be inserted. */
  reserve(tx: Tx, count: number): Promise<number[]> { return reserveKeys(tx, Pod, count); }

  /** @returns them in this order, without what the database adds */
  insertAll(tx: Tx, drafts: PodDraft[]): Pod[] {
    const rows = drafts.map((draft) => ({ ...draft, phase: PodPhase.PENDING }));
    insertRows<Pod>(tx, Pod, rows);
    const pods = rows.map((row) => Object.assign(new Pod(), row));
    for (const pod of pods) this.tell(tx, pod);
    return pods;
  }

  /** Those of a gang that have not ended. */
  openOf(tx: Tx, gangNumber: number): Promise<Pod[]> {
    return this.read(tx, `WHERE ${OPEN} AND t.component_id IN (SELECT id FROM component WHERE gang_id = $1) ORDER BY t.id`, [gangNumber]);
  }

  /** Those of an experiment that have not ended. */
  openIn(tx: Tx, experimentNumber: number): Promise<Pod[]> { return this.read(tx, `WHERE ${OPEN} AND t.experiment_id = $1 ORDER BY t.id`, [experimentNumber]); }

  /** Whether a replica from `index` on has run in the component's present attempt. */
  async hasRun(tx: Tx, { number, attempt }: { number: number; attempt: number }, index: number): Promise<boolean> {
    return (await this.read(tx, 'WHERE t.component_id = $1 AND t.attempt = $2 AND t.replica_index >= $3 LIMIT 1', [number, attempt, index])).length > 0;
  }

  read(tx: Tx, tail: string, params: unknown[]): Promise<Pod[]> {
    return readRows(tx.manager.connection, queryOf(tx.manager), Pod, tail, params);
  }

  /** Changes the phase by its state machine, and tells subscribers. */
  async move(tx: Tx, pod: Pod, to: PodPhase, values: Partial<Pod> = {}): Promise<void> {
    const changed = { ...values, phase: podPhases.move(pod.phase, to) };
    updateRow(tx, Pod, pod.number, changed);
    Object.assign(pod, changed);
    this.tell(tx, pod);
  }

  async note(tx: Tx, pod: Pod, reason: string | null): Promise<void> {
    if (pod.reason === reason) return;
    updateRow(tx, Pod, pod.number, { reason });
    pod.reason = reason;
    this.tell(tx, pod);
  }

  /** They were never started. */
  async forget(tx: Tx, pods: Pod[]): Promise<void> {
    await tx.manager.delete(Pod, pods.map(({ number }) => number));
    for (const pod of pods) this.tell(tx, pod);
  }

  private tell(tx: Tx, pod: Pod): void { this.experiments.tell(tx, pod.experimentNumber, 'POD', { component: pod.componentNumber, pod: pod.number }); }
}
