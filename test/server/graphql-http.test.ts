import { serverAudits } from 'graphql-http';
import { post, startToys, type TestServer } from './support';

let server: TestServer;
beforeAll(async () => { server = await startToys(); });
afterAll(() => server.stop());

test('passes every audit of GraphQL over HTTP', async () => {
  const results = await Promise.all(serverAudits({ url: `${server.url}/graphql` }).map((audit) => audit.fn()));
  expect(results.filter(({ status }) => status !== 'ok').map((r) => `${r.id} ${r.name} ${'reason' in r ? r.reason : ''}`)).toEqual([]);
  expect(results).toHaveLength(61);
});

test('a GET runs no mutation and no subscription', async () => {
  const get = (query: string) => fetch(`${server.url}/graphql?query=${encodeURIComponent(query)}`);
  expect((await get('{ hello }')).status).toBe(200);
  const mutation = await get('mutation { push(item: "x") }');
  expect([mutation.status, mutation.headers.get('allow')]).toEqual([405, 'POST']);
  expect((await get('subscription { countTo(to: 1) }')).status).toBe(405);
  expect(server.toys.pushed).toEqual([]);
});

test('a subscription over HTTP is told where to go', async () => {
  const { body } = await post(server, { query: 'subscription { countTo(to: 1) }' });
  expect(body.errors).toEqual([{ message: expect.stringContaining('websocket'), extensions: { code: 'BAD_USER_INPUT' } }]);
});

test('errors that a client may know keep code and details; a failing field keeps its neighbours', async () => {
  const { body, status } = await post(server, { query: '{ missing busy hello }' });
  expect(status).toBe(200);
  expect(body.data).toEqual({ missing: null, busy: null, hello: 'hello world' });
  expect(body.errors).toEqual(expect.arrayContaining([
    { message: 'Toy 7 does not exist.', path: ['missing'], locations: [{ line: 1, column: 3 }], extensions: { code: 'NOT_FOUND' } },
    { message: 'The toy is in use.', path: ['busy'], locations: [{ line: 1, column: 11 }], extensions: { code: 'CONFLICT', toy: 7 } },
  ]));
});

test.each(['development', 'test', 'production', ''])('errors that nobody expected are hidden and logged with NODE_ENV=%s', async (env) => {
  const before = process.env.NODE_ENV;
  process.env.NODE_ENV = env;
  const other = await startToys();
  try {
    for (const query of ['{ secret }', '{ broken }', '{ wrongType }']) {
      for (const round of ['executed', 'compiled']) {
        const { body } = await post(other, { query }, { 'x-request-id': `id-${round}` });
        const [{ message, path, extensions }] = body.errors;
        expect(path).toEqual([query.slice(2, -2)]);
        expect(Object.keys(extensions).sort()).toEqual(['code', 'errorId']);
        expect(extensions.code).toBe('INTERNAL_SERVER_ERROR');
        expect(message).toContain(extensions.errorId);
        expect(JSON.stringify(body)).not.toMatch(/hunter2|\.ts|node_modules|many/);
        expect(other.logged()).toContainEqual(expect.objectContaining({ errorId: extensions.errorId, requestId: `id-${round}`, err: expect.objectContaining({ stack: expect.any(String) }) }));
      }
    }
  } finally {
    process.env.NODE_ENV = before;
    await other.stop();
  }
});

test('codes of requests that never ran', async () => {
  const codes = async (body: unknown) => (await post(server, body)).body.errors.map((e: any) => e.extensions.code);
  expect(await codes({ query: '{' })).toEqual(['GRAPHQL_PARSE_FAILED']);
  expect(await codes({ query: '{ nothing }' })).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  for (const _round of [1, 2, 3]) expect(await codes({ query: 'query ($a: Int!) { plus(a: $a) }', variables: { a: 'x' } })).toEqual(['BAD_USER_INPUT']);
  expect(await codes({ query: 'query A { hello } query B { hello }' })).toEqual(['OPERATION_RESOLUTION_FAILURE']);
  expect(await codes({ query: 'query A { hello }', operationName: 'C' })).toEqual(['OPERATION_RESOLUTION_FAILURE']);
  expect(await codes({})).toEqual(['BAD_REQUEST']);
  expect(await codes('{"query":')).toEqual(['BAD_USER_INPUT']);
});

test('a sane request id is kept, any other replaced; it reaches resolvers, the answer and the log', async () => {
  const kept = await post(server, { query: '{ requestId }' }, { 'x-request-id': 'trace-1:a.b' });
  expect([kept.body.data.requestId, kept.headers.get('x-request-id')]).toEqual(['trace-1:a.b', 'trace-1:a.b']);
  expect(server.logged()).toContainEqual(expect.objectContaining({ msg: 'request', requestId: 'trace-1:a.b', method: 'POST', path: '/graphql', status: 200, ms: expect.any(Number) }));
  for (const bad of ['x'.repeat(101), 'a b', '{"a":1}']) {
    const { headers, body } = await post(server, { query: '{ requestId }' }, { 'x-request-id': bad });
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(body.data.requestId).toBe(headers.get('x-request-id'));
  }
});

test('a body that is too large gets 413 with the limit', async () => {
  const { status, body } = await post(server, { query: '{ hello }', variables: { x: 'x'.repeat(4_000_000) } });
  expect(status).toBe(413);
  expect(body.errors[0]).toEqual({ message: 'The body has 4000042 bytes; at most 4000000 are accepted.', extensions: { code: 'LIMIT_EXCEEDED', limit: 4_000_000, actual: 4_000_042 } });
});

test('large answers are compressed, small ones are not, and none may be cached', async () => {
  const ask = (query: string) => fetch(`${server.url}/graphql?query=${encodeURIComponent(query)}`, { headers: { 'accept-encoding': 'gzip' } });
  const small = await ask('{ hello }'), large = await ask('{ boxes(first: 200) { id name } }');
  expect([small.headers.get('content-encoding'), large.headers.get('content-encoding')]).toEqual([null, 'gzip']);
  expect(((await large.json()) as any).data.boxes).toHaveLength(200);
  expect(small.headers.get('cache-control')).toBe('no-store');
});
