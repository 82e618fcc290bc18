import { Ctx, Query, Resolver } from 'type-graphql';
import type { GraphContext } from '../../context';
import { hydrate } from '../../rows';
import { Worker } from './worker.type';

@Resolver(() => Worker)
export class WorkerResolver {
  @Query(() => [Worker], { description: 'Workers that were seen in the last hour, those that live first.' })
  async workers(@Ctx() ctx: GraphContext): Promise<Worker[]> {
    return hydrate(Worker, await ctx.query(`
      SELECT w.id, w.host, w.pid, w.slots, w.tasks AS "podSlots", w.last_seen_at AS "lastSeenAt", w.last_seen_at > clock_timestamp() - interval '10 s' AS alive,
             (SELECT count(*) FROM classifier c WHERE c.worker_id = w.id AND c.status = 'RUNNING') AS "runningNow"
      FROM worker w WHERE w.last_seen_at > clock_timestamp() - interval '1 hour' ORDER BY alive DESC, w.started_at, w.id LIMIT 1000`));
  }
}
