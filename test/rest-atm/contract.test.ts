import { request } from 'node:http';
import { searched } from '../support/worker';
import { answerChecker, atmServer, demoCsv, startWorker, type AtmServer } from './support/atm-server';
import { writeDemos } from './support/demos';

// The edges of ATM's API in one list, against the whole server. The searches with `q` have a test of their own.

const ORIGIN = 'https://ui.example.org';
let atm: AtmServer, stop: () => Promise<void>;
const check = answerChecker();
beforeAll(async () => {
  atm = await atmServer({ RUNGRAPH_ALLOWED_ORIGINS: ORIGIN });
  stop = await startWorker(atm);
  writeDemos(atm.folder, 'iris');
  atm.write('demo.csv', demoCsv());
}, 60_000);
afterAll(async () => { await stop?.(); await atm?.close(); });

const get = async (path: string) => { const { status, json } = await atm.get(path); return [status, json]; };
const post = async (path: string, body: unknown) => { const { status, json } = await atm.post(path, body); return [status, json]; };
const counts = () => atm.db.query('select (select max(id) from dataset) s, (select max(id) from datarun) r, (select max(id) from hyperpartition) p, (select max(id) from classifier) c');
const EMPTY = { num_results: 0, objects: [], page: 1, total_pages: 0 };

it('the root is the documentation; its old addresses lead there', async () => {
  expect((await atm.get('/')).headers.get('content-type')).toMatch(/^text\/html/);
  for (const path of ['/static/swagger/swagger-ui/index.html', '/swagger', '/swagger/']) {
    const { status, headers } = await atm.get(path);
    expect([path, status, headers.get('location')]).toEqual([path, 302, '/']);
  }
});

it.each(['datasets', 'dataruns', 'hyperpartitions', 'classifiers'])('an empty collection: GET /api/%s', async (name) => expect(await get(`/api/${name}`)).toEqual([200, EMPTY]));

it.each(['/api/datasets/999', '/api/datasets/abc', '/api/datasets/1.0', '/api/datasets/%27', '/api/dataruns/0', '/api/classifiers/-1'])('an id that is not there: GET %s', async (path) => expect(await get(path)).toEqual([404, {}]));

it('a new data set: 201, its address, and what its file says', async () => {
  const { status, headers, json, text } = await atm.post('/api/datasets', { train_path: 'demos/iris.csv', class_column: 'class' });
  expect([status, headers.get('location')]).toEqual([201, `${atm.url}/api/datasets/1`]);
  // The class is text, so its values count as features.
  expect(json).toEqual({
    class_column: 'class', d_features: 6, dataruns: [], description: null, id: 1, k_classes: 3, majority: 0.333333333, n_examples: 150, name: 'iris', size_kb: 6, test_path: null, train_path: 'demos/iris.csv',
  });
  expect(text).toContain('"majority":0.333333333,');
});

it('the same twice is two; a number of the client replaces a computed one', async () => {
  expect(await post('/api/datasets', { train_path: 'demo.csv', class_column: 'class', n_examples: 7 })).toEqual([201, expect.objectContaining({ id: 2, n_examples: 7, k_classes: 2, d_features: 16, majority: 0.516666667, size_kb: 8 })]);
  expect(await post('/api/datasets', { train_path: 'demo.csv', class_column: 'class' })).toEqual([201, expect.objectContaining({ id: 3, n_examples: 60 })]);
});

it('a run by the defaults: pending, 32 hyperpartitions', async () => {
  expect(await post('/api/run', { dataset_id: 2, priority: -5 })).toEqual([200, { datarun_ids: [1], status: 200 }]);
  const { json } = await atm.get('/api/dataruns/1');
  expect(json).toMatchObject({ budget: 100, budget_type: 'classifier', deadline: null, description: 'uniform__uniform', gridding: 0, k_window: 3, metric: 'f1', r_minimum: 2, score_target: 'cv_judgment_metric', dataset: { id: 2 } });
  expect(['pending', 'running']).toContain(json.status);
  expect(json.hyperpartitions).toHaveLength(32);
  expect((await atm.send('/api/dataruns/1/cancel', { method: 'POST' })).status).toBe(200);
});

it('one datarun a hyperpartition', async () => {
  expect(await post('/api/run', { dataset_id: 3, run_per_partition: true, methods: ['dt'], budget: 1 })).toEqual([200, { datarun_ids: [2, 3], status: 200 }]);
  for (const id of [2, 3]) expect((await atm.get(`/api/dataruns/${id}`)).json.hyperpartitions).toHaveLength(1);
});

