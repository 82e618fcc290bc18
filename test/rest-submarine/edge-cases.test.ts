import { profiles, submarineServer, type SubmarineServer } from './support/submarine-server';

// What the released server does at its edges, one by one, in both profiles. No worker runs, so everything stays Accepted.

let submarine: SubmarineServer;
beforeAll(async () => { submarine = await submarineServer(); });
afterAll(() => submarine?.close());

const MESSAGES = { absent: 'Not found experiment.', invalid: 'Invalid experiment spec.', environment: 'Environment not found.' };
const refusal = (code: number, status: string, message: unknown) => ({ status, code, success: null, message, result: null, attributes: {} });
const badRequest = (message: unknown) => refusal(400, 'BAD_REQUEST', message);
const internal = (message: unknown) => refusal(500, 'INTERNAL_SERVER_ERROR', message);
const conflict = (message: unknown) => refusal(409, 'CONFLICT', message);

interface Spec { meta?: any; environment?: any; spec?: any; [key: string]: unknown }
const tf = ({ meta = {}, ...more }: Spec = {}): Spec => ({
  meta: { name: 'tf-mnist', framework: 'TensorFlow', cmd: 'python3 -V', ...meta }, environment: { image: 'image' },
  spec: { Ps: { replicas: 1, resources: 'cpu=1,memory=512M' }, Worker: { resources: 'cpu=1,memory=1024M' } }, ...more,
});
const pytorch = (spec: object) => tf({ meta: { framework: 'PyTorch' }, spec });

