import { profiles, submarineServer, type SubmarineServer } from './support/submarine-server';

let submarine: SubmarineServer;
beforeAll(async () => { submarine = await submarineServer(); }, 60_000);
afterAll(() => submarine?.close());

const envelope = (result: unknown) => ({ status: 'OK', code: 200, success: true, message: null, result, attributes: {} });
const refusal = (code: number, status: string, message: unknown) => ({ status, code, success: null, message, result: null, attributes: {} });
const ABSENT = refusal(404, 'NOT_FOUND', 'Environment not found.'), NOT_STORED = refusal(400, 'BAD_REQUEST', 'Unable to process the environment spec.');
const ID = /^environment_\d{13}_\d{4,}$/;

// The document has no environments, so both profiles answer alike.
describe.each(profiles)('profile %s', (profile, headers) => {
  const post = (body: unknown) => submarine.post('/environment', body, headers);
  const get = (path: string) => submarine.get(`/environment${path}`, headers);
  const patch = (name: string, body?: unknown) => submarine.send('PATCH', `/environment/${name}`, body, headers);
  const remove = (name: string) => submarine.send('DELETE', `/environment/${name}`, undefined, headers);
  const name = `env ${profile}/1 ü`, path = encodeURIComponent(name);
  const kernelSpec = { name: 'team_python', channels: ['defaults'], condaDependencies: ['numpy=2.0'], pipDependencies: [] };
  const full = { name, dockerImage: 'continuumio/anaconda3', kernelSpec, description: null, image: null };
  let id: string;

  it('is created with every field, in the order of the original', async () => {
    const { status, text, json } = await post({ name, dockerImage: full.dockerImage, kernelSpec });
    expect(status).toBe(200);
    id = json.result.environmentId;
    expect(id).toMatch(ID);
    expect(text).toBe(JSON.stringify(envelope({ environmentId: id, environmentSpec: full })));
  });

  it('is found by its name, not by its id nor by another case', async () => {
    expect((await get(`/${path}`)).json).toEqual(envelope({ environmentId: id, environmentSpec: full }));
    expect((await get(`/${path}/`)).json.result.environmentId).toBe(id);
    for (const other of [id, path.toUpperCase(), 'nope', '%00', 'x'.repeat(400)]) expect(await get(`/${other}`)).toMatchObject({ status: 404, json: ABSENT });
  });

  it('is listed once, whatever ?status says', async () => {
    for (const query of ['', '/', '?status=Nonsense']) {
      const { json } = await get(query);
      expect(json).toEqual(envelope(expect.any(Array)));
      expect(json.result.filter((one: any) => one.environmentId === id)).toEqual([{ environmentId: id, environmentSpec: full }]);
    }
  });

  it('cannot be created twice, nor without a name, nor of nothing', async () => {
    expect(await post({ name })).toMatchObject({ status: 400, json: NOT_STORED });
    expect(await post({ dockerImage: 'x' })).toMatchObject({ status: 400, json: NOT_STORED });
    expect(await post({ name: '' })).toMatchObject({ status: 400, json: NOT_STORED });
    expect(await post({ name: null })).toMatchObject({ status: 400, json: NOT_STORED });
    expect(await post({ name: 'x'.repeat(256) })).toMatchObject({ status: 400, json: NOT_STORED });
    for (const nothing of ['', 'null', '  ']) expect(await post(nothing)).toMatchObject({ status: 400, json: refusal(400, 'BAD_REQUEST', 'Invalid environment spec.') });
  });

  it('is replaced as a whole, keeps its id, and is seen as it is now at once', async () => {
    const now = { name, dockerImage: null, kernelSpec: { name: 'k', channels: null, condaDependencies: null, pipDependencies: null }, description: 'new', image: 'busybox' };
    const answer = await patch(path, { name, kernelSpec: { name: 'k' }, description: 'new', image: 'busybox' });
    expect(answer.json).toEqual(envelope({ environmentId: id, environmentSpec: now }));
    expect((await get(`/${path}`)).json).toEqual(answer.json);
  });

  it('may be renamed to what is free', async () => {
    await post({ name: `taken ${profile}` });
    expect(await patch(path, { name: `taken ${profile}` })).toMatchObject({ status: 400, json: NOT_STORED });
    expect((await patch(path, { name: `other ${profile}` })).json.result).toMatchObject({ environmentId: id, environmentSpec: { name: `other ${profile}` } });
    expect((await get(`/${path}`)).json).toEqual(ABSENT);
    await patch(encodeURIComponent(`other ${profile}`), { name });
  });

  it('a change asks first whether it is there, then for a specification', async () => {
    for (const body of ['', '{"name":"x"}']) expect(await patch('nope', body)).toMatchObject({ status: 404, json: ABSENT });
    expect(await patch(path, '')).toMatchObject({ status: 400, json: refusal(400, 'BAD_REQUEST', 'Invalid environment spec.') });
    expect(await patch(path, { description: 'no name' })).toMatchObject({ status: 400, json: NOT_STORED });
  });

  it('is answered once more when it is deleted, and is gone', async () => {
    expect((await remove(path)).json).toEqual(envelope({ environmentId: id, environmentSpec: expect.objectContaining({ name }) }));
    expect(await remove(path)).toMatchObject({ status: 404, json: ABSENT });
    expect((await get(`/${path}`)).json).toEqual(ABSENT);
  });

  it('of two creations with one name at once, one is stored', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => post({ name: `race ${profile}` })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400]);
    expect(answers.filter(({ status }) => status === 400).map(({ json }) => json)).toEqual(Array(4).fill(NOT_STORED));
  });

  it('YAML is taken, unknown keys in it are ignored, and versions stay as they are written', async () => {
    const yaml = `name: yaml ${profile}\nunknown: {a: 1}\nkernelSpec:\n  name: k\n  extra: 1\n  pipDependencies:\n    - torch\n    - 1.10\ndescription: null\n`;
    const { status, json } = await submarine.send('POST', '/environment', yaml, { ...headers, 'content-type': 'application/yaml' });
    expect([status, json.result.environmentSpec]).toEqual([200, { name: `yaml ${profile}`, dockerImage: null, kernelSpec: { name: 'k', channels: null, condaDependencies: null, pipDependencies: ['torch', '1.10'] }, description: null, image: null }]);
  });

  it.each([
    ['{"name":"x","foo":1}', 400, /foo/],
    ['{"name":"x","kernelSpec":{"dependencies":[]}}', 400, /dependencies/],
    ['{"name":"x","kernelSpec":{"channels":"c"}}', 400, /kernelSpec\.channels/],
    ['{"name":"x","kernelSpec":[]}', 400, /kernelSpec/],
    ['{"name":"x","kernelSpec":{"pipDependencies":[{}]}}', 400, /pipDependencies\.0/],
    ['{"name":{"a":1}}', 400, /name/],
    ['{"name":"a\\u0000b"}', 400, /name.*NUL/],
    ['{"name":"\\ud800"}', 400, /^Unable to process the environment spec\.$/],
    [`{"name":"x","description":"${'d'.repeat(70_000)}"}`, 400, /^Unable to process the environment spec\. .*65,536/],
    ['[]', 400, /./], ['"text"', 400, /./], ['1', 400, /./], ['{', 400, /JSON/], ['{"__proto__":{"name":"x"}}', 400, /./],
    [`${'['.repeat(50_000)}`, 400, /JSON/],
  ])('a body that is wrong is refused in the envelope: %#', async (body, status, message) => {
    const answer = await post(body);
    expect(answer.json).toEqual(refusal(status, 'BAD_REQUEST', expect.stringMatching(message)));
    expect(answer.status).toBe(status);
  });

  it('other types of content, other methods', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'text/json']) {
      expect(await submarine.send('POST', '/environment', 'name=x', { ...headers, 'content-type': type })).toMatchObject({ status: 415, json: refusal(415, 'UNSUPPORTED_MEDIA_TYPE', expect.any(String)) });
    }
    expect(await submarine.send('PUT', '/environment/x', { name: 'x' }, headers)).toMatchObject({ status: 405, json: { status: 'METHOD_NOT_ALLOWED', code: 405, success: null } });
  });
});

