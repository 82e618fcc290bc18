import type { EntityManager } from 'typeorm';
import { NotFound } from '../../../core/errors';
import { experimentStates, type RunStatus } from '../../../core/states';
import { queryOf } from '../../../database/data-source';
import { nowOf, type Tx } from '../../../database/transaction';
import { decodeId, encodeId } from '../../global-id';
import { readRows, updateRow } from '../../rows';
import { Experiment } from './experiment.entity';

export type ExperimentStatus = Parameters<typeof experimentStates.move>[0];
type Draft = Omit<Experiment, 'id' | 'number' | 'uid' | 'acceptedAt' | 'createdAt' | 'statusReason' | 'progress'>;

/** What a subscriber to an experiment is told. */
export type ExperimentEventKind = 'STATUS' | 'STAGE' | 'COMPONENT' | 'POD' | 'OUTPUT' | 'DELETED';
export interface ExperimentEventParts { stage?: number; component?: number; pod?: number; output?: number; copy?: object }

/** The only writer of the table `experiment`. Callers hold the row's lock (from `lock`) while they change anything below it. */
export class ExperimentService {
  async insert(tx: Tx, draft: Draft): Promise<Experiment> {
    const { identifiers } = await tx.manager.insert(Experiment, draft as object);
    return (await this.read(tx.manager, 'WHERE t.id = $1', [identifiers[0]!.number]))[0]!;
  }

  /** For what happens while it runs: without the request and the metadata, which may be megabytes. */
  async lock(tx: Tx, key: number): Promise<Experiment | null> {
    return (await readRows(tx.manager.connection, queryOf(tx.manager), Experiment, 'WHERE t.id = $1 FOR UPDATE', [key], ['spec', 'jobMetadata']))[0] ?? null;
  }

  /** All of it, as it is answered. */
  async lockById(tx: Tx, id: string): Promise<Experiment> {
    const [experiment] = await this.read(tx.manager, 'WHERE t.id = $1 FOR UPDATE', [decodeId('ex', id) ?? 0]);
    if (!experiment) throw new NotFound('Experiment', id);
    return experiment;
  }

  read(manager: EntityManager, tail: string, params: unknown[]): Promise<Experiment[]> {
    return readRows(manager.connection, queryOf(manager), Experiment, tail, params);
  }

  /** Changes the status by its state machine, and tells subscribers; nothing when it has it already. */
  async move(tx: Tx, experiment: Experiment, to: ExperimentStatus, more: Partial<Experiment> = {}): Promise<void> {
    if (experiment.status === to as RunStatus) return;
    experimentStates.move(experiment.status as ExperimentStatus, to);
    const now = to === 'RUNNING' || experimentStates.isFinal(to) ? await nowOf(tx) : undefined;
    await this.change(tx, experiment, {
      ...more,
      status: to as RunStatus,
      ...(to === 'RUNNING' && !experiment.startedAt ? { startedAt: now } : {}),
      ...(experimentStates.isFinal(to) ? { finishedAt: now } : {}),
    });
    this.tell(tx, experiment.number, 'STATUS');
  }

  async change(tx: Tx, experiment: Experiment, values: Partial<Experiment>): Promise<void> {
    if (Object.entries(values).every(([name, value]) => experiment[name as keyof Experiment] === value)) return;
    updateRow(tx, Experiment, experiment.number, values);
    Object.assign(experiment, values);
  }

  /** The last event carries a copy, for subscribers who learn of the end only afterwards. */
  async remove(tx: Tx, experiment: Experiment): Promise<void> {
    await tx.manager.delete(Experiment, experiment.number);
    this.tell(tx, experiment.number, 'DELETED', { copy: { ...experiment } });
  }

  tell(tx: Tx, experiment: number, kind: ExperimentEventKind, parts: ExperimentEventParts = {}): void {
    const subject = encodeId('ex', experiment), payload = { kind, experiment, stage: null, component: null, pod: null, output: null, ...parts };
    tx.emit({ topic: 'experiment', subject, payload });
    if (kind === 'POD' || kind === 'DELETED') tx.emit({ topic: 'pods', subject, payload });
  }
}

export const isOver = ({ status }: Pick<Experiment, 'status'>) => experimentStates.isFinal(status as ExperimentStatus);
