import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { encodeCursor, pruneEvents } from '../../src/events';
import { TOO_SLOW } from '../../src/server/subscriptions';
import { startLiveServer, type LiveServer } from './support/live-server';
import { RawClient, thingUpdated } from './support/raw-client';
import { openWorld, until, write, type World } from './support/things';

let world: World;
let server: LiveServer;
beforeAll(async () => {
  world = await openWorld();
  server = await startLiveServer(world);
});
afterAll(async () => {
  await server.close();
  await world.close();
});

const clients: RawClient[] = [];
const open = async (path = '', options = {}) => {
  const client = await RawClient.open(server.url + path, options);
  clients.push(client);
  return client;
};
const nothingLeft = () => {
  const { sockets, hubs, members, replaying } = server.hub.stats();
  return sockets + hubs + members + replaying + server.feed.listeners === 0;
};
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await until(nothingLeft);
});

test('every subscriber sees every event once and in order, executed once for all', async () => {
  await world.addThing('crowd');
  const crowd = await Promise.all(Array.from({ length: 60 }, () => open()));
  const before = server.hub.stats().executions;
  // A third come before the writers, the others while they write.
  crowd.slice(0, 20).forEach((client) => client.subscribe('1', thingUpdated, { id: 'crowd' }));
  await until(() => crowd.slice(0, 20).every((client) => client.events().length));
  const writing = write(world, 'crowd', 8, 25);
  for (const client of crowd.slice(20)) {
    client.subscribe('1', thingUpdated, { id: 'crowd' });
    await world.bump('crowd');
  }
  await writing;
  const all = await world.idsOf('crowd');
  await until(() => crowd.every((client) => client.ids().at(-1) === all.at(-1)));
  for (const [n, client] of crowd.entries()) {
    const [snapshot, ...events] = client.events();
    expect(snapshot.kind).toBe('SNAPSHOT');
    expect(client.ids()).toEqual(all.slice(-events.length));
    if (n < 20) expect(events.length).toBe(all.length);
    // Nothing between the snapshot and the first event is missing: the snapshot knew all before it.
    expect(snapshot.thing!.value).toBeGreaterThanOrEqual(events[0].value! - 1);
    // Each event was executed with loaders of its own.
    for (const event of events) expect(event.thing!.value).toBeGreaterThanOrEqual(event.value!);
  }
  // One for each event and each snapshot; a few more for those that joined in the middle and read the log.
  expect(server.hub.stats().executions - before).toBeLessThan(all.length + 40 + 60);
  expect(server.hub.stats()).toMatchObject({ hubs: 1, members: 60, sockets: 60, replaying: 0 });
});

test('answers are shared by what was asked and by whom, wherever the clients stand in the log', async () => {
  await world.addThing('asked');
  await world.bump('asked');
  const [first] = await world.idsOf('asked');
  const after = encodeCursor(first);
  const [ann, bob] = [await open('?as=ann'), await open('?as=bob')];
  const owner = 'subscription ($id: String!, $after: String) { thingUpdated(id: $id, after: $after) { kind cursor thing { owner } } }';
  ann.subscribe('1', owner, { id: 'asked' });
  ann.subscribe('2', owner, { id: 'asked', after });
  bob.subscribe('1', owner, { id: 'asked' });
  await until(() => server.hub.stats().members === 3 && !server.hub.stats().replaying);
  expect(server.hub.stats().hubs).toBe(2);
  // A variable that also asks for something else counts.
  const nested = 'subscription ($id: String!, $after: String) { thingUpdated(id: $id, after: $after) { kind cursor thing { from(after: $after) } } }';
  ann.subscribe('3', nested, { id: 'asked', after });
  bob.subscribe('3', nested, { id: 'asked', after });
  ann.subscribe('4', nested, { id: 'asked', after: encodeCursor(first - 1) });
  await until(() => server.hub.stats().members === 6 && !server.hub.stats().replaying);
  expect(server.hub.stats().hubs).toBe(5);
  await world.bump('asked');
  const last = (client: RawClient, id: string) => client.of(id, 'next').at(-1)?.payload.data.thingUpdated;
  await until(() => ['1', '2', '3', '4'].every((id) => last(ann, id)?.kind === 'STATUS') && ['1', '3'].every((id) => last(bob, id)?.kind === 'STATUS'));
  await until(() => ann.of('4', 'next').length === 2);
  expect([last(ann, '1'), last(ann, '2'), last(bob, '1')].map(({ thing }) => thing.owner)).toEqual(['ann', 'ann', 'bob']);
  expect([last(ann, '3'), last(ann, '4')].map(({ thing }) => thing.from)).toEqual([after, encodeCursor(first - 1)]);
});

