import fc from 'fast-check';
import { connectionOptions } from '../../src/database/data-source';
import { decodeCursor, encodeCursor, EventFeed, EventSource, pruneEvents, type EventRoot } from '../../src/events';
import { readEvents } from '../../src/events/stored-event';
import { log, openWorld, until, write, type World } from './support/things';

let world: World;
let feed: EventFeed;
beforeAll(async () => {
  world = await openWorld();
  feed = world.feed();
  await feed.start();
});
afterAll(async () => {
  await feed.stop();
  await world.close();
});

const source = (subject: string, after: number | null = null) => new EventSource(feed, {
  topic: 'thing', subject, after,
  snapshot: async () => (await world.query('select value from thing where id = $1', [subject]))[0] ?? null,
});
const take = async (events: AsyncIterator<EventRoot>, count: number) => {
  const taken: EventRoot[] = [];
  while (taken.length < count) taken.push((await events.next()).value);
  return taken;
};
const read = (subject: string, after: number) => readEvents(world.query, { topic: 'thing', subject, after, limit: 1000 });
const lastId = async () => (await world.query('select greatest(max(e.id), max(f.id)) as id from event_floor f left join event e on true'))[0].id as number;

describe('cursor', () => {
  test('gives back the id, and only what it made itself', () => {
    fc.assert(fc.property(fc.nat(), (id) => decodeCursor(encodeCursor(id)) === id));
    fc.assert(fc.property(fc.string(), (text) => {
      expect(() => decodeCursor(text)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
    }));
    for (const text of ['', '7', `${encodeCursor(7)}=`, ` ${encodeCursor(7)}`, Buffer.from('event:07').toString('base64url'), Buffer.from('event:-7').toString('base64url')]) {
      expect(() => decodeCursor(text)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
    }
  });
});

describe('feed', () => {
  test('hands out every event once and in order while eight writers commit and roll back', async () => {
    await Promise.all(['crowd', 'other'].map((id) => world.addThing(id)));
    const seen: number[] = [];
    const off = feed.on('thing', 'crowd', (event) => seen.push(event.id));
    await Promise.all([write(world, 'crowd', 8, 30), write(world, 'other', 2, 10)]);
    const all = await world.idsOf('crowd');
    await until(() => seen.length >= all.length);
    expect(seen).toEqual(all);
    expect(all.length).toBe(240);
    expect(all.at(-1)! - all[0]).toBeGreaterThan(280);   // the rollbacks have left gaps
    off();
    off();
    expect(feed.listeners).toBe(0);
  });

  test('a listener that throws harms nobody', async () => {
    await world.addThing('rude');
    const seen: unknown[] = [];
    const offs = [feed.on('thing', 'rude', () => { throw new Error('rude'); }), feed.on('thing', 'rude', (event) => seen.push(event.payload))];
    await world.bump('rude');
    await until(() => seen.length);
    expect(seen).toEqual([{ kind: 'STATUS', value: 1 }]);
    offs.forEach((off) => off());
  });

  test('says so while its connection is cut, and then goes on where it was', async () => {
    await world.addThing('cut');
    let open = () => {};
    const gate = new Promise<void>((resolve) => { open = resolve; });
    let attempts = 0;
    const follower = new EventFeed({ connection: async () => { if (attempts++) await gate; return { ...connectionOptions(world.address), application_name: 'to be cut' } as never; }, query: world.query, log });
    await follower.start();
    const seen: number[] = [];
    follower.on('thing', 'cut', (event) => seen.push(event.id));
    await world.bump('cut');
    await until(() => seen.length === 1);
    expect(follower.connected).toBe(true);
    await world.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'to be cut'`);
    await until(() => !follower.connected);
    await world.bump('cut');
    await world.bump('cut');
    expect(seen.length).toBe(1);
    open();
    await until(() => seen.length === 3 && follower.connected);
    expect(seen).toEqual(await world.idsOf('cut'));
    await follower.stop();
    expect(follower.connected).toBe(false);
  });

  test('does not start on a database that is not there, and leaves nothing behind', async () => {
    const lost = new EventFeed({ connection: () => ({ ...world.address, port: 1 }), query: world.query, log });
    await expect(lost.start()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await lost.stop();
  });

  test('tells its followers when events were pruned before it could read them', async () => {
    await world.addThing('gap');
    const late = world.feed();
    await late.start();
    const client = (late as unknown as { client: { query: (...args: unknown[]) => Promise<unknown> } }).client;
    const query = client.query.bind(client);
    let held = true;
    let resume = () => {};
    // The connection stalls before its next read, for as long as it takes to lose two events.
    client.query = async (...args) => {
      if (held) await new Promise<void>((resolve) => { resume = resolve; });
      return query(...args);
    };
    let gaps = 0;
    late.onGap(() => gaps++);
    const after = late.position;
    const iterator = new EventSource(late, { topic: 'thing', subject: 'gap', after, snapshot: async () => ({}) })[Symbol.asyncIterator]();
    await world.bump('gap');
    await world.bump('gap');
    await pruneEvents(world.query, { kept: 1, days: 7 });
    held = false;
    await until(() => { resume(); return gaps; });
    await expect(iterator.next()).rejects.toMatchObject({ code: 'CURSOR_EXPIRED' });
    expect(late.listeners).toBe(0);
    await late.stop();
  });
});

describe('source', () => {
  test('snapshot, what happened meanwhile, then the events as they come; DELETED is the last', async () => {
    await world.addThing('whole');
    const events = source('whole')[Symbol.asyncIterator]();
    const [first] = await take(events, 1);
    expect(first).toMatchObject({ kind: 'SNAPSHOT', value: 0, at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/) });
    const pending = events.next();
    await world.bump('whole');
    await world.bump('whole');
    expect((await pending).value).toMatchObject({ kind: 'STATUS', value: 1, at: expect.stringMatching(/\.\d{6}Z$/) });
    expect(await take(events, 1)).toMatchObject([{ kind: 'STATUS', value: 2 }]);
    await world.remove('whole');
    expect(await take(events, 1)).toMatchObject([{ kind: 'DELETED' }]);
    expect(await events.next()).toEqual({ done: true, value: undefined });
    expect(feed.listeners).toBe(0);
  });

  test('what is committed while the snapshot is taken comes after it', async () => {
    await world.addThing('race');
    const racing = new EventSource(feed, { topic: 'thing', subject: 'race', after: null, snapshot: async () => ({ value: await world.bump('race') }) });
    const events = racing[Symbol.asyncIterator]();
    expect(await take(events, 2)).toMatchObject([{ kind: 'SNAPSHOT', value: 1 }, { kind: 'STATUS', value: 1 }]);
    await events.return!();
  });

  test('replays from a cursor in pages, to the end of a thing that is gone', async () => {
    await world.addThing('long');
    await write(world, 'long', 8, 60);
    await world.remove('long');
    const ids = await world.idsOf('long');
    const seen: EventRoot[] = [];
    for await (const event of source('long', ids[19])) seen.push(event);
    expect(seen.map(({ cursor }) => decodeCursor(cursor))).toEqual(ids.slice(20));
    expect(seen.length).toBe(461);
    expect(seen.at(-1)!.kind).toBe('DELETED');
  });

  test('NOT_FOUND with and without a cursor', async () => {
    const refused = expect.objectContaining({ code: 'NOT_FOUND', message: 'Thing nobody does not exist.' });
    await expect(source('nobody')[Symbol.asyncIterator]().next()).rejects.toEqual(refused);
    await expect(source('nobody', await lastId())[Symbol.asyncIterator]().next()).rejects.toEqual(refused);
    expect(feed.listeners).toBe(0);
  });

  test('leaving ends a wait at once', async () => {
    await world.addThing('quiet');
    const events = source('quiet')[Symbol.asyncIterator]();
    await events.next();
    const pending = events.next();
    await events.return!();
    expect(await pending).toMatchObject({ done: true });
    expect(feed.listeners).toBe(0);
  });
});

describe('retention', () => {
  test('keeps the newest, and says which cursors have expired', async () => {
    await world.addThing('kept');
    for (let n = 0; n < 25; n++) await world.bump('kept');
    const before = await world.query('select count(*)::int as n from event');
    expect(await pruneEvents(world.query, { kept: 10, days: 7, batch: 7 })).toBe(before[0].n - 10);
    const ids = await world.idsOf('kept');
    expect(ids.length).toBe(10);
    expect((await read('kept', ids[0] - 1)).map((event) => event.id)).toEqual(ids);
    await expect(read('kept', ids[0] - 2)).rejects.toMatchObject({ code: 'CURSOR_EXPIRED' });
    expect(await pruneEvents(world.query, { kept: 10, days: 7 })).toBe(0);
  });

  test('an empty log still knows what it has lost, and a cursor from elsewhere is refused', async () => {
    const last = await lastId();
    await world.query(`update event set at = clock_timestamp() - interval '8 days'`);
    const counts = await Promise.all([1, 2, 3].map(() => pruneEvents(world.query, { kept: 1000, days: 7, batch: 3 })));
    expect(counts.reduce((a, b) => a + b)).toBe(10);   // together they delete each once
    expect(await world.idsOf('kept')).toEqual([]);
    await expect(read('kept', last - 1)).rejects.toMatchObject({ code: 'CURSOR_EXPIRED' });
    expect(await read('kept', last)).toEqual([]);
    await expect(read('kept', last + 1)).rejects.toMatchObject({ code: 'BAD_USER_INPUT', details: { path: ['after'] } });
    await world.bump('kept');
    expect((await read('kept', last)).length).toBe(1);
  });
});
