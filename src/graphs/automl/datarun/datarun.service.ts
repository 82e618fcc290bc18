import type { EntityManager } from 'typeorm';
import { NotFound } from '../../../core/errors';
import { datarunStates, type RunStatus } from '../../../core/states';
import { queryOf } from '../../../database/data-source';
import { nowOf, type Tx } from '../../../database/transaction';
import { decodeId, encodeId } from '../../global-id';
import { readRows } from '../../rows';
import { Datarun } from './datarun.entity';

type Status = Parameters<typeof datarunStates.move>[0];
type Draft = Omit<Datarun, 'id' | 'number' | 'createdAt' | 'statusReason' | 'progress' | 'datasetCopy'>;

/** What a subscriber to a datarun is told. */
export type DatarunEventKind = 'STATUS' | 'PROGRESS' | 'CHILD' | 'DELETED';

/** The only writer of the table `datarun`. Callers hold the row's lock (from `lock`) while they change anything below the run. */
export class DatarunService {
  async insert(tx: Tx, draft: Draft): Promise<Datarun> {
    const { identifiers } = await tx.manager.insert(Datarun, draft);
    return (await this.read(tx.manager, 'WHERE t.id = $1', [identifiers[0]!.number]))[0]!;
  }

  async lock(tx: Tx, key: number): Promise<Datarun | null> {
    return (await this.read(tx.manager, 'WHERE t.id = $1 FOR UPDATE', [key]))[0] ?? null;
  }

  async lockById(tx: Tx, id: string): Promise<Datarun> {
    const run = await this.lock(tx, decodeId('dr', id) ?? 0);
    if (!run) throw new NotFound('Datarun', id);
    return run;
  }

  read(manager: EntityManager, tail: string, params: unknown[]): Promise<Datarun[]> {
    return readRows(manager.connection, queryOf(manager), Datarun, tail, params);
  }

  /** Changes the status by its state machine, and tells subscribers. */
  async move(tx: Tx, run: Datarun, to: Status, more: Partial<Datarun> = {}): Promise<void> {
    datarunStates.move(run.status as Status, to);
    const now = await nowOf(tx);
    await this.change(tx, run, {
      ...more,
      status: to as RunStatus,
      ...(to === 'RUNNING' && !run.startedAt ? { startedAt: now } : {}),
      ...(datarunStates.isFinal(to) ? { finishedAt: now } : {}),
    });
    this.tell(tx, run, 'STATUS');
  }

  async change(tx: Tx, run: Datarun, values: Partial<Datarun>): Promise<void> {
    await tx.manager.update(Datarun, run.number, values);
    Object.assign(run, values);
  }

  /** The last event carries a copy, for subscribers who learn of the end only afterwards. */
  async remove(tx: Tx, run: Datarun, dataset: object): Promise<void> {
    await tx.manager.delete(Datarun, run.number);
    this.tell(tx, run, 'DELETED', { copy: { ...run, datasetCopy: dataset } });
  }

  tell(tx: Tx, run: Datarun, kind: DatarunEventKind, more: { classifier?: number; copy?: object } = {}): void {
    tx.emit({ topic: 'datarun', subject: encodeId('dr', run.number), payload: { kind, datarun: run.number, classifier: null, ...more } });
  }
}