test('what keeps a subscription from starting arrives as an error message with its code', async () => {
  await world.addThing('old');
  await world.bump('old');
  await world.bump('old');
  const [first, second] = await world.idsOf('old');
  await pruneEvents(world.query, { kept: 1, days: 7 });
  const client = await open();
  client.subscribe('none', thingUpdated, { id: 'nobody' });
  client.subscribe('gone', thingUpdated, { id: 'nobody', after: encodeCursor(second) });
  client.subscribe('expired', thingUpdated, { id: 'old', after: encodeCursor(first - 1) });
  client.subscribe('malformed', thingUpdated, { id: 'old', after: 'what?' });
  client.subscribe('elsewhere', thingUpdated, { id: 'old', after: encodeCursor(second + 1000) });
  client.subscribe('untyped', thingUpdated, { id: 7 });
  await until(() => client.messages.length === 6);
  expect(client.messages.map(({ type }) => type)).toEqual(Array(6).fill('error'));
  const code = (id: string) => client.of(id)[0].payload[0].extensions?.code;
  expect(['none', 'gone', 'expired', 'malformed', 'elsewhere'].map(code)).toEqual(['NOT_FOUND', 'NOT_FOUND', 'CURSOR_EXPIRED', 'BAD_USER_INPUT', 'BAD_USER_INPUT']);
  expect(client.of('malformed')[0].payload[0].path).toEqual(['thingUpdated']);
  expect(client.of('untyped')[0].payload[0].message).toMatch('Variable "$id"');
  // The socket goes on.
  client.subscribe('good', thingUpdated, { id: 'old', after: encodeCursor(first) });
  await until(() => client.ids('good').length);
  expect(client.ids('good')).toEqual([second]);
});

test('an error of a field is shown in the message, formatted as everywhere', async () => {
  await world.addThing('bad');
  const client = await open();
  client.subscribe('1', 'subscription { thingUpdated(id: "bad") { kind thing { broken } } }');
  client.subscribe('2', '{ broken }');
  await until(() => client.messages.length === 3);
  const expected = [{ message: 'Internal error', extensions: { code: 'INTERNAL_SERVER_ERROR' } }];
  expect(client.of('1', 'next')[0].payload).toEqual({ data: { thingUpdated: { kind: 'SNAPSHOT', thing: { broken: null } } }, errors: expected });
  expect(client.of('2', 'next')[0].payload.errors).toEqual(expected);
});

test('DELETED is followed by complete, live and in a replay', async () => {
  await world.addThing('mortal');
  const client = await open();
  client.subscribe('1', thingUpdated, { id: 'mortal' });
  await until(() => client.events().length);
  await world.remove('mortal');
  await until(() => client.of('1', 'complete').length);
  expect(client.events().map(({ kind }) => kind)).toEqual(['SNAPSHOT', 'DELETED']);
  client.subscribe('2', thingUpdated, { id: 'mortal', after: client.events()[0].cursor });
  await until(() => client.of('2', 'complete').length);
  expect(client.events('2')).toEqual([client.events()[1]]);
  await until(nothingLeft);   // while the socket is open
});

