import { RunStatus } from '../../../core/states';
import { definePages } from '../../connection/page-loader';
import { byKey, defineLoader } from '../../loader';
import { readRows } from '../../rows';
import { Datarun } from './datarun.entity';
import { datarunOrders, datarunTarget } from './datarun.input';

export const datarunByNumber = defineLoader(({ db, query }) =>
  byKey((keys) => readRows(db, query, Datarun, 'WHERE t.id = ANY($1)', [keys]), (d: Datarun) => d.number));

export const datarunPages = definePages({ entity: Datarun, target: datarunTarget, orders: datarunOrders });
export const datarunsOfDataset = definePages({ entity: Datarun, target: datarunTarget, orders: datarunOrders, parent: 'dataset_id' });

/** What the queue looks like to a run that waits; one statement, however many runs ask. */
export const queueFacts = defineLoader(({ query }) => {
  let facts: Promise<{ workerAlive: boolean; highestPriority: number | null }> | undefined;
  return () => facts ??= query<{ workerAlive: boolean; highestPriority: number | null }>(`
    SELECT EXISTS (SELECT 1 FROM worker WHERE last_seen_at > clock_timestamp() - interval '10 s') AS "workerAlive",
           (SELECT max(priority) FROM datarun WHERE status IN ('${RunStatus.PENDING}', '${RunStatus.RUNNING}')) AS "highestPriority"`).then((rows) => rows[0]!);
});