it('all are listed, however many there are', async () => {
  await submarine.db.query(`insert into environment (name) select 'many ' || i from generate_series(1, 430) i`);
  const { json } = await submarine.get('/environment');
  const names = json.result.map(({ environmentSpec }: any) => environmentSpec.name).filter((one: string) => one.startsWith('many '));
  expect(names).toEqual(Array.from({ length: 430 }, (_, i) => `many ${i + 1}`));
});

it('a name of 255 characters can be asked for, whatever they are', async () => {
  const name = '🚀'.repeat(255);
  expect((await submarine.post('/environment', { name })).status).toBe(200);
  expect((await submarine.get(`/environment/${encodeURIComponent(name)}`)).json.result.environmentSpec.name).toBe(name);
});

it('an environment goes while an experiment names it; the experiment says what it named', async () => {
  await submarine.post('/environment', { name: 'named' });
  const spec = { meta: { name: 'user', framework: 'PyTorch', cmd: 'true' }, environment: { name: 'named', image: 'busybox' }, spec: { Master: { resources: 'cpu=1,memory=64M' } } };
  const { json } = await submarine.post('/experiment', spec);
  expect(json).toMatchObject({ code: 200 });
  expect((await submarine.send('DELETE', '/environment/named')).status).toBe(200);
  expect((await submarine.get(`/experiment/${json.result.experimentId}`)).json.result.spec.environment).toEqual({ name: 'named', image: 'busybox' });
  expect(await submarine.post('/experiment', spec)).toMatchObject({ status: 404, json: ABSENT });
  expect((await submarine.send('DELETE', `/experiment/${json.result.experimentId}`)).status).toBe(200);
});
