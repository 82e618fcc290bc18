import type { Query } from '../database/data-source';

export interface Retention {
  /** Most events to keep. */
  kept: number;
  /** Days after which an event goes. */
  days: number;
  /** Rows a statement: bounds how long locks are held. */
  batch?: number;
}

/**
 * Deletes the oldest events that are too many or too old, and remembers how far the log was cut, so that an older cursor
 * is told CURSOR_EXPIRED even when nothing is left. Any number of processes may prune at once.
 * @returns how many events were deleted
 */
export async function pruneEvents(query: Query, { kept, days, batch = 5000 }: Retention): Promise<number> {
  const [surplus] = await query<{ id: number }>('select id from event order by id desc offset $1 limit 1', [kept]);
  for (let total = 0; ;) {
    // The floor moves in the statement that deletes: no reader can see the one without the other.
    const [{ gone }] = await query<{ gone: number }>(`
      with oldest as (select id, at from event order by id limit $1),
        pruned as (
          delete from event using oldest
          where event.id = oldest.id and (oldest.id <= $2 or oldest.at < clock_timestamp() - make_interval(days => $3))
          returning event.id),
        cut as (
          update event_floor set id = greatest(event_floor.id, p.id) from (select max(id) as id from pruned) p where p.id is not null)
      select count(*)::int as gone from pruned`, [batch, surplus?.id ?? 0, days]);
    total += gone;
    if (gone < batch) return total;
  }
}
