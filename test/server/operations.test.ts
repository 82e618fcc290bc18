import { EventEmitter, once } from 'node:events';
import { request } from 'node:http';
import { mergeOpenApi } from '../../src/server/pages/openapi';
import { overSocket, post, startToys, TOKEN, wsClient, type TestServer } from './support';

/** Health, readiness, metrics, the index and the merged OpenAPI document: what operators and tools read. */
const part = { openapi: '3.0.3', tags: [{ name: 'toys' }], paths: { '/api/toys': { get: { responses: {} } } }, components: { schemas: { Toy: { type: 'object' } } } };
let server: TestServer;
const readiness = { checks: async (): Promise<Record<string, string | true>> => ({ database: true }) };
beforeAll(async () => {
  server = await startToys({}, {
    openapi: [part], ready: () => readiness.checks(), lastEventId: async () => 5,
    rest: [async (app) => { app.get('/api/toys/:id', async () => ({ ok: true })); app.get('/api/crash', async () => { throw new Error('password is hunter2'); }); }],
  });
});
afterAll(() => server.stop());
const get = async (path: string, headers = {}) => { const response = await fetch(server.url + path, { headers }); return { status: response.status, text: await response.text(), headers: response.headers }; };

test('readiness names what is missing, and hides why a check itself failed', async () => {
  expect(JSON.parse((await get('/readyz')).text)).toEqual({ status: 'ready', checks: { database: true } });
  readiness.checks = async () => ({ database: true, events: 'not connected' });
  const waiting = await get('/readyz');
  expect([waiting.status, JSON.parse(waiting.text)]).toEqual([503, { status: 'not ready', checks: { database: true, events: 'not connected' } }]);
  readiness.checks = async () => { throw new Error('password is hunter2'); };
  const broken = await get('/readyz');
  expect([broken.status, broken.text]).toEqual([503, expect.not.stringContaining('hunter2')]);
  expect([(await get('/healthz')).status, JSON.parse((await get('/healthz')).text)]).toEqual([200, { status: 'ok', version: '1.2.3' }]);
});

