import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { getIntrospectionQuery } from 'graphql';
import { overSocket, post, startToys, wsClient, type TestServer } from './support';

let server: TestServer;
beforeAll(async () => { server = await startToys(); });
afterAll(() => server.stop());

const nested = (depth: number) => `{ box(id: "1") ${'{ inner '.repeat(depth - 2)} { id } ${'}'.repeat(depth - 2)} }`;
const aliased = (n: number) => `{ ${Array.from({ length: n }, (_, i) => `a${i}: hello`).join(' ')} }`;
const sized = (text: string, variables: Record<string, unknown> = {}): [string, Record<string, unknown>] => [text, variables];
const fragments = (n: number, root = '{ ...F0 }', type = 'Query', leaf = 'hello') =>
  `${root} ${Array.from({ length: n }, (_, i) => `fragment F${i} on ${type} { ...F${i + 1} ...F${i + 1} }`).join(' ')} fragment F${n} on ${type} { ${leaf} }`;

const within: [string, string, Record<string, unknown>][] = [
  ['depth', nested(20), {}],
  ['aliases', aliased(100), {}],
  ['cost by literal', ...sized('{ boxes(first: 200) { content(first: 330) { totalCount nodes { id name colour } } } }')],
  ['cost by variable', ...sized('query ($n: Int) { boxes(first: $n) { id } }', { n: 1000 })],
  ['the schema query of tools', getIntrospectionQuery(), {}],
];
const beyond: [string, string, Record<string, unknown>, object][] = [
  ['tokens', `{ ${'hello '.repeat(5000)}}`, {}, { limit: 5000 }],
  ['depth', nested(21), {}, { limit: 20, actual: 21 }],
  ['depth in fragments', `{ box(id: "1") { ...A } } fragment A on Box { ${'inner { '.repeat(20)} id ${'}'.repeat(20)} }`, {}, { limit: 20, actual: 21 }],
  ['aliases', aliased(101), {}, { limit: 100, actual: 101 }],
  ['cost by literal', ...sized('{ boxes(first: 200) { content(first: 334) { nodes { id name colour } } } }'), { limit: 200_000 }],
  ['cost by variable', ...sized('query ($n: Int!) { boxes(first: $n) { id } }', { n: 200_000 }), { limit: 200_000, actual: 200_001 }],
  ['cost by default of a variable', ...sized('query ($n: Int = 300000) { boxes(first: $n) { id } }'), { limit: 200_000 }],
  ['cost of fields in fields', ...sized(`{ boxes(first: 1500) { ${'inner { balls { id } '.repeat(17)} ${'}'.repeat(17)} } }`), { limit: 200_000 }],
  ['fragments that double', fragments(30), {}, { limit: 200_000 }],
  ['fragments that double below an empty list', fragments(30, '{ boxes(first: 0) { ...F0 } }', 'Box', 'id'), {}, { limit: 200_000 }],
];

test.each(within)('allows %s up to the limit', async (_name, query, variables) => {
  expect((await post(server, { query, variables })).body.errors).toBeUndefined();
  expect((await overSocket(wsClient(server), query, variables)).error).toBeUndefined();
});

test.each(beyond)('refuses %s beyond it, on both transports, with the numbers', async (_name, query, variables, numbers) => {
  const expected = { message: expect.stringMatching(/at most|more than/), extensions: expect.objectContaining({ code: 'LIMIT_EXCEEDED', ...numbers }) };
  const started = performance.now();
  const { status, body } = await post(server, { query, variables });
  expect([status, body]).toEqual([200, { errors: [expect.objectContaining(expected)] }]);
  expect((await post(server, { query, variables }, { accept: 'application/graphql-response+json' })).status).toBe(400);
  const { error, results } = await overSocket(wsClient(server), query, variables);
  expect([results, error]).toEqual([[], [expect.objectContaining(expected)]]);
  expect(Object.keys(error[0].extensions)).not.toContain('http');
  expect(performance.now() - started).toBeLessThan(20_000);   // without the bound it takes minutes
});

test('variables are looked at anew each time', async () => {
  const query = 'query Again($n: Int) { boxes(first: $n) { id } }';
  for (const [n, ok] of [[3, true], [200_000, false], [3, true], [200_000, false]] as const) {
    expect((await post(server, { query, variables: { n } })).body.errors === undefined).toBe(ok);
  }
});

test('one operation a body', async () => {
  const { status, body } = await post(server, [{ query: '{ hello }' }, { query: '{ hello }' }]);
  expect([status, body.errors[0].extensions]).toEqual([413, { code: 'LIMIT_EXCEEDED', limit: 1, actual: 2 }]);
});