test('clients that come back together share what they have missed', async () => {
  await world.addThing('storm');
  const after = encodeCursor(server.feed.position);
  for (let n = 0; n < 6; n++) await world.bump('storm');
  const all = await world.idsOf('storm');
  const crowd = await Promise.all(Array.from({ length: 200 }, () => open()));
  const before = server.hub.stats().executions;
  crowd.forEach((client) => client.subscribe('1', thingUpdated, { id: 'storm', after }));
  await until(() => crowd.every((client) => client.ids().length === 6));
  for (const client of crowd) expect(client.ids()).toEqual(all);
  expect(server.hub.stats().executions - before).toBe(6);
});

test('subscriptions of one socket come and go on their own, ids used again included', async () => {
  await world.addThing('both');
  const client = await open();
  client.subscribe('a', thingUpdated, { id: 'both' });
  client.subscribe('b', thingUpdated, { id: 'both' });
  await until(() => client.events('a').length && client.events('b').length);
  client.send({ id: 'a', type: 'complete' });
  await until(() => server.hub.stats().members === 1);
  await world.bump('both');
  await until(() => client.ids('b').length);
  expect(client.ids('a')).toEqual([]);
  // Given up before it began, again and again under one id.
  for (let n = 0; n < 20; n++) {
    client.subscribe('c', thingUpdated, { id: 'both' });
    client.send({ id: 'c', type: 'complete' });
  }
  client.send({ id: 'b', type: 'complete' });
  client.subscribe('d', thingUpdated, { id: 'both' });
  await until(() => client.events('d').length);
  await client.close();
  await until(nothingLeft);
});

test('a source that is no EventSource runs as graphql-js runs it', async () => {
  const client = await open();
  client.subscribe('1', 'subscription { count(to: 3) }');
  await until(() => client.of('1', 'complete').length);
  expect(client.of('1', 'next').map(({ payload }) => payload.data.count)).toEqual([1, 2, 3]);
  client.subscribe('2', 'subscription { count(to: 1000000000) }');
  await until(() => client.of('2', 'next').length > 2);
  client.send({ id: '2', type: 'complete' });
  await until(() => server.counting() === 0);
});

test('works with the graphql-ws client, with compression, and with frames of every length', async () => {
  const compressed = await startLiveServer(world, { perMessageDeflate: true });
  try {
    for (const [bytes, { url }] of [[2, server], [200, server], [70_000, server], [70_000, compressed]] as const) {
      const id = `long-${bytes}-${url}`;
      await world.addThing(id);
      const client = createClient({ url, webSocketImpl: WebSocket, lazyCloseTimeout: 0 });
      const seen: { kind: string; thing: { padding: string } | null }[] = [];
      const query = `subscription ($id: String!) { thingUpdated(id: $id) { kind thing { padding(bytes: ${bytes}) } } }`;
      for await (const { data } of client.iterate<{ thingUpdated: (typeof seen)[0] }>({ query, variables: { id } })) {
        seen.push(data!.thingUpdated);
        if (seen.length === 1) void world.bump(id);
        if (seen.length === 2) void world.remove(id);
      }
      expect(seen.map(({ kind }) => kind)).toEqual(['SNAPSHOT', 'STATUS', 'DELETED']);
      expect(seen[1].thing!.padding).toBe('é'.repeat(bytes / 2));
      await client.dispose();
    }
  } finally {
    await compressed.close();
  }
});