test('an offer of another protocol than websockets is let be, as curl --http2 and Java make it with each request', async () => {
  const sent = request(`${server.url}/healthz`, { agent: false, headers: { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABkAAQAAP__' } });
  const [answer] = await once(sent.end(), 'response');
  expect(answer.resume().statusCode).toBe(200);
});

test('metrics count requests by route, sockets and subscriptions', async () => {
  await get('/api/toys/1');
  await get('/api/toys/2');
  await get('/nowhere/at/all');
  const client = wsClient(server);
  const connected = new EventEmitter();
  const open = once(connected, 'open');
  client.on('connected', () => connected.emit('open'));
  client.subscribe({ query: 'subscription { never }' }, { next: () => {}, error: () => {}, complete: () => {} });
  await open;
  const { text } = await get('/metrics');
  await client.dispose();
  expect(text).toContain('rungraph_http_request_seconds_count{method="GET",route="/api/toys/:id",status="200"} 2');
  expect(text).toContain('rungraph_http_request_seconds_count{method="GET",route="none",status="404"} 1');
  expect(text).not.toContain('/api/toys/1');
  for (const line of ['rungraph_websockets 1', 'rungraph_subscriptions 0', 'rungraph_event_position 0', 'rungraph_event_lag 5', 'process_cpu_seconds_total', 'nodejs_eventloop_lag_seconds']) expect(text).toContain(line);
});

test('the index for programs, and every REST API in one document', async () => {
  expect(JSON.parse((await get('/', { accept: 'application/json' })).text)).toMatchObject({ name: 'rungraph', version: '1.2.3', graphql: '/graphql', openapi: '/openapi.json' });
  expect((await get('/')).headers.get('content-type')).toContain('text/html');
  expect(JSON.parse((await get('/openapi.json')).text)).toMatchObject({ openapi: '3.0.3', info: { title: 'Rungraph', version: '1.2.3' }, paths: { '/api/toys': { get: {} }, '/artefacts/classifiers/{id}/model': { get: {} } }, tags: [...part.tags, { name: 'Artefacts' }], components: { ...part.components, securitySchemes: { bearer: {} } } });
  const moved = await fetch(`${server.url}/static/swagger/swagger-ui/index.html`, { redirect: 'manual' });
  expect([moved.status, moved.headers.get('location')]).toEqual([302, '/']);
});

test('documents that contradict each other, or are of an older kind, cannot be joined', () => {
  const info = { title: 'x', version: '1' };
  expect(mergeOpenApi([part, part], info).paths).toEqual(mergeOpenApi([part], info).paths);
  expect(() => mergeOpenApi([part, { ...part, paths: { '/api/toys': {} } }], info)).toThrow('different path /api/toys');
  expect(() => mergeOpenApi([part, { ...part, components: { schemas: { Toy: {} } } }], info)).toThrow('different schemas Toy');
  expect(() => mergeOpenApi([{ swagger: '2.0', paths: {} } as never], info)).toThrow('Only OpenAPI 3');
});

test('a route that crashes tells an id and nothing else', async () => {
  const { status, text } = await get('/api/crash');
  expect([status, JSON.parse(text)]).toEqual([500, { message: expect.stringContaining('Its log has the reason under') }]);
  const errorId = /under ([\w-]+)/.exec(text)![1];
  expect(server.logged()).toContainEqual(expect.objectContaining({ errorId, err: expect.objectContaining({ message: 'password is hunter2' }) }));
});

test('security headers are on every answer', async () => {
  for (const path of ['/', '/healthz', '/nowhere', '/graphql?query={hello}']) {
    const { headers } = await get(path);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  }
  for (const headers of [(await get('/')).headers, (await get('/graphql', { accept: 'text/html' })).headers]) expect(headers.get('content-security-policy')).toMatch(/^default-src 'self'; .*frame-ancestors 'none'/);
  expect((await get('/graphql?query={hello}&callback=evil')).text).toBe('{"data":{"hello":"hello world"}}');
});

test('the log has no query, no token and no cookie', async () => {
  await get('/healthz?data=private-thing', { authorization: `Bearer ${TOKEN}`, cookie: `oauth-proxy=${TOKEN}` });
  await post(server, { query: '{ hello(name: "private-thing") }' });
  expect(JSON.stringify(server.logged())).not.toMatch(/private-thing|test-token/);
});

test('queries, mutations and subscriptions run over a websocket, with errors as over HTTP', async () => {
  expect(await overSocket(wsClient(server), 'subscription { countTo(to: 3) }')).toEqual({ results: [1, 2, 3].map((countTo) => ({ data: { countTo } })) });
  expect(await overSocket(wsClient(server), 'mutation { push(item: "x") }')).toEqual({ results: [{ data: { push: 1 } }] });
  for (const query of ['{ missing hello }', '{ secret hello }']) {
    const [{ data, errors }] = (await overSocket(wsClient(server), query)).results;
    const http = (await post(server, { query })).body;
    const known = ({ message, ...error }: any) => ({ ...error, extensions: { code: error.extensions.code }, message: message.replace(/[\w-]{36}/, 'ID') });
    expect({ data, errors: errors.map(known) }).toEqual({ data: http.data, errors: http.errors.map(known) });
    expect(JSON.stringify(errors)).not.toContain('hunter2');
  }
  const [event] = (await overSocket(wsClient(server), 'subscription { failing }')).results;
  expect([event.errors[0].extensions.code, JSON.stringify(event)]).toEqual(['INTERNAL_SERVER_ERROR', expect.not.stringContaining('hunter2')]);
  for (const [query, code] of [['{', 'GRAPHQL_PARSE_FAILED'], ['{ nothing }', 'GRAPHQL_VALIDATION_FAILED'], ['query A { hello } query B { hello }', 'OPERATION_RESOLUTION_FAILURE']]) {
    expect((await overSocket(wsClient(server), query)).error[0].extensions).toEqual({ code });
  }
  expect((await overSocket(wsClient(server), 'query ($a: Int!) { plus(a: $a) }', { a: 'x' })).results[0].errors[0].extensions.code).toBe('BAD_USER_INPUT');
});
