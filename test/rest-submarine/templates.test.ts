import { profiles, submarineServer, V08, type SubmarineServer } from './support/submarine-server';

let submarine: SubmarineServer;
beforeAll(async () => { submarine = await submarineServer(); }, 60_000);
afterAll(() => submarine?.close());

const envelope = (result: unknown) => ({ status: 'OK', code: 200, success: true, message: null, result, attributes: {} });
const refusal = (code: number, status: string, message: unknown) => ({ status, code, success: null, message, result: null, attributes: {} });
const ABSENT = refusal(404, 'NOT_FOUND', 'ExperimentTemplate not found.');
const bad = (message: unknown) => ({ status: 400, json: refusal(400, 'BAD_REQUEST', message) });

/** As in the documentation of the original: numbers and truth values stand for their texts. */
const mnist = (name: string) => ({
  name, author: 'author', description: 'runs tf-mnist',
  parameters: [
    { name: 'learning_rate', value: 0.1, required: true, description: 'rate' },
    { name: 'batch_size', value: 150, required: true, description: 'size' },
    { name: 'experiment_name', value: 'tf-mnist1', required: true, description: 'the name' },
  ],
  experimentSpec: {
    meta: { cmd: 'python m.py --log_dir=/l --learning_rate={{learning_rate}} --batch_size={{batch_size}}', name: '{{experiment_name}}', envVars: { ENV1: 'ENV1' }, framework: 'TensorFlow', namespace: 'default' },
    spec: { Ps: { replicas: 1, resources: 'cpu=1,memory=1024M' }, Worker: { replicas: 1, resources: 'cpu=1,memory=1024M' } },
    environment: { image: 'apache/submarine:tf-mnist-with-summaries-1.0' },
  },
});
const role = (name: string) => [['replicas', '1'], ['resourceMap.cpu', '1'], ['resourceMap.memory', '1024M']].map(([path, value]) => ({ name: `spec.${name}.${path}`, required: 'false', description: '', value }));
const task = { replicas: 1, resources: 'cpu=1,memory=1024M', name: null, image: null, cmd: null, envVars: null, resourceMap: { cpu: '1', memory: '1024M' } };
const shown = (name: string) => ({
  name, author: 'author', description: 'runs tf-mnist',
  parameters: [
    { name: 'learning_rate', required: 'true', description: 'rate', value: '0.1' }, { name: 'batch_size', required: 'true', description: 'size', value: '150' },
    { name: 'experiment_name', required: 'true', description: 'the name', value: 'tf-mnist1' }, ...role('Ps'), ...role('Worker'),
  ],
  experimentSpec: {
    meta: { experimentId: null, name: '{{experiment_name}}', namespace: 'default', framework: 'TensorFlow', cmd: mnist('').experimentSpec.meta.cmd, envVars: { ENV1: 'ENV1' }, tags: [] },
    environment: { name: null, dockerImage: null, kernelSpec: null, description: null, image: 'apache/submarine:tf-mnist-with-summaries-1.0' },
    spec: { Ps: task, Worker: task }, experimentHandlerSpec: null, code: null,
  },
});