describe.each(profiles)('profile %s', (profile, headers) => {
  const v08 = profile === 'v0.8', dash = v08 ? '-' : '_';
  const post = (body: unknown, more: Record<string, string> = {}) => submarine.send('POST', '/experiment', body, { ...headers, ...more });
  const patch = (id: string, body: unknown) => submarine.send('PATCH', `/experiment/${id}`, body, headers);
  const get = async (path: string) => (await submarine.get(`/experiment${path}`, headers));
  const create = async (body: unknown) => {
    const { status, json } = await post(body);
    if (status !== 200 || !json.result) throw new Error(JSON.stringify(json));
    return json.result;
  };
  const count = async () => (await get('')).json.result.length as number;
  /** What a PATCH answers, which differs most. */
  const specIn = (json: any) => (v08 ? json.result.spec : json.result);
  const TIME = v08 ? /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/ : /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/;

  it('1: an empty body, null', async () => {
    for (const body of ['', 'null']) expect(await post(body)).toMatchObject({ status: 200, json: { status: 'OK', code: 200, success: null, message: MESSAGES.invalid, result: null, attributes: {} } });
    expect(await post('', { 'content-type': 'application/yaml' })).toMatchObject({ status: 200, json: { message: MESSAGES.invalid } });
  });

  it('2: a job of TensorFlow', async () => {
    const { status, headers: sent, json } = await post(tf());
    expect([status, sent.get('content-type'), sent.get('location')]).toEqual([200, 'application/json; charset=utf-8', null]);
    const id = json.result.experimentId, uid = expect.stringMatching(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/), acceptedTime = expect.stringMatching(TIME);
    expect(id).toMatch(new RegExp(`^experiment${dash}\\d+${dash}\\d{4,}$`));
    const task = { name: null, image: null, cmd: null, envVars: null };
    expect(json).toEqual(v08 ? {
      status: 'OK', code: 200, success: true, message: null, attributes: {},
      result: {
        experimentId: id, uid, status: 'Accepted', acceptedTime, createdTime: null, runningTime: null, finishedTime: null,
        spec: {
          meta: { experimentId: id, name: 'tf-mnist', namespace: 'default', framework: 'TensorFlow', cmd: 'python3 -V', envVars: {}, tags: [] },
          environment: { name: null, dockerImage: null, kernelSpec: null, description: null, image: 'image' },
          spec: {
            Ps: { replicas: 1, resources: 'cpu=1,memory=512M', ...task, resourceMap: { cpu: '1', memory: '512M' } },
            Worker: { replicas: 1, resources: 'cpu=1,memory=1024M', ...task, resourceMap: { cpu: '1', memory: '1024M' } },
          },
          experimentHandlerSpec: null, code: null,
        },
      },
    } : {
      status: 'OK', code: 200,
      result: {
        experimentId: id, name: 'tf-mnist', uid, status: 'Accepted', acceptedTime,
        spec: {
          meta: { name: 'tf-mnist', namespace: 'default', framework: 'TensorFlow', cmd: 'python3 -V' }, environment: { image: 'image' },
          spec: { Ps: { replicas: 1, resources: 'cpu=1,memory=512M' }, Worker: { replicas: 1, resources: 'cpu=1,memory=1024M' } },
        },
      },
    });
  });

  it('3: the same by GET, in either spelling of its id', async () => {
    const made = await create(tf());
    const shown = { ...made, ...(v08 && { createdTime: made.acceptedTime }) };
    for (const id of [made.experimentId, made.experimentId.replaceAll(/[_-]/g, '_'), made.experimentId.replaceAll(/[_-]/g, '-')]) {
      expect((await get(`/${id}`)).json).toEqual(v08 ? { status: 'OK', code: 200, success: true, message: null, result: shown, attributes: {} } : { status: 'OK', code: 200, result: shown });
      expect((await get(`/${id}/`)).status).toBe(200);
    }
  });

  it('4: the same body twice is two experiments', async () => {
    const before = await count(), [a, b] = [await create(tf()), await create(tf())];
    expect(a.experimentId).not.toBe(b.experimentId);
    expect((await get('')).json.result.slice(before).map((one: any) => one.experimentId)).toEqual([a.experimentId, b.experimentId]);
  });

  it('5: a name becomes lower-case when it is created, and stays as it is when it is changed', async () => {
    const { experimentId, spec } = await create(tf({ meta: { name: 'TF-Mnist' } }));
    expect(spec.meta.name).toBe('tf-mnist');
    expect(specIn((await patch(experimentId, tf({ meta: { name: 'TF-Mnist' } }))).json).meta.name).toBe('TF-Mnist');
  });

  it('6 and 7: the namespace is the server\'s, and its own variables are left out', async () => {
    const { spec } = await create(tf({ meta: { namespace: 'other', envVars: { JOB_ID: 'x', A: 'b' } } }));
    expect(spec.meta).toMatchObject({ namespace: 'default', envVars: { A: 'b' } });
  });

  describe('what the original calls invalid: 500 when it is created, 409 when it is changed', () => {
    const roles = 'it should be Ps,Worker,Chief,Master,Evaluator for TensorFlow experiment.', two = 'it should be Master,Worker for';
    it.each<[string, Spec, string]>([
      ['8: framework', tf({ meta: { framework: 'MXNet' } }), 'Unsupported framework name: MXNet. Supported frameworks are: TENSORFLOW,PYTORCH,XGBOOST,UNKNOWN'],
      ['9: role', pytorch({ Ps: { resources: 'cpu=1' } }), `Unrecognized replica type name: Ps, ${two} PyTorch experiment.`],
      ['10: letter case of a role', tf({ spec: { worker: { resources: 'cpu=1' } } }), `Unrecognized replica type name: worker, ${roles}`],
      ['25: address of code', tf({ code: { syncMode: 'git', git: { url: 'git@github.com:a/b.git' } } }), 'Invalid Code Spec: URL is malformed. git@github.com:a/b.git'],
    ])('%s', async (_name, body, message) => {
      const { experimentId } = await create(tf()), before = await get('');
      expect(await post(body)).toMatchObject({ status: 500, json: internal(message) });
      expect(await patch(experimentId, body)).toMatchObject({ status: 409, json: conflict(message) });
      expect((await get('')).text).toBe(before.text);
    });
  });

  it('11 and 12: an environment by its name', async () => {
    const before = await count();
    for (const name of ['nope', '']) expect(await post(tf({ environment: { name } }))).toMatchObject({ status: 404, json: refusal(404, 'NOT_FOUND', MESSAGES.environment) });
    expect(await count()).toBe(before);
    const name = `env-${profile}`;
    await submarine.run('mutation($n: String!) { createEnvironment(input: { name: $n, image: "kept to itself" }) { id } }', { n: name });
    const { experimentId, spec } = await create(tf({ environment: { name } }));
    expect(spec.environment).toEqual(v08 ? { name, dockerImage: null, kernelSpec: null, description: null, image: null } : { name });
    expect(await patch(experimentId, tf({ environment: { name: 'nope' } }))).toMatchObject({ status: 404, json: { message: MESSAGES.environment } });
  });

  it('13 and 14: resources', async () => {
    const { spec: { spec } } = await create(pytorch({ Master: { resources: 'cpu=1,memory=1Gi' }, Worker: { resources: 'garbage' } }));
    expect([spec.Master.resources, spec.Worker.resources]).toEqual(['cpu=1,memory=1Gi', 'garbage']);
    if (v08) expect([spec.Master.resourceMap, spec.Worker.resourceMap]).toEqual([{ cpu: '1', memory: '1Gi' }, {}]);
    expect(await post(pytorch({ Master: {} }))).toMatchObject({ status: 400, json: badRequest('spec.Master.resources: is required') });
    expect(await post(pytorch({ Master: { resources: 'memory=abc' } }))).toMatchObject({ status: 400, json: badRequest(expect.stringMatching(/^spec\.Master\.resources: memory=abc is no quantity/)) });
    expect(await post(pytorch({ Master: { resources: 'memory=1' } }))).toMatchObject({ status: 400, json: badRequest(expect.stringMatching(/^spec\.Master\.resources: /)) });

    const gpu = await create(pytorch({ Master: { resources: 'cpu=1,memory=1024M,nvidia.com/gpu=2' } }));
    if (v08) expect(gpu.spec.spec.Master.resourceMap).toEqual({ cpu: '1', memory: '1024M', 'nvidia.com/gpu': '2' });
    const { data } = await submarine.run('query($id: ID!) { experimentByLegacyId(api: SUBMARINE_V08, id: $id) { components { nodes { resources { cpu memoryBytes gpu text } } } } }', { id: gpu.experimentId });
    expect(data.experimentByLegacyId.components.nodes).toEqual([{ resources: { cpu: 1, memoryBytes: 2_048_000_000, gpu: 2, text: 'cpu=1,memory=1024M,nvidia.com/gpu=2' } }]);
  });

  it('15: a key that is not known', async () => {
    expect(await post({ ...tf(), foo: 1 })).toMatchObject({ status: 400, json: badRequest('unknown field "foo"') });
    expect(await post('foo: 1\nmeta: {name: n, framework: PyTorch, cmd: python3 -V, more: 1}\nenvironment: {}\nspec: {Master: {resources: cpu=1, more: {a: 1}}}\n', { 'content-type': 'application/yaml' })).toMatchObject({ status: 200, json: { result: { status: 'Accepted' } } });
  });

  it('16: YAML', async () => {
    const yaml = 'meta:\n  name: "tf-mnist-yaml"\n  namespace: "default"\n  framework: "TensorFlow"\n  cmd: "python /var/tf_mnist/mnist_with_summaries.py --log_dir=/train/log --learning_rate=0.01 --batch_size=150"\n  envVars:\n    ENV_1: "ENV1"\nenvironment:\n  image: "apache/submarine:tf-mnist-with-summaries-1.0"\nspec:\n  Ps:\n    replicas: 1\n    resources: "cpu=1,memory=1024M"\n  Worker:\n    replicas: 1\n    resources: "cpu=1,memory=2048M"\n';
    const { status, json } = await post(yaml, { 'content-type': 'application/yaml' });
    expect([status, json.result.spec.meta.name, json.result.spec.meta.envVars]).toEqual([200, 'tf-mnist-yaml', { ENV_1: 'ENV1' }]);
  });

  it('17: an id that there is not', async () => {
    for (const id of ['experiment_123456789_0001', 'experiment-123456789-0001', 'ex_1', 'x', '%00', '..%2f', 'experiment_1_99999999999']) {
      for (const method of ['GET', 'DELETE']) expect(await submarine.send(method, `/experiment/${id}`, undefined, headers)).toMatchObject({ status: 404, json: refusal(404, 'NOT_FOUND', MESSAGES.absent) });
    }
  });

  it('18 and 19: the list of experiments passes over the status, that of logs does not', async () => {
    const before = await count();
    expect((await get('?status=Succeeded')).json.result).toHaveLength(before);
    expect((await get('?status=Nonsense')).json.result).toHaveLength(before);
    for (const status of ['accepted', 'ACCEPTED', '']) expect((await get(`/logs?status=${status}`)).json.result).toHaveLength(before);
    expect((await get('/logs?status=zzz')).json).toEqual({ status: 'OK', code: 200, success: v08 ? true : null, message: null, result: [], attributes: {} });
    expect((await get('/logs?status=Running')).json.result).toEqual([]);
  });

  it('20: logs before there is a pod', async () => {
    const { experimentId } = await create(tf());
    const { json } = await get(`/logs/${experimentId}`);
    expect(json).toEqual({ status: 'OK', code: 200, success: v08 ? true : null, message: null, result: { experimentId, logContent: [] }, attributes: {} });
    expect(await get('/logs/experiment_1_0001')).toMatchObject({ status: 404, json: refusal(404, 'NOT_FOUND', MESSAGES.absent) });
  });

  it('21: deleted once', async () => {
    const made = await create(tf()), path = `/experiment/${made.experimentId}`;
    const { status, json } = await submarine.send('DELETE', path, undefined, { ...headers, 'content-type': 'application/json' });
    expect([status, json.result]).toEqual([200, v08 ? { ...made, status: 'Deleted', acceptedTime: null } : made]);
    for (const method of ['GET', 'DELETE', 'PATCH']) {
      expect(await submarine.send(method, path, method === 'PATCH' ? tf() : undefined, headers)).toMatchObject({ status: 404, json: { message: MESSAGES.absent } });
    }
  });

  it('22: a change of nothing that there is, a change to nothing', async () => {
    expect(await patch('experiment_1_0001', '')).toMatchObject({ status: 404, json: refusal(404, 'NOT_FOUND', MESSAGES.absent) });
    const { experimentId } = await create(tf());
    expect(await patch(experimentId, '')).toMatchObject({ status: 200, json: { status: 'OK', code: 200, success: null, message: MESSAGES.invalid, result: null } });
    for (const [body, message] of [['{}', 'meta: is required'], ['{"meta":{}}', 'meta.name: is required'], ['[]', /expected object/]] as const) {
      expect(await patch(experimentId, body)).toMatchObject({ status: 400, json: badRequest(expect.stringMatching(message)) });
    }
  });

  it('23: a change replaces all', async () => {
    const first = tf({ meta: { tags: ['a'] }, code: { syncMode: 's3' } });
    const { experimentId, spec: { code }, ...kept } = await create(first);
    expect(code).toEqual(v08 ? { syncMode: 's3', git: null } : { syncMode: 's3' });
    const { status, json } = await patch(experimentId, tf({ meta: { cmd: 'python3 -VV' }, spec: { Ps: { resources: 'cpu=1' }, Worker: { replicas: 2, resources: 'cpu=1' } } }));
    const now = (await get(`/${experimentId}`)).json.result;
    expect([status, Object.keys(json)]).toEqual([200, v08 ? ['status', 'code', 'success', 'message', 'result', 'attributes'] : ['status', 'code', 'success', 'result']]);
    expect(v08 ? json.result : { ...now, spec: json.result }).toEqual(now);
    expect(now).toMatchObject({ experimentId, uid: kept.uid, status: 'Accepted', spec: { meta: { cmd: 'python3 -VV' }, spec: { Ps: { replicas: 1 }, Worker: { replicas: 2 } } } });
    if (v08) expect([now.spec.code, now.spec.meta.tags]).toEqual([null, []]);
    else expect([now.spec.code, now.spec.meta.tags]).toEqual([undefined, undefined]);
  });

  it('24: a specification as answered can be sent back', async () => {
    const { experimentId, spec } = await create(tf({
      meta: { tags: ['a', 'b'], envVars: { A: 'b' } }, environment: { image: 'i', description: 'd', dockerImage: 'di' }, code: { syncMode: 'nfs' }, experimentHandlerSpec: { FILE_SYSTEM_TYPE: 'HDFS' },
      spec: { Ps: { resources: 'cpu=1', envVars: { B: 'c' }, cmd: 'python3', name: 'n', image: 'i2' }, Worker: { replicas: '3', resources: 'cpu=1', cpu: '1', memory: '2G', gpu: '0' } },
    }));
    expect(specIn((await patch(experimentId, spec)).json)).toEqual(spec);
    expect((await get(`/${experimentId}`)).json.result.spec).toEqual(spec);
    expect((await post(spec)).json.result.spec).toEqual({ ...spec, meta: { ...spec.meta, ...(v08 && { experimentId: expect.not.stringMatching(experimentId) }) } });
  });

  it('25: code from git, whose password no answer shows', async () => {
    const git = { url: 'https://git.invalid/a/b.git', username: 'me', password: 'secret-marker' };
    const { experimentId, spec: { code } } = await create(tf({ code: { syncMode: 'git', git } }));
    expect(code).toEqual({ syncMode: 'git', git: { url: git.url, branch: 'main', username: 'me', ...(v08 && { password: null, trustCerts: null }) } });
    for (const path of ['', `/${experimentId}`, '/logs', `/logs/${experimentId}`]) expect((await get(path)).text).not.toContain('secret-marker');
    for (const [url, message] of [['github.com/a/b.git', /^code\.git\.url: Invalid Code Spec|^code\.git\.url: /], ['ssh://git@h/a.git', /https/], ['https://me:secret-marker@h/a.git', /credentials/]] as const) {
      const { status, json, text } = await post(tf({ code: { git: { url } } }));
      expect([status, json]).toEqual([400, badRequest(expect.stringMatching(message))]);
      expect(text).not.toContain('secret-marker');
    }
  });

  it('30 and 31: artifacts of nothing, ping', async () => {
    const whole = (result: unknown) => ({ status: 'OK', code: 200, success: true, message: null, result, attributes: {} });
    expect((await get('/artifacts/unknown')).json).toEqual(whole([]));
    expect((await get(`/artifacts/${(await create(tf())).experimentId}`)).json).toEqual(whole([]));
    expect((await get('/ping')).json).toEqual(whole('Pong'));
  });

  it('what stands before an id is no id, but for methods that it has not', async () => {
    for (const name of ['ping', 'logs', 'tensorboard', 'mlflow']) expect((await get(`/${name}`)).json.code).toBe(200);
    for (const method of ['PATCH', 'DELETE']) {
      for (const name of ['ping', 'logs', 'tensorboard', 'mlflow']) expect(await submarine.send(method, `/experiment/${name}`, method === 'PATCH' ? tf() : undefined, headers)).toMatchObject({ status: 404, json: { message: MESSAGES.absent } });
    }
    expect(await submarine.send('POST', '/experiment/ping', { params: {} }, headers)).toMatchObject({ status: 404, json: { message: 'ExperimentTemplate not found.' } });
  });

  it('a client cannot say how an experiment stands', async () => {
    const { experimentId } = await create(tf());
    const set = (type: string, id: string) => submarine.send('POST', `/internal/${type}/${id}`, { status: 'Succeeded' }, headers);
    expect(await set('TFJob', experimentId)).toMatchObject({ status: 403, json: refusal(403, 'FORBIDDEN', expect.stringContaining('cannot set')) });
    expect(await set('TFJob', 'experiment_1_0001')).toMatchObject({ status: 404, json: refusal(404, 'NOT_FOUND', 'cannot find experiment with id:experiment_1_0001') });
    expect(await set('Pod', experimentId)).toMatchObject({ status: 404, json: { message: expect.stringContaining('TFJob, PyTorchJob') } });
    expect((await get(`/${experimentId}`)).json.result.status).toBe('Accepted');
  });

  it('the graph\'s refusals name the fields of this API', async () => {
    const worker = { resources: 'cpu=1' };
    for (const [body, start] of [
      [tf({ meta: { name: '' } }), 'meta.name: '], [tf({ meta: { cmd: ' ' } }), ''], [tf({ meta: { tags: [''] } }), 'meta.tags'], [tf({ meta: { envVars: { '=': 'x' } } }), 'meta.envVars'], [tf({ spec: {} }), 'spec: '],
      [tf({ spec: { Worker: { ...worker, replicas: 0 } } }), 'spec.Worker.replicas: '], [tf({ spec: { Worker: { ...worker, replicas: -1 } } }), 'spec.Worker.replicas: '], [tf({ spec: { Worker: { ...worker, replicas: 100000 } } }), 'spec.Worker.replicas: '],
      [tf({ spec: { Worker: { ...worker, envVars: { '': 'x' } } } }), 'spec.Worker.envVars'], [tf({ meta: { name: '\ud800' } }), 'meta.name'],
    ] as const) {
      const { status, json } = await post(body);
      expect([status, json]).toEqual([400, badRequest(expect.stringMatching(new RegExp(`^${start.replaceAll('.', '\\.')}`)))]);
    }
  });
});
