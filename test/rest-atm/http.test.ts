import Fastify, { type FastifyInstance } from 'fastify';
import { remoteGraph } from '../../rest-compat/graph-client';
import { atmRest } from '../../rest-compat/atm';

// What is answered before the graph is asked; behind it there is no graph at all.
let app: FastifyInstance, base: string;
beforeAll(async () => {
  app = Fastify({ bodyLimit: 2000 });
  await app.register(atmRest({ graph: () => remoteGraph('http://127.0.0.1:1/graphql'), version: '1.2.3' }));
  base = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => app.close());

const send = async (method: string, path: string, body?: string, type?: string) => {
  const answer = await fetch(base + path, { method, body, redirect: 'manual', headers: type === undefined ? {} : { 'content-type': type } });
  return { status: answer.status, allow: answer.headers.get('allow'), type: answer.headers.get('content-type'), text: await answer.text(), headers: answer.headers };
};
const JSON_TYPE = 'application/json';

const readOnly = ['/api/dataruns', '/api/hyperpartitions', '/api/classifiers', '/api/classifiers/1', '/api/dataruns/1/leaderboard', '/api/datasets/1/dataruns', '/api/dataruns/1/dataset/1', '/swagger.json'];
it.each([...readOnly.map((path) => [path, 'GET, HEAD, OPTIONS']), ['/api/datasets', 'GET, HEAD, POST, OPTIONS'], ['/api/run', 'POST, OPTIONS'],
  ['/api/datasets/1', 'GET, HEAD, DELETE, OPTIONS'], ['/api/dataruns/1', 'GET, HEAD, DELETE, OPTIONS'], ['/api/dataruns/1/cancel', 'POST, OPTIONS'], ['/api/dataruns/1/predict', 'POST, OPTIONS'], ['/api/classifiers/1/predict', 'POST, OPTIONS']])('%s: other methods get 405, OPTIONS the list', async (path, allow) => {
  for (const slash of ['', '/']) {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((name) => !allow!.split(', ').includes(name))) {
      const answer = await send(method, path + slash, method === 'GET' ? undefined : '{}', method === 'GET' ? undefined : JSON_TYPE);
      expect(answer).toMatchObject({ status: 405, allow, type: JSON_TYPE });
      expect(JSON.parse(answer.text).message).toContain(allow);
    }
    expect(await send('OPTIONS', path + slash)).toMatchObject({ status: 200, allow, text: '', type: 'text/html; charset=utf-8' });
  }
});

it('/api/run refuses in its own shape', async () => {
  expect(JSON.parse((await send('GET', '/api/run')).text)).toEqual({ error: expect.stringMatching(/^MethodNotAllowed: /), message: expect.any(String), status: 405 });
  expect((await send('HEAD', '/api/run')).status).toBe(405);
});

describe.each([['/api/datasets', (text: string) => ({ message: text })], ['/api/run', (text: string) => ({ error: expect.stringContaining(text), message: text, status: expect.any(Number) })]])('POST %s', (path, shape) => {
  it.each([
    [undefined, '{}', 415, 'Request must have "Content-Type: application/json" header'],
    ['', '{}', 415, 'Request must have "Content-Type: application/json" header'],
    ['multipart/form-data; boundary=x', '--x--', 415, 'Request must have "Content-Type: application/json" header'],
    ['application/x-www-form-urlencoded', '{}', 415, 'Request must have "Content-Type: application/json" header'],
    ['application/jsonp', '{}', 415, 'Request must have "Content-Type: application/json" header'],
    [JSON_TYPE, '', 400, 'Unable to decode data'],
    [JSON_TYPE, '{bad', 400, 'Unable to decode data'],
    [JSON_TYPE, '"x"', 400, 'The body must be a JSON object.'],
    [JSON_TYPE, 'null', 400, 'The body must be a JSON object.'],
    [JSON_TYPE, '[]', 400, 'The body must be a JSON object.'],
  ] as const)('%s %s is %i', async (type, body, status, message) => {
    const answer = await fetch(base + path, { method: 'POST', body: new TextEncoder().encode(body), headers: type === undefined ? {} : { 'content-type': type } });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, JSON_TYPE]);
    expect(await answer.json()).toEqual(shape(message));
  });

  it('with bytes that are no UTF-8 is 400, and one that is too large 413', async () => {
    const post = (body: Buffer) => fetch(base + path, { method: 'POST', body: new Uint8Array(body), headers: { 'content-type': JSON_TYPE } });
    expect((await post(Buffer.from([0x22, 0xff, 0x22]))).status).toBe(400);
    const large = await post(Buffer.alloc(5000, 0x20));
    expect(large.status).toBe(413);
    expect(await large.json()).toHaveProperty('message');
  });
});

it('says when the graph cannot be reached', async () => {
  expect(await send('GET', '/api/datasets')).toMatchObject({ status: 503, text: '{"message":"The graph cannot be reached."}\n', type: JSON_TYPE });
  expect(JSON.parse((await send('POST', '/api/run', '{"dataset_id":1}', JSON_TYPE)).text)).toEqual({ error: 'ServiceUnavailable: The graph cannot be reached.', message: 'The graph cannot be reached.', status: 503 });
});

it.each([
  ['/api/datasets?callback=f', 400, 'callback'], ['/api/datasets/1?callback=f', 400, 'callback'], ['/api/datasets/1/dataruns?callback=f', 400, 'callback'],
  ['/api/classifiers?page=x', 400, 'page must be a whole number'], ['/api/datasets/1/nope', 404, 'no relation "nope"'], ['/api/datasets/1/name', 404, 'they have dataruns'],
  ['/api/datasets/1/constructor', 404, 'no relation'], ['/api/datasets/1/dataruns/1/x', 404, 'There is nothing at'],
])('GET %s is %i', async (path, status, part) => {
  const answer = await send('GET', path);
  expect(answer).toMatchObject({ status, type: JSON_TYPE });
  expect(JSON.parse(answer.text).message).toContain(part);
});

it.each(['abc', '-1', '0x1', '1.5', '99999999999', '%00', "1' or '1'='1"])('the id %s is one that does not exist', async (id) => {
  for (const path of [`/api/datasets/${id}`, `/api/dataruns/${id}/classifiers`, `/api/dataruns/${id}/dataset/1`]) {
    expect(await send('GET', path)).toMatchObject({ status: 404, text: '{}\n', type: JSON_TYPE });
  }
});

it('describes itself under the address by which it was asked', async () => {
  const document = JSON.parse((await send('GET', '/swagger.json')).text);
  expect(document).toMatchObject({ swagger: '2.0', host: new URL(base).host, info: { version: '1.2.3' } });
  const page = await send('GET', '/swagger');
  expect([page.status, page.headers.get('location')]).toEqual([302, '/']);
});

it('mounts on a router that ignores trailing slashes itself', async () => {
  const lenient = Fastify({ routerOptions: { ignoreTrailingSlash: true } });
  await lenient.register(atmRest({ graph: () => remoteGraph('http://127.0.0.1:1/graphql'), version: '1' }));
  const answer = await fetch(`${await lenient.listen({ host: '127.0.0.1', port: 0 })}/api/datasets/`, { method: 'OPTIONS' });
  expect(answer.headers.get('allow')).toBe('GET, HEAD, POST, OPTIONS');
  await lenient.close();
});