describe.each(profiles)('profile %s', (profile, headers) => {
  const post = (body: unknown) => submarine.post('/template', body, headers);
  const get = (path = '') => submarine.get(`/template${path}`, headers);
  const patch = (name: string, body: unknown) => submarine.send('PATCH', `/template/${name}`, body, headers);
  const remove = (name: string) => submarine.send('DELETE', `/template/${name}`, undefined, headers);
  const submit = (name: string, body: unknown) => submarine.post(`/experiment/${name}`, body, headers);
  const name = `mine-${profile}`;
  let id: { id: number; serverTimestamp: number };

  it('is created: its roles become parameters', async () => {
    const { status, json } = await post(mnist(name));
    expect([status, json]).toEqual([200, envelope({ experimentTemplateId: { id: expect.any(Number), serverTimestamp: expect.any(Number) }, experimentTemplateSpec: shown(name) })]);
    id = json.result.experimentTemplateId;
    expect(Math.abs(Date.now() - id.serverTimestamp)).toBeLessThan(60_000);
  });

  it('is found and listed, with its id', async () => {
    const one = { experimentTemplateId: id, experimentTemplateSpec: shown(name) };
    expect((await get(`/${name}`)).json).toEqual(envelope(one));
    const { json } = await get('?status=x');
    expect(json.result.map(({ experimentTemplateSpec }: any) => experimentTemplateSpec.name)).toEqual(expect.arrayContaining(['tf-mnist', 'pytorch-mnist', 'quickstart', name]));
    expect(json.result).toContainEqual(one);
    for (const other of ['nope', name.toUpperCase(), 'experimentTemplate_1_0001', '%00']) expect(await get(`/${other}`)).toMatchObject({ status: 404, json: ABSENT });
  });

  it('an answer that is sent back changes nothing', async () => {
    const { json: { result } } = await get(`/${name}`);
    expect((await patch(name, result.experimentTemplateSpec)).json.result).toEqual(result);
  });

  it('is replaced as a whole and keeps its id; unknown, absent and taken names are told apart', async () => {
    expect((await patch(name, { ...mnist(name), author: 'new' })).json).toEqual(envelope({ experimentTemplateId: id, experimentTemplateSpec: { ...shown(name), author: 'new' } }));
    for (const body of ['', mnist('x')]) expect(await patch('nope', body)).toMatchObject({ status: 404, json: ABSENT });
    expect(await patch(name, '')).toMatchObject(bad('Invalid experimentTemplate spec.'));
    expect(await patch(name, mnist('tf-mnist'))).toMatchObject(bad('Unable to insert or update the experimentTemplate spec: There is a template tf-mnist already.'));
  });

  it('cannot be created twice, nor of nothing', async () => {
    expect(await post(mnist(name))).toMatchObject(bad(expect.stringMatching(/^Unable to insert or update the experimentTemplate spec: .*already/)));
    for (const nothing of ['', 'null']) expect(await post(nothing)).toMatchObject(bad('Invalid experimentTemplate spec.'));
    const answers = await Promise.all(Array.from({ length: 3 }, () => post(mnist(`race-${profile}`))));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
  });

  it.each([
    [{ name: null }, /name: is required/],
    [{ name: 'x'.repeat(33) }, /1 to 32 characters/],
    [{ experimentSpec: null }, /experimentSpec: is required/],
    [{ experimentSpec: { meta: {} } }, /experimentSpec\.spec: is required/],
    [{ parameters: [] }, /^Template contains unmapped value: \[meta\.name:experiment_name, meta\.cmd:learning_rate, meta\.cmd:batch_size\]$/],
    [{ parameters: [...mnist('').parameters, { name: 'bogus' }] }, /^Parameters contains unused key: \[bogus\]$/],
    [{ parameters: [...mnist('').parameters, { name: 'batch_size' }] }, /no other one has/],
    [{ parameters: [{ value: 'x' }] }, /^Parameters contains unused key: \[\]$/],
    [{ parameters: { a: 1 } }, /parameters/],
    [{ extra: 1 }, /extra/],
    [{ experimentSpec: { ...mnist('').experimentSpec, extra: 1 } }, /extra/],
    [{ experimentSpec: { ...mnist('').experimentSpec, spec: { Ps: { replicas: 'many' } } } }, /replicas/],
    [{ experimentSpec: { ...mnist('').experimentSpec, code: { git: { url: 'https://example.org/a.git', password: 's3cret' } } } }, /^(?!.*s3cret).*password/],
  ])('what is wrong is refused, and nothing is stored: %#', async (change, message) => {
    expect(await post({ ...mnist(`bad-${profile}`), ...change })).toMatchObject(bad(expect.stringMatching(message)));
    expect((await get(`/bad-${profile}`)).status).toBe(404);
  });

  it('a submission becomes an experiment as if it had been asked for itself', async () => {
    const { status, json } = await submit(name, { name: 'ignored', params: { learning_rate: 0.01, batch_size: '200', experiment_name: 'New-1', 'spec.Worker.replicas': '2', 'spec.Worker.resourceMap.memory': '64M' } });
    expect(status).toBe(200);
    expect(json.result).toMatchObject({ status: 'Accepted', spec: {
      meta: { name: 'new-1', framework: 'TensorFlow', cmd: 'python m.py --log_dir=/l --learning_rate=0.01 --batch_size=200', envVars: { ENV1: 'ENV1' } },
      environment: { image: 'apache/submarine:tf-mnist-with-summaries-1.0' },
      spec: { Ps: { replicas: 1, resources: 'cpu=1,memory=1024M' }, Worker: { replicas: 2, resources: 'cpu=1,memory=64M' } },
    } });
    expect(Object.keys(json)).toEqual(headers === V08 ? ['status', 'code', 'success', 'message', 'result', 'attributes'] : ['status', 'code', 'result']);
    expect((await submarine.get(`/experiment/${json.result.experimentId}`, headers)).json.result.spec).toEqual(json.result.spec);
    // What one submission gave is not there for the next.
    expect((await get(`/${name}`)).json.result.experimentTemplateSpec.parameters).toEqual(shown(name).parameters);
    expect((await submarine.send('DELETE', `/experiment/${json.result.experimentId}`, undefined, headers)).status).toBe(200);
  });

  it.each([
    [{ params: { bogus: '1', experiment_name: 'x' } }, 'Parameters contains illegal key: [bogus]'],
    [{ params: { learning_rate: '1' } }, 'Template contains unmapped value: [experiment_name]'],
    [{ params: {} }, 'Template contains unmapped value: [experiment_name]'],
    [{ params: { experiment_name: null } }, 'Template contains unmapped value: [experiment_name]'],
    [{}, 'Template contains unmapped value: [experiment_name]'],
    [{ params: { experiment_name: 'x', 'spec.Ps.replicas': 'two' } }, expect.stringMatching(/^Template mapping fail: spec\.Ps\.replicas: /)],
    [{ params: { experiment_name: 'x', 'spec.Ps.resourceMap.memory': 'lots' } }, expect.stringMatching(/^spec\.Ps\.resources: memory=lots/)],
    [{ params: { experiment_name: { a: 1 } } }, expect.stringMatching(/params\.experiment_name/)],
    [{ params: ['x'] }, expect.stringMatching(/params/)],
    [{ params: { experiment_name: 'x', constructor: '1' } }, 'Parameters contains illegal key: [constructor]'],
    [{ other: 1 }, expect.stringMatching(/other/)],
    ['', 'Invalid ExperimentTemplateSubmit spec.'],
  ])('a submission of tf-mnist that does not fit: %#', async (body, message) => expect(await submit('tf-mnist', body)).toMatchObject(bad(message)));

  it('a submission of what is not there', async () => {
    expect(await submit('nope', { params: {} })).toMatchObject({ status: 404, json: ABSENT });
    expect(await submarine.send('POST', '/experiment/tf-mnist', 'params: [', { ...headers, 'content-type': 'application/yaml' })).toMatchObject({ status: 400 });
    expect((await submit('tf-mnist', { params: { experiment_name: 'e' } })).json.result.spec.meta).toMatchObject({ name: 'e', cmd: expect.stringContaining('--learning_rate=0.2 --batch_size=150') });
  });

  it('YAML', async () => {
    const { json } = await submarine.send('POST', '/experiment/tf-mnist/', 'params:\n  experiment_name: y\n  learning_rate: 1.10\nunknown: 1\n', { ...headers, 'content-type': 'application/yaml' });
    expect(json.result.spec.meta.cmd).toContain('--learning_rate=1.10 ');
  });

  it('is answered once more when it is deleted, and is gone', async () => {
    expect((await remove(name)).json).toEqual(envelope({ experimentTemplateId: id, experimentTemplateSpec: expect.objectContaining({ name }) }));
    for (const answer of [await remove(name), await get(`/${name}`)]) expect(answer).toMatchObject({ status: 404, json: ABSENT });
    expect((await submarine.send('PUT', `/template/${name}`, {}, headers)).json).toMatchObject({ code: 405, status: 'METHOD_NOT_ALLOWED' });
  });
});