it('time that was up before the run: complete, no classifier', async () => {
  const [, { datarun_ids: [id] }] = await post('/api/run', { dataset_id: 3, budget_type: 'walltime', deadline: '2020-01-02 03:04' });
  expect((await atm.get(`/api/dataruns/${id}`)).json).toMatchObject({ status: 'complete', classifiers: [], deadline: '2020-01-02T03:04:00' });
});

it('curves, which the original asks of its workers', async () => {
  const [, { datarun_ids: [id] }] = await post('/api/run', { dataset_id: 3, curves: true, budget: 1, methods: ['dt'] });
  expect((await atm.run('query($n: Int!) { datarunByNumber(number: $n) { curves } }', { n: id })).data.datarunByNumber).toEqual({ curves: true });
  expect(await post('/api/run', { dataset_id: 3, curves: 1 })).toEqual([400, expect.objectContaining({ message: expect.stringContaining('curves') })]);
});

it('early_stopping, which the original does not have', async () => {
  const [, { datarun_ids: [id] }] = await post('/api/run', { dataset_id: 3, early_stopping: true, budget: 1, methods: ['dt'] });
  expect((await atm.run('query($n: Int!) { datarunByNumber(number: $n) { earlyStopping } }', { n: id })).data.datarunByNumber).toEqual({ earlyStopping: true });
  expect(await post('/api/run', { dataset_id: 3, early_stopping: true, score_target: 'test' })).toEqual([400, { error: expect.stringMatching(/^ValueError: early_stopping needs/), message: expect.any(String), status: 400 }]);
  expect(await post('/api/run', { dataset_id: 3, early_stopping: 'yes' })).toEqual([400, expect.objectContaining({ message: expect.stringContaining('early_stopping') })]);
});

it('children: an envelope whose elements have their relations, and those only their columns; no check whose child it is', async () => {
  await searched(atm, 'ds_3', 'methods: ["dt"], budget: 2');
  const { json, headers } = await atm.get('/api/datasets/3/dataruns?results_per_page=1&page=2');
  expect([json.page, json.objects.length, headers.get('link')]).toEqual([2, 1, null]);
  expect(Object.keys(json.objects[0])).toEqual(expect.arrayContaining(['classifiers', 'dataset', 'hyperpartitions']));
  const { json: parent } = await atm.get('/api/datasets/3');
  expect(Object.keys(parent.dataruns[0])).not.toEqual(expect.arrayContaining(['classifiers']));
  expect(await get('/api/datasets/1/dataruns/1')).toEqual([200, expect.objectContaining({ id: 1, dataset_id: 2 })]);
  expect(await get('/api/dataruns/1/dataset')).toEqual([200, expect.objectContaining({ id: 2, dataruns: [expect.objectContaining({ id: 1 })] })]);
});

