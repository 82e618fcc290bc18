import { RunStatus } from '../../../core/states';
import { queryOf } from '../../../database/data-source';
import { transaction } from '../../../database/transaction';
import type { SearchServices } from './search.service';

/**
 * Puts slots back into the queue that have neither a job nor an ended classifier: their jobs failed more often than the
 * queue tries, e.g. while Python could not be started. Without this their run would wait for ever.
 * @returns how many were put back
 */
export async function requeueLostSlots(services: SearchServices): Promise<number> {
  const rows = await queryOf(services.db)<{ id: number }>('select id from datarun where status = $1 or (status = $2 and trials_running > 0) order by id limit 1000', [RunStatus.RUNNING, RunStatus.PAUSED]);
  let total = 0;
  for (const { id } of rows) {
    total += await transaction(services.db, async (tx) => {
      const run = await services.dataruns.lock(tx, id);
      return run ? services.slots.enqueueLost(tx, run) : 0;
    });
  }
  return total;
}
