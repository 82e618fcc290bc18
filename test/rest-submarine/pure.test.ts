import { bodyOf, checked, YAML_BYTES } from '../../rest-compat/submarine/body';
import { jobInput } from '../../rest-compat/submarine/job-input';
import { podsOf } from '../../rest-compat/submarine/pods';
import { quantity } from '../../rest-compat/submarine/quantity';
import { resourceMap, resourcesInput } from '../../rest-compat/submarine/resources';
import { experimentSpec } from '../../rest-compat/submarine/spec-schema';
import { statesOf } from '../../rest-compat/submarine/statuses';
import { cpuSeconds } from '../support/cpu-seconds';

const request = (body: string, type = 'application/json') => ({ headers: { 'content-type': type }, body: Buffer.from(body) }) as never;
const parse = (body: string, type?: string) => checked(experimentSpec, bodyOf(request(body, type)));
const refused = (run: () => unknown): [number, string] => {
  try { run(); } catch (error) { return [(error as { status: number }).status, (error as Error).message]; }
  throw new Error('nothing was refused');
};

describe('quantities', () => {
  it.each<[string, number | null]>([
    ['1', 1], ['0.5', 0.5], ['.5', 0.5], ['500m', 0.5], ['100u', 1e-4], ['1k', 1000], ['1024M', 1_024_000_000], ['2G', 2e9], ['1Gi', 2 ** 30], ['1.5Gi', 1.5 * 2 ** 30], ['1e3', 1000], ['1E', 1e18], ['1E3', 1000], ['12e-1', 1.2], ['+2', 2],
    ['-1', null], ['', null], ['abc', null], ['1 G', null], ['1K', null], ['1gi', null], ['1MB', null], ['1e', null], ['0x10', null], ['1e999', null], ['1.2.3', null], ['constructor', null], ['1toString', null],
  ])('%s', (text, value) => expect(quantity(text)).toBe(value));

  it('a long text takes no long time', () => {
    expect(cpuSeconds(() => expect(quantity(`${'1'.repeat(1_000_000)}x`)).toBeNull())).toBeLessThan(0.1);
  });
});

describe('resources', () => {
  it.each<[string, object, object]>([
    ['cpu=1,memory=1024M', { cpu: '1', memory: '1024M' }, { cpu: 1, memoryBytes: 2_048_000_000 }],
    ['cpu=1,memory=1024M,nvidia.com/gpu=2', { cpu: '1', memory: '1024M', 'nvidia.com/gpu': '2' }, { cpu: 1, memoryBytes: 2_048_000_000, gpu: 2 }],
    ['cpu=500m,memory=1Gi', { cpu: '500m', memory: '1Gi' }, { cpu: 0.5, memoryBytes: 2 ** 31 }],
    ['cpu=1, memory=1G', { cpu: '1', ' memory': '1G' }, { cpu: 1 }],
    ['cpu=1,cpu=2', { cpu: '2' }, { cpu: 2 }],
    ['cpu=0,disk=4', { cpu: '0', disk: '4' }, {}],
    ['garbage', {}, {}], ['', {}, {}], ['cpu=', {}, {}], ['cpu=1=2', {}, {}],
    ['__proto__=1', Object.fromEntries([['__proto__', '1']]), {}],
  ])('%s', (text, map, input) => {
    expect(resourceMap(text)).toEqual(map);
    expect(resourcesInput(text)).toEqual({ text, ...input });
  });

  it.each(['cpu=abc', 'memory=1 G', 'nvidia.com/gpu=0.5', 'nvidia.com/gpu=1e9', 'cpu=-1'])('%s is refused', (text) => expect(() => resourcesInput(text)).toThrow(RangeError));
});