test('subscriptions of one socket', async () => {
  const client = wsClient(server);
  const ended: unknown[] = [];
  let refused: (error: unknown) => void;
  const refusal = new Promise<any>((resolve) => { refused = resolve; });
  for (let i = 0; i < 101; i++) client.subscribe({ query: 'subscription { never }' }, { next: () => {}, error: (error) => refused(error), complete: () => ended.push(i) });
  expect((await refusal)[0].extensions).toEqual({ code: 'LIMIT_EXCEEDED', limit: 100, actual: 101 });
  expect(ended).toEqual([]);
  await client.dispose();
});

test('sockets of one server: one too many is refused with 503, until another one is closed', async () => {
  const small = await startToys({ RUNGRAPH_MAX_SOCKETS: '2' });
  try {
    const open = () => new Promise<WebSocket>((resolve, reject) => {
      const socket = new WebSocket(small.wsUrl, 'graphql-transport-ws');
      socket.once('open', () => resolve(socket)).once('unexpected-response', (_request, response) => {
        response.setEncoding('utf8').once('data', (body) => reject(new Error(`${response.statusCode} ${body}`)));
      });
    });
    const [first] = [await open(), await open()];
    await expect(open()).rejects.toThrow(/^503 .*2 websockets open.*RUNGRAPH_MAX_SOCKETS.*UNAVAILABLE/);
    expect((await post(small, { query: '{ hello }' })).status).toBe(200);
    first.close();
    // The server hears of it in its own time.
    for (let opened = false; !opened;) opened = await open().then(() => true, () => false);
  } finally { await small.stop(); }
});

describe('faults of a client go to the log, never to the console', () => {
  const sent = jest.spyOn(console, 'error').mockImplementation(() => {});
  afterEach(() => expect(sent).not.toHaveBeenCalled());
  afterAll(() => sent.mockRestore());
  const closedAfter = async (act: (socket: WebSocket) => void) => {
    const socket = new WebSocket(server.wsUrl, 'graphql-transport-ws');
    await new Promise((resolve) => socket.once('open', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    act(socket);
    return closed;
  };
  const faults = () => server.logged().filter(({ msg }) => msg === 'a websocket was closed for a fault of its client').map(({ level, err }) => [level, err.code]);

  test.each<[string, number, string | null, (socket: WebSocket) => void]>([
    ['a message that is too large', 1009, 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', (socket) => socket.send(JSON.stringify({ type: 'connection_init', payload: { x: 'x'.repeat(1_000_000) } }))],
    ['a frame that is not masked', 1002, 'WS_ERR_EXPECTED_MASK', (socket) => (socket as any)._socket.write(Buffer.from([0x81, 0x01, 0x78]))],
    ['text that is not UTF-8', 1007, 'WS_ERR_INVALID_UTF8', (socket) => (socket as any)._socket.write(Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0xff]))],
    ['no JSON', 4400, null, (socket) => socket.send('{')],
    ['a subscription before the connection', 4401, null, (socket) => socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: '{ hello }' } }))],
  ])('%s closes the socket with %i, and the server goes on', async (_name, code, logged, act) => {
    const before = faults().length;
    expect(await closedAfter(act)).toBe(code);
    expect(await overSocket(wsClient(server), '{ hello }')).toEqual({ results: [{ data: { hello: 'hello world' } }] });
    expect(faults().slice(before)).toEqual(logged === null ? [] : [[40, logged]]);
  });

  test('a reset is one line for those who look for it, however many subscriptions it ends', async () => {
    const before = server.logged().length, socket = new WebSocket(server.wsUrl, 'graphql-transport-ws'), wire = () => (socket as any)._socket as Socket;
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'connection_init' }));
    await once(socket, 'message');
    wire().pause();
    for (const id of ['1', '2', '3']) socket.send(JSON.stringify({ id, type: 'subscribe', payload: { query: 'subscription { long(letters: 20000000) }' } }));
    while (server.toys.running < 3) await delay(5);   // the test's own time limit says when that is too long
    wire().resetAndDestroy();
    const told = () => server.logged().slice(before).filter(({ msg }) => msg === 'a websocket was reset by its client');
    while (!told().length) await delay(5);
    expect(await overSocket(wsClient(server), '{ hello }')).toEqual({ results: [{ data: { hello: 'hello world' } }] });
    expect(server.logged().slice(before).filter(({ level }) => level > 30)).toEqual([]);
    expect(told().map(({ level, why }) => [level, why])).toEqual([[20, expect.any(String)]]);
  });
});
