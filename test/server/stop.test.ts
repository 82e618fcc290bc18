import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { post, startToys, wsClient, type TestServer } from './support';

const until = async (condition: () => boolean) => { while (!condition()) await new Promise(setImmediate); };
const opened = (server: TestServer) => new Promise<WebSocket>((resolve) => {
  const socket = new WebSocket(server.wsUrl, 'graphql-transport-ws');
  socket.once('open', () => resolve(socket));
});

test('lets running requests end, closes websockets with 1001 and idle connections, and takes no new ones', async () => {
  const server = await startToys();
  // An idle connection that the client would keep for ever.
  const agent = new Agent({ keepAlive: true });
  await new Promise((resolve, reject) => request({ agent, port: server.port, host: '127.0.0.1', path: '/healthz' }, (res) => res.resume().on('end', resolve)).on('error', reject).end());
  const client = wsClient(server);
  const ended = new Promise((resolve) => client.subscribe({ query: 'subscription { never }' }, { next: () => {}, error: resolve, complete: () => resolve('complete') }));
  const socket = await opened(server);
  const closed = new Promise((resolve) => socket.once('close', (code, reason) => resolve([code, String(reason)])));
  const slow = post(server, { query: '{ slow }' });
  await until(() => server.toys.running === 1);

  const stopped = server.stop();
  expect(await closed).toEqual([1001, 'Going away']);
  expect(await ended).toMatchObject({ code: 1001 });
  const refused = await new Promise<string | undefined>((resolve) => connect(server.port, '127.0.0.1').on('error', (error) => resolve((error as NodeJS.ErrnoException).code)).on('connect', () => resolve('connected')));
  expect(refused).toBe('ECONNREFUSED');
  expect(server.stop()).toBeInstanceOf(Promise);

  const start = performance.now();
  server.toys.release();
  expect((await slow).body).toEqual({ data: { slow: 'done' } });
  await stopped;
  expect(performance.now() - start).toBeLessThan(8000);   // the grace for those who do not end is 10 s
  agent.destroy();
});

test('cuts what has not ended after its grace', async () => {
  const server = await startToys();
  const slow = post(server, { query: '{ slow }' }).catch((error: Error) => error);
  await until(() => server.toys.running === 1);
  // A peer that never answers the close frame.
  const mute = connect(server.port, '127.0.0.1');
  const upgraded = new Promise((resolve) => mute.once('data', resolve));
  mute.write(`GET /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n`);
  expect(String(await upgraded)).toContain('101');
  const start = performance.now();
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'performance', 'queueMicrotask', 'hrtime', 'Date'] });
  try {
    const stopped = server.stop();
    await jest.advanceTimersByTimeAsync(9_900);
    expect(server.toys.running).toBe(1);
    await jest.advanceTimersByTimeAsync(200);
    await stopped;
  } finally {
    jest.useRealTimers();
  }
  expect(await slow).toMatchObject({ message: 'fetch failed' });
  expect(performance.now() - start).toBeLessThan(5000);
  server.toys.release();
  mute.destroy();
});

test('an address that is in use is an error, and leaves nothing open', async () => {
  const server = await startToys();
  await expect(startToys({ RUNGRAPH_PORT: `${server.port}` })).rejects.toThrow('EADDRINUSE');
  expect((await post(server, { query: '{ hello }' })).status).toBe(200);
  await server.stop();
});
