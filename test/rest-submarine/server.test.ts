import { request } from 'node:http';
import { submarineServer, V08, type SubmarineServer } from './support/submarine-server';

// What the server around this API answers on its paths, and how it is set up.

const servers: SubmarineServer[] = [];
const start = async (env: Record<string, string>) => {
  const server = await submarineServer(env);
  servers.push(server);
  return server;
};
afterEach(async () => { for (const server of servers.splice(0)) await server.close(); });

const refusal = (code: number, status: string, message: unknown = expect.any(String)) => ({ status, code, success: null, message, result: null, attributes: {} });
const job = { meta: { name: 'Hello', framework: 'PyTorch', cmd: 'true' }, environment: {}, spec: { Master: { resources: '' } } };

/** Sends a path as it is; `fetch` would put it right. */
const raw = (port: number, path: string, headers: Record<string, string> = {}) => new Promise<{ status: number; json: any }>((resolve, reject) => {
  request({ host: '127.0.0.1', port, path, headers }, (answer) => {
    let text = '';
    answer.on('data', (part) => { text += part; }).on('end', () => resolve({ status: answer.statusCode!, json: JSON.parse(text) }));
  }).on('error', reject).end();
});

it('who is not let in is told in the envelope, and the User-Agent of the SDK is no key', async () => {
  const submarine = await start({ RUNGRAPH_AUTH: 'token' });
  for (const headers of [{}, { authorization: 'Bearer wrong' }, { 'user-agent': 'OpenAPI-Generator/0.8.0/python' }] as Record<string, string>[]) {
    for (const path of ['/experiment', '/experiment/ping', '/nothing']) {
      const answer = await submarine.get(path, headers);
      expect([answer.status, answer.json]).toEqual([401, refusal(401, 'UNAUTHORIZED')]);
      expect(answer.headers.get('www-authenticate')).toContain('Bearer');
    }
  }
  expect((await submarine.get('/experiment', { authorization: `Bearer ${submarine.token}` })).json).toEqual({ status: 'OK', code: 200, result: [] });
});

it('foreign names, foreign pages, addresses that are none, and what is too large', async () => {
  const { server: { port }, send, post } = await start({});
  expect(await raw(port, '/api/v1/experiment', { host: 'elsewhere.example' })).toEqual({ status: 403, json: refusal(403, 'FORBIDDEN') });
  expect(await send('DELETE', '/experiment/x', undefined, { origin: 'http://elsewhere.example' })).toMatchObject({ status: 403, json: refusal(403, 'FORBIDDEN') });
  for (const path of ['/api/v1/experiment/%zz', '/api/v1/experiment/%', '/api/v1/%ff']) expect((await raw(port, path)).json).toEqual(refusal(400, 'BAD_REQUEST'));
  for (const path of ['/api/v1', '/api/v1/', '/api/v1//experiment', `/api/v1/experiment/${'x'.repeat(5000)}`, '/api/v1/experiment/a/b']) {
    expect(await raw(port, path)).toEqual({ status: expect.any(Number), json: refusal(404, 'NOT_FOUND') });
  }
  expect(await post('/experiment', `{"meta":{"name":"${'x'.repeat(4_000_000)}"}}`)).toMatchObject({ status: 413, json: refusal(413, 'REQUEST_ENTITY_TOO_LARGE', expect.stringContaining('4000000')) });
  for (const type of ['text/plain', 'nonsense', 'application/x-www-form-urlencoded']) {
    expect(await post('/experiment', '{}', { 'content-type': type })).toMatchObject({ status: 415, json: refusal(415, 'UNSUPPORTED_MEDIA_TYPE', expect.stringContaining('application/yaml')) });
  }
});

