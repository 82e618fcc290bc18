import { RunStatus } from '../../../core/states';
import { definePages } from '../../connection/page-loader';
import { byKey, defineLoader } from '../../loader';
import { readRows } from '../../rows';
import { Experiment } from './experiment.entity';
import { experimentOrders, experimentTarget } from './experiment.input';

export const experimentByNumber = defineLoader(({ db, query }) =>
  byKey((keys) => readRows(db, query, Experiment, 'WHERE t.id = ANY($1)', [keys]), (e: Experiment) => e.number));

export const experimentByUid = defineLoader(({ db, query }) =>
  byKey((uids: readonly string[]) => readRows(db, query, Experiment, 'WHERE t.uid = ANY($1::uuid[])', [uids]), (e: Experiment) => e.uid));

export const experimentPages = definePages({ entity: Experiment, target: experimentTarget, orders: experimentOrders });

/** What the queue looks like to an experiment that waits; one statement, however many ask. */
export const queueFacts = defineLoader(({ query }) => {
  let facts: Promise<{ workerAlive: boolean; highestPriority: number | null }> | undefined;
  return () => facts ??= query<{ workerAlive: boolean; highestPriority: number | null }>(`
    SELECT EXISTS (SELECT 1 FROM worker WHERE last_seen_at > clock_timestamp() - interval '10 s') AS "workerAlive",
           (SELECT max(priority) FROM experiment WHERE status IN ('${RunStatus.ACCEPTED}', '${RunStatus.RUNNING}')) AS "highestPriority"`).then((rows) => rows[0]!);
});
