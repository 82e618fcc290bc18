import { chmod, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureToken } from '../../src/server/auth/token';
import { overSocket, post, startToys, TOKEN, wsClient, type TestServer } from './support';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
const right: [string, Record<string, string>][] = [
  ['Bearer', { authorization: `Bearer ${TOKEN}` }],
  ['bearer in small letters', { authorization: `bearer ${TOKEN}` }],
  ['Basic password', { authorization: basic(`anyone:${TOKEN}`) }],
  ['cookie', { cookie: `a=b; oauth-proxy=${TOKEN}; c=d` }],
];
const wrong: [string, Record<string, string>][] = [
  ['Bearer', { authorization: 'Bearer wrong' }],
  ['Bearer that starts right', { authorization: `Bearer ${TOKEN}x` }],
  ['empty Bearer', { authorization: 'Bearer ' }],
  ['Basic password', { authorization: basic('operator:wrong') }],
  ['Basic user', { authorization: basic(`${TOKEN}:`) }],
  ['Basic without a colon', { authorization: basic(TOKEN) }],
  ['another scheme', { authorization: `Digest ${TOKEN}` }],
  ['bare token', { authorization: TOKEN }],
  ['cookie', { cookie: 'oauth-proxy=wrong' }],
  ['empty cookie', { cookie: 'oauth-proxy=' }],
  ['one of two cookies', { cookie: `oauth-proxy=${TOKEN}; oauth-proxy=wrong` }],
  ['cookie beside a right Bearer', { authorization: `Bearer ${TOKEN}`, cookie: 'oauth-proxy=wrong' }],
];
const WHO = { query: '{ whoAmI }' };

describe.each(['none', 'token'])('with RUNGRAPH_AUTH=%s', (mode) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startToys({ RUNGRAPH_AUTH: mode }, {
      rest: [async (app) => { app.get('/api/thing', async (request) => ({ who: request.who.kind })); app.setErrorHandler(async () => ({ swallowed: true })); }],
    });
  });
  afterAll(() => server.stop());
  const get = (path: string, headers: Record<string, string> = {}) => fetch(server.url + path, { headers });

  test.each(right)('a right %s is the operator', async (_name, headers) => {
    expect((await post(server, WHO, headers)).body).toEqual({ data: { whoAmI: 'operator' } });
    expect(await (await get('/api/thing', headers)).json()).toEqual({ who: 'operator' });
  });

  test.each(wrong)('a wrong %s is 401 everywhere, in the form of the API', async (_name, headers) => {
    const graph = await post(server, WHO, headers);
    expect([graph.status, graph.body]).toEqual([401, { errors: [{ message: expect.any(String), extensions: { code: 'UNAUTHENTICATED' } }] }]);
    for (const path of ['/api/thing', '/', '/healthz', '/metrics', '/nowhere', '/static/docs/docs.js']) {
      const response = await get(path, headers);
      expect([path, response.status, await response.json()]).toEqual([path, 401, { message: expect.any(String) }]);
      expect(response.headers.get('www-authenticate')).toContain('Bearer');
    }
  });

  test('a websocket: a wrong credential is 401 before the 101, a token in the first message counts', async () => {
    const { WebSocket } = await import('ws');
    const refused = new WebSocket(server.wsUrl, 'graphql-transport-ws', { headers: { authorization: 'Bearer wrong' } });
    const status = await new Promise((resolve) => { refused.on('unexpected-response', (_req, res) => resolve(res.statusCode)); refused.on('open', () => resolve('open')); });
    refused.on('error', () => {}).terminate();
    expect(status).toBe(401);
    for (const connectionParams of [{ authorization: `Bearer ${TOKEN}` }, { Authorization: `bearer ${TOKEN}` }, { token: TOKEN }]) {
      expect(await overSocket(wsClient(server, { connectionParams }), '{ whoAmI }')).toEqual({ results: [{ data: { whoAmI: 'operator' } }] });
    }
    for (const connectionParams of [{ authorization: 'Bearer wrong' }, { token: 7 }, { token: '' }]) {
      expect((await overSocket(wsClient(server, { connectionParams }), '{ whoAmI }')).error).toMatchObject({ code: 4403 });
    }
    const nobody = await overSocket(wsClient(server), '{ whoAmI }');
    if (mode === 'none') expect(nobody).toEqual({ results: [{ data: { whoAmI: 'anonymous' } }] });
    else expect(nobody.error).toMatchObject({ code: 4403 });
  });

  test('who sends nothing', async () => {
    const statuses = Object.fromEntries(await Promise.all(['/', '/healthz', '/readyz', '/static/docs/docs.js', '/metrics', '/openapi.json', '/api/thing', '/nowhere', '/graphql?query={__schema{types{name}}}']
      .map(async (path) => [path, (await get(path)).status])));
    const open = { '/': 200, '/healthz': 200, '/readyz': 200, '/static/docs/docs.js': 200 };
    expect(statuses).toEqual(mode === 'none'
      ? { ...open, '/metrics': 200, '/openapi.json': 200, '/api/thing': 200, '/nowhere': 404, '/graphql?query={__schema{types{name}}}': 200 }
      : { ...open, '/metrics': 401, '/openapi.json': 401, '/api/thing': 401, '/nowhere': 401, '/graphql?query={__schema{types{name}}}': 401 });
    expect((await get('/graphql', { accept: 'text/html' })).headers.get('content-type')).toContain('text/html');
    expect((await post(server, { query: '{ __schema { types { name } } }' })).status).toBe(mode === 'none' ? 200 : 401);
  });
});

describe('the token file', () => {
  let home: string;
  beforeEach(async () => { home = await mkdtemp(join(tmpdir(), 'token-')); });
  afterEach(() => rm(home, { recursive: true }));

  test('is made once, for its owner alone, however many ask at once', async () => {
    const inside = join(home, 'new', 'home');
    const tokens = await Promise.all(Array.from({ length: 20 }, () => ensureToken(inside)));
    expect(new Set(tokens).size).toBe(1);
    expect(tokens[0]).toMatch(/^[\w-]{43}$/);
    expect((await stat(join(inside, 'token'))).mode & 0o777).toBe(0o600);
    expect(await ensureToken(inside)).toBe(tokens[0]);
    expect((await readFile(join(inside, 'token'), 'utf8')).trim()).toBe(tokens[0]);
  });

  test.each([0o640, 0o604, 0o620, 0o666])('is refused with mode %o', async (mode) => {
    await ensureToken(home);
    await chmod(join(home, 'token'), mode);
    await expect(ensureToken(home)).rejects.toThrow('can be read or changed by others');
  });

  test('is refused when it is empty, short or a link', async () => {
    for (const content of ['', 'short']) {
      await writeFile(join(home, 'token'), content, { mode: 0o600 });
      await expect(ensureToken(home)).rejects.toThrow('holds no token');
    }
    await rm(join(home, 'token'));
    await symlink('/etc/passwd', join(home, 'token'));
    await expect(ensureToken(home)).rejects.toThrow('plain file');
  });
});