describe('wrong requests store nothing and are told what to fix, in JSON', () => {
  const DEMO = { train_path: 'demo.csv', class_column: 'class' };
  const wrong: [string, string, unknown, number, string][] = [
    ['GET', '/api/classifiers?page=x', undefined, 400, 'page'], ['GET', '/api/datasets/1/nope', undefined, 404, 'dataruns'], ['GET', '/api/datasets/1/name', undefined, 404, 'dataruns'],
    ['GET', '/api/classifiers?callback=cb', undefined, 400, 'callback'], ['GET', '/api/nothing', undefined, 404, 'GET /api/nothing'],
    ['PUT', '/api/datasets/1', DEMO, 405, 'GET, HEAD, DELETE, OPTIONS'], ['PATCH', '/api/datasets/1', DEMO, 405, 'GET, HEAD, DELETE, OPTIONS'], ['POST', '/api/datasets/1', DEMO, 405, 'GET'], ['POST', '/api/dataruns', {}, 405, 'GET'],
    ['DELETE', '/api/classifiers/1', undefined, 405, 'GET'], ['DELETE', '/api/datasets', undefined, 405, 'POST'], ['GET', '/api/run', undefined, 405, 'POST'],
    ['POST', '/api/datasets', {}, 400, 'train_path: is required'], ['POST', '/api/datasets', { train_path: 'demo.csv' }, 400, 'class_column: is required'], ['POST', '/api/datasets', { ...DEMO, colour: 'red' }, 400, 'colour'],
    ['POST', '/api/datasets', { ...DEMO, class_column: 'nope' }, 400, 'nope'], ['POST', '/api/datasets', { ...DEMO, train_path: 'gone.csv' }, 400, 'gone.csv'], ['POST', '/api/datasets', { ...DEMO, train_path: `${'x'.repeat(197)}.csv` }, 400, 'train_path may have 200 characters'],
    ['POST', '/api/datasets', { ...DEMO, test_path: `${'x'.repeat(197)}.csv` }, 400, 'test_path may have 200'], ['POST', '/api/datasets', { ...DEMO, description: 'x'.repeat(1001) }, 400, 'description may have 1000'], ['POST', '/api/datasets', { ...DEMO, name: '\ud83d\ude00'.repeat(101) }, 400, 'this one has 101'], ['POST', '/api/datasets', { ...DEMO, name: '\ud83d' }, 400, 'half of a character'], ['POST', '/api/datasets', '', 400, 'decode'],
    ['POST', '/api/run', {}, 400, 'dataset_id'], ['POST', '/api/run', { dataset_id: 999 }, 404, '999'], ['POST', '/api/run', { dataset_id: 3, deadline: 'soon' }, 400, '%Y-%m-%d'], ['POST', '/api/run', '{', 400, 'decode'], ['POST', '/api/run', 'null', 400, 'object'],
    ['POST', '/api/run', { dataset_id: 3, methods: ['nope'] }, 400, 'nope'], ['POST', '/api/run', { dataset_id: 3, methods: 'dt' }, 400, 'methods'], ['POST', '/api/run', { dataset_id: 3, methods: [], run_per_partition: true }, 400, 'run_per_partition needs'],
    ['POST', '/api/run', { dataset_id: 3, metric: 'nope' }, 400, 'metric'], ['POST', '/api/run', { dataset_id: 3, tuner: '/x.py:T' }, 400, 'tuner'], ['POST', '/api/run', { dataset_id: 3, selector: 'nope' }, 400, 'selector'],
    ['POST', '/api/run', { dataset_id: 3, budget_type: 'nope' }, 400, 'budget_type'], ['POST', '/api/run', { dataset_id: 3, score_target: 'nope' }, 400, 'score_target'], ['POST', '/api/run', { dataset_id: 3, run_config: '/etc/passwd' }, 400, 'run_config'],
  ];
  it.each(wrong)('%s %s %j is %i', async (method, path, body, status, part) => {
    const before = await counts();
    const answer = await atm.send(path, { method, ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body), headers: { 'content-type': 'application/json', origin: ORIGIN } }) });
    expect([answer.status, answer.headers.get('content-type')!.split(';')[0]]).toEqual([status, 'application/json']);
    const told = JSON.parse(answer.text);
    expect(JSON.stringify(told)).toContain(part);
    if (path !== '/api/nothing') check(path === '/api/run' ? 'RunRefusal' : 'Message', told);
    if (body !== undefined) expect(answer.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(await counts()).toEqual(before);
  });

  it.each([undefined, '', 'text/plain', 'application/x-www-form-urlencoded', 'application/jsonx'])('the content type %s is 415', async (type) => {
    for (const path of ['/api/datasets', '/api/run']) {
      const answer = await atm.send(path, { method: 'POST', body: new TextEncoder().encode('{}'), headers: type === undefined ? {} : { 'content-type': type } });
      expect([answer.status, answer.json.message]).toEqual([415, 'Request must have "Content-Type: application/json" header']);
    }
  });
});

it.each(['TRACE', 'QUERY', 'PUT'])('the method %s, for which no route is, gets 405 and the list', async (method) => {
  const answer = await new Promise<[number?, string?]>((resolve, reject) => request(`${atm.url}/api/datasets/`, { method }, (response) => { response.resume(); resolve([response.statusCode, response.headers.allow]); }).on('error', reject).end());
  expect(answer).toEqual([405, 'GET, HEAD, POST, OPTIONS']);
});

it('pages of an allowed origin may read the answers, their Link and Location, and errors; others may not', async () => {
  const cors = async (path: string, method: string, origin: string, more: Record<string, string> = {}) => { const { status, headers } = await atm.send(path, { method, headers: { origin, ...more } }); return [status, headers.get('access-control-allow-origin'), headers.get('access-control-expose-headers')]; };
  const exposed = 'link, location, x-request-id';
  expect(await cors('/api/datasets', 'GET', ORIGIN)).toEqual([200, ORIGIN, exposed]);
  for (const [path, method, status] of [['/api/datasets/999', 'GET', 404], ['/api/run', 'GET', 405], ['/api/run', 'OPTIONS', 200], ['/api/run', 'POST', 415]] as const) expect(await cors(path, method, ORIGIN)).toEqual([status, ORIGIN, exposed]);
  expect(await cors('/api/run', 'OPTIONS', ORIGIN, { 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' })).toEqual([204, ORIGIN, exposed]);
  expect(await cors('/api/datasets', 'GET', 'https://evil.example')).toEqual([200, null, null]);
});
