import { request } from 'node:http';
import { readConfig } from '../../src/core/config';
import { createBrowserGuard } from '../../src/server/browser-guard';
import { startToys, type TestServer } from './support';

let server: TestServer;
beforeAll(async () => {
  server = await startToys({ RUNGRAPH_PUBLIC_URL: 'https://runs.example.org/graph', RUNGRAPH_ALLOWED_HOSTS: 'runs.internal', RUNGRAPH_ALLOWED_ORIGINS: 'https://ui.example.org,http://localhost:3000' });
});
afterAll(() => server.stop());

interface Answer { status: number; headers: Record<string, any>; body: string }
/** A request with just these headers; node's fetch would add and refuse some. `upgrade` tries to open a websocket. */
function send(method: string, headers: Record<string, string>, { path = '/graphql', upgrade = false } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const body = method === 'GET' || method === 'HEAD' || method === 'OPTIONS' ? '' : '{"query":"mutation { push(item: \\"x\\") }"}';
    const wanted = upgrade
      ? { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==', 'sec-websocket-protocol': 'graphql-transport-ws' }
      : body ? { 'content-type': 'application/json', 'content-length': `${body.length}` } : {};
    const sent = request({ host: '127.0.0.1', port: server.port, method, path, agent: false, headers: { host: `localhost:${server.port}`, ...wanted, ...headers } }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part) => { text += part; }).on('end', () => resolve({ status: answer.statusCode!, headers: answer.headers, body: text }));
    });
    sent.on('upgrade', (answer, socket) => { socket.destroy(); resolve({ status: answer.statusCode!, headers: answer.headers, body: '' }); });
    sent.on('error', reject).end(body);
  });
}
const own = () => `http://localhost:${server.port}`;

const hosts: [string, string, boolean][] = [
  ['loopback name', 'localhost:PORT', true], ['loopback address', '127.0.0.1:PORT', true], ['another loopback address', '127.9.9.9', true], ['IPv6 loopback', '[::1]:PORT', true],
  ['public name', 'runs.example.org', true], ['public name in capitals', 'RUNS.example.ORG:443', true], ['allowed name', 'runs.internal:1234', true],
  ['rebound name', 'evil.example:PORT', false], ['name that ends like ours', 'evil-runs.example.org', false], ['name that begins like ours', 'localhost.evil.example', false],
  ['name with a user', 'localhost@evil.example', false], ['user like our name', 'evil.example@localhost', false], ['other address', '10.1.2.3:PORT', false], ['nonsense', 'localhost/x', false],
];
test.each(hosts)('Host: %s (%s) -> %s', async (_name, host, ok) => {
  const headers = { host: host.replace('PORT', `${server.port}`) };
  expect((await send('GET', headers, { path: '/healthz' })).status).toBe(ok ? 200 : 403);
  expect((await send('POST', headers)).status).toBe(ok ? 200 : 403);
  expect((await send('GET', headers, { upgrade: true })).status).toBe(ok ? 101 : 403);
});

const origins: [string, Record<string, string>, boolean][] = [
  ['no browser', {}, true],
  ['our own page', { origin: 'OWN', 'sec-fetch-site': 'same-origin' }, true],
  ['our own page in an older browser', { origin: 'OWN' }, true],
  ['our page behind a proxy with TLS', { origin: 'https://runs.example.org', host: 'runs.example.org', 'sec-fetch-site': 'same-origin' }, true],
  ['http page under the public name', { origin: 'http://runs.example.org', host: 'runs.example.org' }, false],
  ['a listed origin', { origin: 'https://ui.example.org', 'sec-fetch-site': 'cross-site' }, true],
  ['a listed origin of this machine', { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-site' }, true],
  ['another port of this machine', { origin: 'http://localhost:3001', 'sec-fetch-site': 'same-site' }, false],
  ['another port in an older browser', { origin: 'http://localhost:3001' }, false],
  ['the default port', { origin: 'http://localhost' }, false],
  ['another name of this machine', { origin: 'http://127.0.0.1:PORT' }, false],
  ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, false],
  ['another site in an older browser', { origin: 'https://evil.example' }, false],
  ['another site whose browser hides the origin', { 'sec-fetch-site': 'cross-site' }, false],
  ['a neighbour whose browser hides the origin', { 'sec-fetch-site': 'same-site' }, false],
  ['a sandboxed page', { origin: 'null' }, false],
  ['a sandboxed page of ours', { origin: 'null', 'sec-fetch-site': 'same-origin' }, false],
  ['an empty origin', { origin: '' }, false],
  ['two origins', { origin: 'OWN https://evil.example' }, false],
  ['a listed origin with a path', { origin: 'https://ui.example.org/' }, false],
  ['a listed name with another scheme', { origin: 'http://ui.example.org' }, false],
  ['a site that is lying', { origin: 'OWN', 'sec-fetch-site': 'cross-site' }, false],
];
test.each(origins)('from %s: %j -> %s', async (_name, given, ok) => {
  const headers = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, value.replace('OWN', own()).replace('PORT', `${server.port}`)]));
  const before = server.toys.pushed.length;
  expect((await send('POST', headers)).status).toBe(ok ? 200 : 403);
  expect(server.toys.pushed.length - before).toBe(ok ? 1 : 0);
  expect((await send('DELETE', headers, { path: '/nowhere' })).status).toBe(ok ? 404 : 403);
  expect((await send('GET', headers, { upgrade: true })).status).toBe(ok ? 101 : 403);
  expect((await send('GET', headers, { path: '/healthz' })).status).toBe(200);
});

