import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import Fastify from 'fastify';
import { ConfigError, readConfig } from '../../src/core/config';
import { createLogger } from '../../src/core/logger';
import { extraPorts } from '../../src/server/http/extra-ports';
import type { RefusalForm } from '../../src/server/http/refusal-forms';
import { startToys } from './support';

const form: RefusalForm = { api: 'submarine', owns: (path) => path.startsWith('/api/v1/'), body: (code, message) => ({ code, words: message }) };
const get = async (port: number, path: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
  return { status: answer.status, body: await answer.json() as any };
};
const refusesConnections = (port: number) => new Promise((resolve) => connect(port, '127.0.0.1').on('error', () => resolve(true)).on('connect', () => resolve(false)));

test('every route answers there, and what is not there is refused in the form of the port\'s API', async () => {
  const server = await startToys({ RUNGRAPH_EXTRA_PORTS: '0:submarine,0:atm' }, { refusalForms: [form] });
  const [{ port }, other] = server.extraPorts as [{ port: number }, { port: number }];
  expect(server.extraPorts).toEqual([{ port: expect.any(Number), api: 'submarine' }, { port: expect.any(Number), api: 'atm' }]);
  for (const one of [server.port, port, other.port]) expect((await get(one, '/healthz')).status).toBe(200);
  const words = 'Nothing is served at GET /nothing.';
  expect(await get(port, '/nothing?a=1')).toEqual({ status: 404, body: { code: 404, words } });
  for (const one of [server.port, other.port]) {
    expect(await get(one, '/nothing')).toEqual({ status: 404, body: { message: words } });
    expect(await get(one, '/api/v1/nothing')).toMatchObject({ status: 404, body: { code: 404 } });
  }
  await server.stop();
  for (const one of [server.port, port, other.port]) expect(await refusesConnections(one)).toBe(true);
});

test('a missing token is refused there as on the main port, in the form of the API to which the path belongs', async () => {
  const server = await startToys({ RUNGRAPH_EXTRA_PORTS: '0:submarine', RUNGRAPH_AUTH: 'token' }, { refusalForms: [form] });
  const { port } = server.extraPorts[0]!;
  expect(await get(port, '/openapi.json')).toMatchObject({ status: 401, body: { code: 401, words: expect.any(String) } });
  expect(await get(server.port, '/openapi.json')).toEqual({ status: 401, body: { message: expect.any(String) } });
  expect(await get(server.port, '/api/v1/x')).toMatchObject({ status: 401, body: { code: 401 } });
  expect(await get(port, '/openapi.json', { authorization: 'Bearer wrong' })).toMatchObject({ status: 401 });
  await server.stop();
});

test('a port that was asked for and is taken is a failure, and nothing goes on listening', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  await expect(startToys({ RUNGRAPH_EXTRA_PORTS: `0:atm,${(taken.address() as AddressInfo).port}:submarine` })).rejects.toThrow('EADDRINUSE');
  taken.close();
});

test('without the setting there is one beside port 5000 only, and done without when it is taken', async () => {
  const log = createLogger('silent', 'test'), app = Fastify();
  // It may be taken already; either way the second one does not get it.
  const first = extraPorts(readConfig({}, { RUNGRAPH_PORT: '5000' }), log), second = extraPorts(readConfig({}, { RUNGRAPH_PORT: '5000' }), log);
  await first.listen(app);
  await second.listen(app);
  expect([[{ port: 32080, api: 'submarine' }], []]).toContainEqual(first.list);
  expect(second.list).toEqual([]);
  first.servers.forEach((server) => server.close());
  for (const env of [{ RUNGRAPH_PORT: '0' }, { RUNGRAPH_PORT: '5001' }, { RUNGRAPH_PORT: '5000', RUNGRAPH_EXTRA_PORTS: 'none' }]) {
    const none = extraPorts(readConfig({}, env as never), log);
    await none.listen(app);
    expect(none.list).toEqual([]);
  }
});

test.each(['32080', '32080:nothing', ':submarine', '70000:submarine', '1:atm:2', '-1:atm', 'submarine:32080'])('RUNGRAPH_EXTRA_PORTS=%s is no configuration', (text) => {
  expect(() => readConfig({}, { RUNGRAPH_EXTRA_PORTS: text })).toThrow(ConfigError);
});
