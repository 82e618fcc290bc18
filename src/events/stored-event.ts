import { BadInput, CursorExpired } from '../core/errors';
import type { Query } from '../database/data-source';

/** One row of the event log. Ids rise in the order of the commits; gaps between them are transactions that were rolled back. */
export interface StoredEvent {
  readonly id: number;
  readonly topic: string;
  readonly subject: string;
  /** `kind` and whatever else the subscription's resolvers need. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** ISO 8601 with microseconds, UTC. */
  readonly at: string;
}

/** A part of the log, and where the log began and ended when it was read. */
export interface LogPage {
  /** The highest id that was pruned: a reader at or after it has missed nothing. */
  floor: number;
  /** The highest id that was ever kept. */
  last: number;
  events: StoredEvent[];
}

interface Range { topic?: string; subject?: string; after: number; limit: number }

/** One statement, so that floor, end and events belong to the same moment. */
export async function readLog(query: Query, { topic, subject, after, limit }: Range): Promise<LogPage> {
  const [ofSubject, params] = topic === undefined ? ['', [after, limit]] : ['and topic = $3 and subject = $4', [after, limit, topic, subject]];
  const rows = await query(`
    select f.id as floor, greatest(f.id, (select max(id) from event)) as last, e.*
    from event_floor f left join lateral (
      select id, topic, subject, payload, at from event where id > $1 ${ofSubject} order by id limit $2) e on true
    order by e.id`, params);
  return {
    floor: Number(rows[0].floor),
    last: Number(rows[0].last),
    events: rows.filter((row) => row.topic !== null).map(({ id, topic, subject, payload, at }) => ({ id: Number(id), topic, subject, payload, at })),
  };
}

/**
 * The events of one subject after a cursor, oldest first.
 * @param after id of the last event seen; 0 reads from the beginning
 * @param limit most events to return; fewer mean that there were no more
 * @throws CURSOR_EXPIRED when events after the cursor were pruned; BAD_USER_INPUT when this log never got as far as the cursor
 */
export async function readEvents(query: Query, range: Required<Range>): Promise<StoredEvent[]> {
  const { floor, last, events } = await readLog(query, range);
  if (range.after < floor) throw new CursorExpired();
  if (range.after > last) throw new BadInput('`after` lies beyond the last event here: it is the cursor of another server, or of this one before its database was restored. Subscribe again without it.', ['after']);
  return events;
}