describe('bodies', () => {
  it.each<[string, string]>([['', 'application/json'], ['  \n', 'application/json'], ['null', 'application/json; charset=utf-8'], ['', 'application/yaml'], ['~', 'application/yaml'], ['# nothing', 'APPLICATION/YAML']])('%j as %s is no specification', (body, type) =>
    expect(bodyOf(request(body, type)).value).toBeNull());

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'text/yaml', ''])('%s is no type of a body', (type) => expect(refused(() => bodyOf(request('{}', type)))[0]).toBe(415));

  it.each<[string, string, RegExp]>([
    ['{', 'application/json', /^The body is not JSON: /], ['{"meta":', 'application/json', /^The body is not JSON: /],
    ['a: 1\nb: [', 'application/yaml', /^The body is not YAML: line 2: /], ['a: b: c', 'application/yaml', /^The body is not YAML: /], ['a: 1\n---\nb: 2', 'application/yaml', /^The body is not YAML: /], ['a: *b', 'application/yaml', /^The body is not YAML: /],
    ['[]', 'application/json', /expected object/], ['3', 'application/json', /expected object/], ['"meta"', 'application/yaml', /expected object/],
    ['{"foo":1}', 'application/json', /^unknown field "foo"$/], ['{"meta":{"nme":"a"}}', 'application/json', /^meta: unknown field "nme"$/],
    ['{"spec":{"Worker":{"replicas":"abc"}}}', 'application/json', /^spec\.Worker\.replicas: /], ['{"spec":{"Worker":{"replicas":99999999999}}}', 'application/json', /^spec\.Worker\.replicas: /],
    ['{"meta":{"name":{}}}', 'application/json', /^meta\.name: /], ['{"meta":{"name":"a\\u0000"}}', 'application/json', /NUL/], ['{"meta":{"envVars":null}}', 'application/json', /^meta\.envVars: /],
    ['{"meta":{"tags":"one"}}', 'application/json', /^meta\.tags: /],
  ])('%s as %s is refused', (body, type, message) => expect(refused(() => parse(body, type))).toEqual([400, expect.stringMatching(message)]));

  it('bytes that are no UTF-8 are refused', () => expect(refused(() => bodyOf({ headers: { 'content-type': 'application/json' }, body: Buffer.from([0x22, 0xff, 0x22]) } as never))[0]).toBe(400));

  it('numbers and texts stand for one another', () => {
    expect(parse('{"meta":{"name":7,"cmd":true,"envVars":{"A":1}},"spec":{"Worker":{"replicas":"2"}},"code":{"git":{"url":"u","trustCerts":"true"}}}'))
      .toEqual({ meta: { name: '7', cmd: 'true', envVars: { A: '1' } }, spec: { Worker: { replicas: 2 } }, code: { git: { url: 'u', trustCerts: true } } });
  });

  it('YAML keeps texts as they are written, merges, and passes over what it does not know', () => {
    const text = 'unknown: {deep: [1]}\nmeta: &m\n  name: "null"\n  other: 1\n  cmd: ~\n  framework: no\n  envVars: {VERSION: 1.10, MODE: 0644, WHEN: 2020-01-01}\nspec:\n  Ps: &task\n    replicas: 2\n    resources: cpu=1\n  Worker:\n    <<: *task\n    extra: 1\n';
    expect(parse(text, 'application/yaml')).toEqual({
      meta: { name: 'null', cmd: null, framework: 'no', envVars: { VERSION: '1.10', MODE: '0644', WHEN: '2020-01-01' } },
      spec: { Ps: { replicas: 2, resources: 'cpu=1' }, Worker: { replicas: 2, resources: 'cpu=1' } },
    });
  });

  it.each<[string, string]>([
    ['aliases that multiply', `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghi'].map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]`).join('\n')}`],
    ['depth', '['.repeat(YAML_BYTES)], ['depth of objects', '{a: '.repeat(YAML_BYTES / 4)], ['depth of lists', '- '.repeat(YAML_BYTES / 2)], ['many faults', '[]'.repeat(YAML_BYTES / 2)], ['many tags', '! '.repeat(YAML_BYTES / 2)], ['tags', 'meta: !!js/function "function() {}"\nname: !<tag:evil> [1'],
    ['a circle', 'meta: &a\n  envVars: *a'],
  ])('YAML with %s is refused, at once', (_name, text) => {
    expect(cpuSeconds(() => expect(refused(() => parse(text, 'application/yaml'))[0]).toBe(400))).toBeLessThan(3);
  });

  it('YAML of any kind within the limit takes no long time; beyond it, it is refused', () => {
    const keys = Array.from({ length: YAML_BYTES / 9 }, (_, i) => `k${i}: 1`).join('\n').slice(0, YAML_BYTES - 10);
    expect(cpuSeconds(() => expect(parse(keys.slice(0, keys.lastIndexOf('\n')), 'application/yaml')).toEqual({}))).toBeLessThan(3);
    expect(refused(() => bodyOf(request('a'.repeat(YAML_BYTES + 1), 'application/yaml')))[0]).toBe(413);
  });
});

describe('what the graph is asked for', () => {
  const spec = (more: object = {}, meta: object = {}) => checked(experimentSpec, { value: { meta: { name: 'n', framework: 'TensorFlow', cmd: 'python  a "b c"', ...meta }, environment: { image: 'i' }, spec: { Worker: { resources: 'cpu=1' } }, ...more }, ignoresUnknown: false });

  it('words stay as they are written, and only what was said is sent', () => {
    expect(jobInput(spec(), 500)).toEqual({ name: 'n', framework: 'TensorFlow', command: { words: 'python  a "b c"' }, envVars: [], environment: { image: 'i' }, roles: [{ role: 'Worker', resources: { text: 'cpu=1', cpu: 1 } }] });
  });

  it('variables that the original sets itself are left out of the experiment, not of a role', () => {
    const { envVars, roles } = jobInput(spec({ spec: { Worker: { resources: '', envVars: { JOB_ID: 'y' } } } }, { envVars: { JOB_ID: 'x', SUBMARINE_TRACKING_URI: 'x', SUBMARINE_TENSORBOARD_LOG_DIR: 'x', A: 'b' } }), 500);
    expect([envVars, roles[0]!.envVars]).toEqual([[{ name: 'A', value: 'b', secret: false }], [{ name: 'JOB_ID', value: 'y', secret: false }]]);
  });

  const role = (name: string, framework: string, list: string) => `Unrecognized replica type name: ${name}, it should be ${list} for ${framework} experiment.`;
  const kept = (name: string) => `Unsupported framework name: ${name}. Supported frameworks are: TENSORFLOW,PYTORCH,XGBOOST,UNKNOWN`;
  const hdfs = { FILE_SYSTEM_TYPE: 'HDFS', HDFS_HOST: 'h', HDFS_PORT: '1', HDFS_SOURCE: '/s', ENABLE_KERBEROS: 'false' };
  const TF = 'Ps,Worker,Chief,Master,Evaluator', worker = { resources: 'cpu=1' };
  it.each<[string, object, object, string]>([
    ['framework', {}, { framework: 'MXNet' }, kept('MXNet')], ['no framework', {}, { framework: null }, kept('null')], ['a name that every object has', {}, { framework: 'constructor' }, kept('constructor')],
    ['role', { spec: { Ps: worker } }, { framework: 'PyTorch' }, role('Ps', 'PyTorch', 'Master,Worker')], ['letter case of a role', { spec: { worker } }, {}, role('worker', 'TensorFlow', TF)], ['role of XGBoost', { spec: { Chief: worker } }, { framework: 'xgboost' }, role('Chief', 'XGBoost', 'Master,Worker')],
    ['address of code', { code: { syncMode: 'git', git: { url: 'git@github.com:a/b.git' } } }, {}, 'Invalid Code Spec: URL is malformed. git@github.com:a/b.git'],
    ['handler without Ps', { experimentHandlerSpec: hdfs }, {}, 'PreHandler only support TFJob with PS for now'],
  ])('%s: the text of the original, with its status', (_name, more, meta, message) => {
    expect(refused(() => jobInput(spec(more, meta), 500))).toEqual([500, message]);
    expect(refused(() => jobInput(spec(more, meta), 409))).toEqual([409, message]);
  });

  it.each<[string, object, object]>([
    ['meta: is required', { meta: null }, {}], ['meta.name: is required', {}, { name: null }], ['spec: is required', { spec: null }, {}], ['environment: is required', { environment: null }, {}],
    ['spec.Worker: is required', { spec: { Worker: null } }, {}], ['spec.Worker.resources: is required', { spec: { Worker: {} } }, {}], ['spec.Worker.cmd: is required where meta has no cmd', {}, { cmd: null }],
    ['spec.Worker.resources: cpu=abc is no quantity', { spec: { Worker: { resources: 'cpu=abc' } } }, {}], ['code.git: is required', { code: { syncMode: 'git' } }, {}], ['code.git.url: is required', { code: { git: {} } }, {}],
    ['experimentHandlerSpec: data cannot be copied from HDFS here', { experimentHandlerSpec: hdfs, spec: { Ps: worker } }, {}],
  ])('%s', (message, more, meta) => expect(refused(() => jobInput(spec(more, meta), 409))).toEqual([400, expect.stringContaining(message)]));

  it('what does nothing in the original is kept and does nothing', () => {
    const { HDFS_PORT: _, ...incomplete } = hdfs;
    expect(jobInput(spec({ experimentHandlerSpec: incomplete, code: { syncMode: 's3' } }), 500)).toMatchObject({ jobMetadata: { experimentHandlerSpec: incomplete }, code: { syncMode: 's3' } });
  });
});

it('pods come in the order of Kubernetes, attempts belong to one pod, and what prepares is last', () => {
  const row = (name: string, replicaIndex: number, attempt = 1, role: string | null = name) => ({ id: `${name}${replicaIndex}.${attempt}`, replicaIndex, attempt, component: { name, role } });
  const rows = [row('code', 0, 1, null), row('worker', 2), row('worker', 10), row('worker', 0, 2), row('worker', 0, 1), row('ps', 0), row('worker', 1), row('chief', 0)];
  expect(podsOf(rows, 'x').map(({ podName, attempts }) => [podName, ...attempts.map(({ id }) => id)])).toEqual([
    ['x-chief-0', 'chief0.1'], ['x-ps-0', 'ps0.1'], ['x-worker-0', 'worker0.1', 'worker0.2'], ['x-worker-1', 'worker1.1'], ['x-worker-10', 'worker10.1'], ['x-worker-2', 'worker2.1'], ['x-code-0', 'code0.1']]);
});

it('statuses', () => {
  expect(statesOf('accepted')).toEqual(['PENDING', 'ACCEPTED']);
  expect(statesOf('FAILED')).toEqual(['FAILED', 'CANCELLED']);
  expect([statesOf('Deleted'), statesOf('zzz'), statesOf('constructor')]).toEqual([[], [], []]);
});
