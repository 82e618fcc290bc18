import { RunStatus } from '../../core/states';
import { defineLoader } from '../loader';

export interface QueueFacts { workerAlive: boolean; highestPriority: number | null }

/**
 * What the queue looks like to a run that waits; one statement, however many ask.
 * @param kind table of the runs, their status while they wait, and the column of `worker` that says how much of them a worker may run: one with 0 does not count
 */
export const defineQueueFacts = ({ table, waiting, room }: { table: string; waiting: RunStatus; room: 'slots' | 'tasks' }) => defineLoader(({ query }) => {
  let facts: Promise<QueueFacts> | undefined;
  return () => facts ??= query<QueueFacts>(`
    SELECT EXISTS (SELECT 1 FROM worker WHERE last_seen_at > clock_timestamp() - interval '10 s' AND ${room} > 0) AS "workerAlive",
           (SELECT max(priority) FROM ${table} WHERE status IN ('${waiting}', '${RunStatus.RUNNING}')) AS "highestPriority"`).then((rows) => rows[0]!);
});
