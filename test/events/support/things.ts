// A small world to subscribe to: things with a counter, in a real database.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { createLogger } from '../../../src/core/logger';
import { connectionOptions, queryOf, type Query } from '../../../src/database/data-source';
import { ensureDatabase, stopDatabase, type DatabaseAddress } from '../../../src/database/embedded';
import { openDatabase } from '../../../src/database/open';
import { transaction } from '../../../src/database/transaction';
import { EventFeed } from '../../../src/events';

export const log = createLogger(process.env.TEST_LOG ?? 'silent', 'test');

export interface World {
  home: string;
  address: DatabaseAddress;
  db: DataSource;
  query: Query;
  feed(): EventFeed;
  addThing(id: string): Promise<void>;
  /** Counts one up and says so: the event's `value` is the row's. */
  bump(id: string): Promise<number>;
  /** A transaction that had already taken an event id when it was rolled back. */
  bumpInVain(id: string): Promise<void>;
  remove(id: string): Promise<void>;
  idsOf(id: string, after?: number): Promise<number[]>;
  close(): Promise<void>;
}

export async function openWorld(): Promise<World> {
  const home = mkdtempSync(join(tmpdir(), 'rungraph-events-'));
  const address = await ensureDatabase(home, log);
  const db = await openDatabase(address, { poolSize: 20 });
  const query = queryOf(db);
  await query('create table thing (id text primary key, value integer not null default 0)');
  const emit = (id: string, kind: string, value?: number) => ({ topic: 'thing', subject: id, payload: { kind, value } });
  return {
    home, address, db, query,
    feed: () => new EventFeed({ connection: () => connectionOptions(address) as never, query, log }),
    addThing: async (id) => void (await query('insert into thing (id) values ($1)', [id])),
    bump: (id) => transaction(db, async (tx) => {
      const [[{ value }]] = await tx.manager.query('update thing set value = value + 1 where id = $1 returning value', [id]);
      tx.emit(emit(id, 'STATUS', value));
      return value;
    }),
    bumpInVain: (id) => db.transaction(async (manager) => {
      await manager.query('update thing set value = value + 1 where id = $1', [id]);
      await manager.query('select append_events($1::jsonb)', [JSON.stringify([emit(id, 'STATUS', -1)])]);
      throw rolledBack;
    }).catch((error) => { if (error !== rolledBack) throw error; }),
    remove: (id) => transaction(db, async (tx) => {
      await tx.manager.query('delete from thing where id = $1', [id]);
      tx.emit(emit(id, 'DELETED'));
    }),
    idsOf: async (id, after = 0) => (await query<{ id: number }>('select id from event where subject = $1 and id > $2 order by id', [id, after])).map((row) => row.id),
    async close() {
      await db.destroy();
      await stopDatabase(home);
      rmSync(home, { recursive: true });
    },
  };
}
const rolledBack = new Error('rolled back on purpose');

/** `count` bumps by each of `writers` at once, a third as many rollbacks mixed in. */
export async function write(world: World, id: string, writers: number, count: number): Promise<void> {
  await Promise.all(Array.from({ length: writers }, async (_, writer) => {
    for (let n = 0; n < count; n++) {
      if ((n + writer) % 3 === 0) await world.bumpInVain(id);
      await world.bump(id);
    }
  }));
}

/** Reproducible numbers from 0 to 1: the same seed gives the same run as far as the machine allows. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Waits until the condition holds; fails after `seconds` with what it last saw. */
export async function until(condition: () => unknown, seconds = 15): Promise<void> {
  for (const end = Date.now() + seconds * 1000; !(await condition());) {
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
