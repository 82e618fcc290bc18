import { RunStatus } from '../../../core/states';
import { queryOf } from '../../../database/data-source';
import { transaction } from '../../../database/transaction';
import { endIfOver } from './ending';
import type { SearchServices } from './search.service';

/** Ends runs whose deadline has passed while no worker was there to notice. */
export async function closeOverdueRuns(services: SearchServices): Promise<void> {
  const rows = await queryOf(services.db)<{ id: number }>(
    'select id from datarun where status = any($1) and deadline < clock_timestamp() and trials_running = 0 order by id limit 100',
    [[RunStatus.PENDING, RunStatus.RUNNING, RunStatus.PAUSED]]);
  for (const { id } of rows) {
    await transaction(services.db, async (tx) => {
      const run = await services.dataruns.lock(tx, id);
      if (run) await endIfOver(services, tx, run);
    });
  }
}
