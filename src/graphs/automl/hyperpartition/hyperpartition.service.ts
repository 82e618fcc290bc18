import { hyperpartitionStates, HyperpartitionStatus } from '../../../core/states';
import { queryOf } from '../../../database/data-source';
import type { Tx } from '../../../database/transaction';
import { readRows } from '../../rows';
import { Hyperpartition } from './hyperpartition.entity';

type Draft = Pick<Hyperpartition, 'method' | 'classPath' | 'categoricals' | 'constants' | 'tunables'>;

/** ATM's rule: the fourth error ends a partition. */
const MOST_ERRORS = 3;

/** The only writer of the table `hyperpartition`. */
export class HyperpartitionService {
  /** In this order, so that their ids are in this order too. */
  async insertAll(tx: Tx, datarunNumber: number, drafts: Draft[]): Promise<void> {
    if (!drafts.length) return;
    await tx.manager.insert(Hyperpartition, drafts.map((draft) => ({ ...draft, datarunNumber, status: HyperpartitionStatus.INCOMPLETE, errors: 0 })) as object[]);
  }

  incomplete(tx: Tx, datarunNumber: number): Promise<Hyperpartition[]> {
    return readRows(tx.manager.connection, queryOf(tx.manager), Hyperpartition, 'WHERE t.datarun_id = $1 AND t.status = $2 ORDER BY t.id', [datarunNumber, HyperpartitionStatus.INCOMPLETE]);
  }

  async countError(tx: Tx, partition: Hyperpartition): Promise<void> {
    const errors = partition.errors + 1;
    const done = errors > MOST_ERRORS && partition.status === HyperpartitionStatus.INCOMPLETE;
    await this.change(tx, partition, { errors, ...(done ? { status: hyperpartitionStates.move(partition.status, HyperpartitionStatus.ERRORED) } : {}) });
  }

  /** Nothing is left to try in it. Harmless when it has ended already. */
  async exhaust(tx: Tx, partition: Hyperpartition): Promise<void> {
    if (partition.status !== HyperpartitionStatus.INCOMPLETE) return;
    await this.change(tx, partition, { status: hyperpartitionStates.move(partition.status, HyperpartitionStatus.GRIDDING_DONE) });
  }

  private async change(tx: Tx, partition: Hyperpartition, values: Partial<Hyperpartition>) {
    await tx.manager.update(Hyperpartition, partition.number, values as object);
    Object.assign(partition, values);
  }
}