it('a password that comes with a submission is in no answer and not in the template', async () => {
  const template = mnist('with-code');
  const experimentSpec = { ...template.experimentSpec, code: { syncMode: 'git', git: { url: 'https://example.org/a.git', username: 'u', password: '{{token}}' } } };
  expect(await submarine.post('/template', { ...template, experimentSpec, parameters: [...template.parameters, { name: 'token', required: 'true', value: 'default' }] })).toMatchObject(bad(expect.stringMatching(/password/)));
  expect((await submarine.post('/template', { ...template, experimentSpec, parameters: [...template.parameters, { name: 'token', required: 'true' }] })).status).toBe(200);
  const { status, text, json } = await submarine.post('/experiment/with-code', { params: { learning_rate: '1', batch_size: '1', experiment_name: 'c', token: 'MARKER-9f3' } }, V08);
  expect([status, json?.result?.spec.code]).toEqual([200, { syncMode: 'git', git: { url: 'https://example.org/a.git', branch: 'main', username: 'u', password: null, trustCerts: null } }]);
  for (const shownText of [text, (await submarine.get('/template')).text, (await submarine.get('/experiment', V08)).text]) expect(shownText).not.toContain('MARKER-9f3');
});

it('a template of another shape, which only the graph takes, is shown as it is and cannot be submitted here', async () => {
  const { errors } = await submarine.run('mutation($i: CreateExperimentTemplateInput!) { createExperimentTemplate(input: $i) { id } }', { i: { name: 'odd', spec: { stages: [1, '{{x}}'], spec: 'text' } } });
  expect(errors).toBeUndefined();
  expect((await submarine.get('/template/odd')).json.result.experimentTemplateSpec).toEqual({ name: 'odd', author: null, description: null, parameters: [], experimentSpec: { stages: [1, '{{x}}'], spec: 'text' } });
  expect(await submarine.post('/experiment/odd', { params: {} })).toMatchObject(bad(expect.stringMatching(/^Template mapping fail: /)));
});