test('a slow reader is closed with a code that says how to go on; nobody else notices', async () => {
  await world.addThing('wide');
  const wide = 'subscription ($id: String!, $after: String) { thingUpdated(id: $id, after: $after) { cursor kind thing { padding(bytes: 200000) } } }';
  const [slow, quick] = [await open(), await open()];
  for (const client of [slow, quick]) {
    client.subscribe('1', wide, { id: 'wide' });
    client.subscribe('2', thingUpdated, { id: 'wide' });
    await until(() => client.events('1').length && client.events('2').length);
  }
  slow.socket.pause();
  // What the operating system takes comes first; our own buffer must stay near its limit.
  let events = 0;
  for (; server.hub.stats().slowReaders === 0; events++) {
    if (events > 400) throw new Error('the slow reader was never closed');
    await world.bump('wide');
    await until(() => quick.ids('1').length === events + 1);
  }
  expect(server.hub.stats()).toMatchObject({ members: 2, sockets: 1, slowReaders: 1 });
  await world.bump('wide');
  const all = await world.idsOf('wide');
  await until(() => quick.ids('1').length === all.length && quick.ids('2').length === all.length);
  expect(quick.ids('1')).toEqual(all);

  slow.socket.resume();
  await until(() => slow.closed);
  expect(slow.closed).toEqual({ code: TOO_SLOW, reason: expect.stringMatching('`after`') });
  const before = slow.ids('1');
  expect(before).toEqual(all.slice(0, before.length));   // and nothing after a hole
  const again = await open();
  again.subscribe('1', wide, { id: 'wide', after: slow.events('1').at(-1)!.cursor });
  await until(() => again.ids().at(-1) === all.at(-1));
  expect([...before, ...again.ids()]).toEqual(all);
}, 30_000);

test('a replay goes at the pace of its reader and does not fill our memory', async () => {
  await world.addThing('thick');
  for (let n = 0; n < 120; n++) await world.bump('thick');
  const all = await world.idsOf('thick');
  const query = 'subscription ($id: String!, $after: String) { thingUpdated(id: $id, after: $after) { cursor kind thing { padding(bytes: 200000) } } }';
  const client = await open();
  client.socket.pause();
  const before = server.hub.stats().executions;
  client.subscribe('1', query, { id: 'thick', after: encodeCursor(all[0] - 1) });
  // It stands still once the buffers of the operating system are full.
  let executed = -1;
  await until(async () => {
    const now = server.hub.stats().executions - before;
    const still = now === executed && now > 0;
    executed = now;
    await new Promise((resolve) => setTimeout(resolve, 300));
    return still;
  });
  expect(executed).toBeLessThan(100);
  expect(server.hub.stats()).toMatchObject({ replaying: 1 });
  client.socket.resume();
  await until(() => client.ids().length === 120);
  expect(client.ids()).toEqual(all);
}, 30_000);

test('a thousand sockets come and go and leave nothing', async () => {
  await world.addThing('popular');
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const timersBefore = timers();
  for (let round = 0; round < 4; round++) {
    const crowd = await Promise.all(Array.from({ length: 250 }, () => RawClient.open(server.url)));
    crowd.forEach((client, n) => client.subscribe('1', thingUpdated, { id: 'popular', after: n % 3 ? null : encodeCursor(server.feed.position) }));
    await until(() => server.hub.stats().members === 250);
    await world.bump('popular');
    await until(() => crowd.every((client) => client.events().length));
    // Ended, closed, and cut off.
    await Promise.all(crowd.map((client, n) => {
      if (n % 3 === 0) client.send({ id: '1', type: 'complete' });
      if (n % 3 === 1) client.socket.terminate();
      return client.close();
    }));
    await until(nothingLeft);
  }
  expect(timers()).toBeLessThan(timersBefore + 50);   // the database's pool has one for each idle connection
}, 30_000);

test('closing the hub ends what is subscribed, and nothing starts after it', async () => {
  await world.addThing('end');
  const ending = await startLiveServer(world);
  const client = await RawClient.open(ending.url);
  client.subscribe('1', thingUpdated, { id: 'end' });
  await until(() => client.events().length);
  ending.hub.close();
  await until(() => client.of('1', 'complete').length);
  client.subscribe('2', thingUpdated, { id: 'end' });
  await until(() => client.of('2').length);
  expect(client.of('2')).toMatchObject([{ type: 'error', payload: [{ extensions: { code: 'UNAVAILABLE' } }] }]);
  await ending.close();
  await until(() => client.closed);
  expect(client.closed!.code).toBe(1001);
});
