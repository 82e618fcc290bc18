import Fastify, { type FastifyInstance } from 'fastify';
import { remoteGraph } from '../../rest-compat/graph-client';
import { submarineRest } from '../../rest-compat/submarine';

// What is answered before the graph is asked; behind it there is no graph at all.
let app: FastifyInstance, base: string;
beforeAll(async () => {
  app = Fastify({ bodyLimit: 2000 });
  await app.register(submarineRest({ graph: () => remoteGraph('http://127.0.0.1:1/graphql'), version: '1.2.3' }));
  base = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => app.close());

const send = async (method: string, path: string, headers: Record<string, string> = {}, body?: string) => {
  const answer = await fetch(base + path, { method, body, redirect: 'manual', headers });
  const text = await answer.text();
  return { status: answer.status, allow: answer.headers.get('allow'), type: answer.headers.get('content-type'), text, json: text ? JSON.parse(text) : undefined };
};
const refusal = (code: number, status: string, message: unknown) => ({ status, code, success: null, message, result: null, attributes: {} });

it('ping', async () => {
  for (const slash of ['', '/']) {
    const { status, type, text } = await send('GET', `/api/v1/experiment/ping${slash}`);
    expect([status, type, text]).toEqual([200, 'application/json; charset=utf-8', '{"status":"OK","code":200,"success":true,"message":null,"result":"Pong","attributes":{}}']);
  }
});

it.each(['tensorboard', 'mlflow'])('%s is not there, and the answer says so', async (name) => {
  expect((await send('GET', `/api/v1/experiment/${name}`)).json).toEqual({ status: 'OK', code: 200, success: true, message: null, result: { available: false, url: `/${name}/` }, attributes: {} });
});

it.each([['/api/v1/experiment', 'GET, HEAD, POST, OPTIONS'], ['/api/v1/experiment/ping', 'GET, HEAD, POST, PATCH, DELETE, OPTIONS'], ['/api/v1/experiment/x', 'GET, HEAD, POST, PATCH, DELETE, OPTIONS'], ['/api/v1/experiment/logs/x', 'GET, HEAD, OPTIONS'], ['/api/v1/experiment/artifacts/x', 'GET, HEAD, OPTIONS'], ['/api/v1/internal/TFJob/x', 'POST, OPTIONS'], ['/v1/openapi.json', 'GET, HEAD, OPTIONS']])('%s: other methods get 405 in the envelope', async (path, allow) => {
  expect(await send('OPTIONS', path)).toMatchObject({ status: 200, allow, type: null, text: '' });
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((name) => !allow.split(', ').includes(name))) {
    const answer = await send(method, path);
    expect(answer).toMatchObject({ status: 405, allow, type: 'application/json; charset=utf-8' });
    expect(answer.json).toEqual(refusal(405, 'METHOD_NOT_ALLOWED', expect.stringContaining(allow)));
  }
});

it.each(['GET', 'POST', 'DELETE'])('%s of a path that is not there', async (method) => {
  expect(await send(method, '/api/v1/serving')).toMatchObject({ status: 404, json: refusal(404, 'NOT_FOUND', 'There is nothing at /api/v1/serving.') });
});

it('an unknown profile is refused by every route', async () => {
  const wrong = { 'x-rungraph-profile': 'v9' };
  for (const path of ['/api/v1/experiment/ping', '/api/v1/nothing']) {
    expect(await send('GET', path, wrong)).toMatchObject({ status: 400, json: refusal(400, 'BAD_REQUEST', 'X-Rungraph-Profile: "v9" is no profile of submarine; there are documented and v0.8.') });
  }
  expect((await send('GET', '/api/v1/experiment/ping', { 'x-rungraph-profile': 'mlbench=v3, submarine=v0.8' })).status).toBe(200);
});

it('without a graph: 503, and nothing of the reason behind it', async () => {
  for (const path of ['/api/v1/experiment', '/api/v1/experiment/x', '/api/v1/experiment/logs', '/api/v1/experiment/logs/x', '/api/v1/experiment/artifacts/x']) {
    expect(await send('GET', path)).toMatchObject({ status: 503, type: 'application/json; charset=utf-8', json: refusal(503, 'SERVICE_UNAVAILABLE', 'The graph cannot be reached.') });
  }
});