it('RUNGRAPH_SUBMARINE_PROFILE says how requests are answered that do not say it', async () => {
  const submarine = await start({ RUNGRAPH_SUBMARINE_PROFILE: 'v0.8' });
  const { json } = await submarine.post('/experiment', job);
  expect(json).toMatchObject({ success: true, message: null, attributes: {}, result: { experimentId: expect.stringMatching(/^experiment-/), createdTime: null } });
  expect((await submarine.get('/experiment', { 'x-rungraph-profile': 'submarine=documented' })).json).toEqual({ status: 'OK', code: 200, result: [expect.objectContaining({ name: 'hello' })] });
});

it('a port of its own: every route, and its words for what is not there', async () => {
  const submarine = await start({ RUNGRAPH_EXTRA_PORTS: '0:submarine' });
  const { port } = submarine.server.extraPorts[0]!;
  const { experimentId } = (await submarine.post('/experiment', job)).json.result;
  for (const path of [`/api/v1/experiment/${experimentId}`, '/api/v1/experiment/ping', '/v1/openapi.json']) expect((await raw(port, path)).status).toBe(200);
  for (const path of ['/api/v2/experiment', '/']) expect((await raw(port, path, { accept: 'application/json' })).json).toEqual(path === '/' ? expect.objectContaining({ name: 'rungraph' }) : refusal(404, 'NOT_FOUND'));
});

it('/v1/openapi.json describes this API and no other, /openapi.json all', async () => {
  const { url } = await start({});
  const [own, all] = await Promise.all(['/v1/openapi.json', '/openapi.json'].map(async (path) => (await fetch(url + path)).json() as any));
  expect(own).toMatchObject({ openapi: '3.0.3', info: { title: 'Submarine', version: '0.0.0-test' } });
  expect(Object.keys(own.paths).every((path) => path.startsWith('/api/v1/'))).toBe(true);
  expect(Object.keys(all.paths)).toEqual(expect.arrayContaining([...Object.keys(own.paths), '/api/datasets']));
});

it('experiments of other kinds are not shown, and those of the graph are', async () => {
  const { run, get } = await start({});
  const create = async (input: object) => (await run('mutation($input: CreateExperimentInput!) { createExperiment(input: $input) { number acceptedAt } }', { input })).data.createExperiment;
  const component = { name: 'main', role: 'Worker', command: { argv: ['echo', 'a b'] }, replicas: 2, envVars: [{ name: 'S', value: 'secret-marker', secret: true }] };
  const workflow = await create({ name: 'other', stages: [{ name: 's', components: [component] }] });
  await create({ name: 'of the graph', kind: 'FRAMEWORK', framework: 'PyTorch', stages: [{ name: 's', components: [component] }] });
  const { data } = await run('mutation { createFrameworkJob(input: { name: "job", framework: "pytorch", roles: [{ role: "Master", command: { shell: "true && true" }, resources: { cpu: 1, memoryBytes: 1e8 } }] }) { id } }');
  expect(data.createFrameworkJob.id).toBeDefined();
  for (const headers of [{}, V08]) {
    const { text, json } = await get('/experiment', headers);
    expect(json.result.map((one: any) => one.spec.meta.name)).toEqual(['of the graph', 'job']);
    expect(json.result[0].spec.spec).toMatchObject({ Worker: { replicas: 2, cmd: 'echo a b', envVars: { S: '***' } } });
    expect(json.result[1].spec.spec).toMatchObject({ Master: { replicas: 1, cmd: 'true && true' } });
    expect(text).not.toContain('secret-marker');
  }
  await run('mutation($id: ID!) { updateExperiment(id: $id, input: { name: "renamed", tags: ["new"] }) { id } }', { id: data.createFrameworkJob.id });
  expect((await get('/experiment')).json.result[1]).toMatchObject({ name: 'renamed', spec: { meta: { name: 'renamed', tags: ['new'] } } });
  const id = `experiment_${Date.parse(workflow.acceptedAt)}_${String(workflow.number).padStart(4, '0')}`;
  for (const path of [`/experiment/${id}`, `/experiment/logs/${id}`]) expect((await get(path)).status).toBe(404);
});