test("a form's content types change nothing", async () => {
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    expect((await send('POST', { 'content-type': type, origin: 'https://evil.example' })).status).toBe(403);
    expect((await send('POST', { 'content-type': type })).status).toBeGreaterThanOrEqual(400);
  }
});

test('a preflight is answered for listed origins alone, and no origin is ever *', async () => {
  const ask = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type,authorization' };
  const yes = await send('OPTIONS', { ...ask, origin: 'https://ui.example.org', 'sec-fetch-site': 'cross-site' });
  expect([yes.status, yes.headers]).toEqual([204, expect.objectContaining({
    'access-control-allow-origin': 'https://ui.example.org', vary: expect.stringContaining('Origin'),
    'access-control-allow-methods': expect.stringContaining('POST'), 'access-control-allow-headers': expect.stringContaining('authorization') })]);
  expect(yes.headers['access-control-allow-credentials']).toBeUndefined();
  for (const origin of ['https://evil.example', 'null', 'http://localhost:3001']) {
    const no = await send('OPTIONS', { ...ask, origin });
    expect([no.status, no.headers['access-control-allow-origin']]).toEqual([403, undefined]);
  }
  const read = await send('POST', { origin: 'https://ui.example.org' });
  expect([read.headers['access-control-allow-origin'], read.headers['access-control-expose-headers']]).toEqual(['https://ui.example.org', 'link, location, x-request-id']);
  expect((await send('GET', { origin: 'https://evil.example' }, { path: '/healthz' })).headers['access-control-allow-origin']).toBeUndefined();
});

test('a refusal can be read by the listed page and says what to set', async () => {
  const { status, headers, body } = await send('POST', { origin: 'https://ui.example.org', authorization: 'Bearer wrong' });
  expect([status, headers['access-control-allow-origin']]).toEqual([401, 'https://ui.example.org']);
  expect(JSON.parse(body).errors[0].extensions.code).toBe('UNAUTHENTICATED');
  expect((await send('POST', { origin: 'https://evil.example' })).body).toContain('RUNGRAPH_ALLOWED_ORIGINS');
  expect((await send('GET', { host: 'evil.example' })).body).toContain('RUNGRAPH_ALLOWED_HOSTS');
  expect((await send('GET', { origin: 'https://evil.example' }, { upgrade: true })).body).toContain('FORBIDDEN');
});

test('only /graphql upgrades', async () => {
  expect((await send('GET', {}, { upgrade: true, path: '/graphql/' })).status).toBe(101);
  for (const path of ['/', '/graphql2', '/api/datasets']) expect((await send('GET', {}, { upgrade: true, path })).status).toBe(404);
});

test.each(['*', 'null'])('an allow-list with %s is refused', (origin) => {
  expect(() => createBrowserGuard(readConfig({}, { RUNGRAPH_ALLOWED_ORIGINS: origin }))).toThrow('any web page');
});

test('a server on every address goes by the address that a connection came to', () => {
  const guard = createBrowserGuard(readConfig({}, { RUNGRAPH_HOST: '0.0.0.0', RUNGRAPH_AUTH: 'token' }));
  const check = (host: string, localAddress: string) => guard.checkHost({ headers: { host }, socket: { localAddress } } as never);
  expect(() => check('10.1.2.3:5000', '::ffff:10.1.2.3')).not.toThrow();
  expect(() => check('[fd00::5]:5000', 'fd00::5')).not.toThrow();
  const { checkHost } = createBrowserGuard(readConfig({}, { RUNGRAPH_ALLOWED_HOSTS: 'not a name' }));
  for (const host of ['', 'nor this one', undefined]) {
    for (const localAddress of ['127.0.0.1', undefined]) expect(() => checkHost({ headers: { host }, socket: { localAddress } } as never)).toThrow('does not go by the name');
  }
  expect(() => check('10.1.2.4:5000', '::ffff:10.1.2.3')).toThrow('does not go by the name');
});
