import { GraphFailure, remoteGraph } from '../../rest-compat/graph-client';
import { ClassifierDocument, CreateDatasetDocument, DatasetPageDocument, StartDatarunDocument } from '../../rest-compat/atm/operations.generated';
import { anonymous } from '../../src/core/principal';
import { localGraph } from '../../src/server/rest/local-graph-client';
import { answerChecker, atmServer, demoCsv, type AtmServer } from './support/atm-server';

let atm: AtmServer;
const check = answerChecker();
beforeAll(async () => {
  atm = await atmServer();
  atm.write('demo.csv', demoCsv());
  atm.write('text.csv', `a,b,class\n${Array.from({ length: 30 }, (_, i) => `${i},${'xyz'[i % 3]},${i % 2 ? 'no' : 'yes'}`).join('\n')}\n`);
  atm.write('broken.csv', 'a,class\n1,2\n3,4,5,6\n"');
});
afterAll(() => atm?.close());

const DEMO = { train_path: 'demo.csv', class_column: 'class' };

describe('POST /api/datasets', () => {
  it.each([
    [{ ...DEMO, train_path: 'absent.csv' }, 400, 'absent.csv'], [{ ...DEMO, train_path: '/etc/passwd' }, 403, '/etc/passwd'], [{ ...DEMO, train_path: '../../../etc/passwd' }, 403, 'RUNGRAPH_DATA_ROOTS'],
    [{ ...DEMO, train_path: '.' }, 400, 'not a file'], [{ ...DEMO, train_path: 'http://127.0.0.1:1/x.csv' }, 403, 'http://127.0.0.1:1/x.csv'], [{ ...DEMO, test_path: 'absent.csv' }, 400, 'absent.csv'],
    [{ ...DEMO, class_column: 'nope' }, 400, 'nope'], [{ ...DEMO, train_path: 'broken.csv' }, 400, ''], [{ class_column: 'class' }, 400, 'train_path: is required'],
    [{ train_path: 'demo.csv' }, 400, 'class_column: is required'], [{ ...DEMO, name: 'n'.repeat(101) }, 400, 'name may have 100 characters'], [{ ...DEMO, train_path: 'x'.repeat(201) }, 400, 'train_path may have 200'],
    [{ ...DEMO, class_column: ' ' }, 400, 'class_column'], [{ ...DEMO, colour: 'red' }, 400, 'colour'], [{ ...DEMO, dataruns: [{}] }, 400, 'dataruns'], ['{bad', 400, 'Unable to decode data'],
  ])('%j is %i', async (body, status, part) => {
    const answer = await atm.post('/api/datasets', body);
    expect([answer.status, answer.json]).toEqual([status, expect.objectContaining({ message: expect.stringContaining(part) })]);
    expect(answer.json.message).not.toBe('');
    check('Message', answer.json);
  });

  it('stores nothing of all that', async () => {
    expect((await atm.get('/api/datasets')).json.num_results).toBe(0);
  });

  it('takes facts of the client in place of computed ones, and the same body twice', async () => {
    const first = await atm.post('/api/datasets', { ...DEMO, n_examples: 7, name: 'mine', description: 'Ünïcode' });
    expect([first.status, first.json]).toEqual([201, expect.objectContaining({ n_examples: 7, k_classes: 2, d_features: 16, name: 'mine', description: 'Ünïcode', dataruns: [] })]);
    expect((await atm.post('/api/datasets', DEMO)).json).toMatchObject({ id: first.json.id + 1, n_examples: 60, name: 'demo', description: null });
    // 2 columns beside the class, and one less than the distinct values of each text column.
    expect((await atm.post('/api/datasets/', { train_path: 'text.csv', class_column: 'class' })).json).toMatchObject({ d_features: 2 + 2 + 1, k_classes: 2, majority: 0.5 });
  });
});

describe('POST /api/run', () => {
  it.each([
    [{}, 400, "KeyError: 'dataset_id'"], [{ dataset_id: 1, deadline: 'x' }, 400, "ValueError: time data 'x' does not match format '%Y-%m-%d %H:%M'"],
  ])('%j is answered as the original answers', async (body, status, error) => {
    expect((await atm.post('/api/run', body)).json).toEqual({ error, message: null, status });
  });

  it.each([
    [{ dataset_id: 999 }, 404, '999'], [{ dataset_id: 1, methods: ['nope'] }, 400, 'logreg'], [{ dataset_id: 1, methods: 'logreg' }, 400, 'methods'], [{ dataset_id: 1, methods: ['../x.json'] }, 400, 'logreg'],
    [{ dataset_id: 1, methods: ['dt', 'dt'] }, 400, 'twice'], [{ dataset_id: 1, methods: [], run_per_partition: true }, 400, 'method'], [{ dataset_id: 1, budget_type: 'money' }, 400, 'budget_type'],
    [{ dataset_id: 1, metric: 'nope' }, 400, 'metric'], [{ dataset_id: 1, score_target: 'cv_judgment_metric' }, 400, 'score_target'], [{ dataset_id: 1, tuner: 'nope' }, 400, 'tuner'],
    [{ dataset_id: 1, selector: '/tmp/evil.py:Selector' }, 400, 'selector'], [{ dataset_id: 1, budget: 0 }, 400, 'budget'], [{ dataset_id: 1, r_minimum: -1 }, 400, 'r_minimum'],
    [{ dataset_id: 1, run_config: 'x.yaml' }, 400, 'run_config'], ['{bad', 400, 'Unable to decode data'], ['null', 400, 'JSON object'],
  ])('%j is %i', async (body, status, part) => {
    const answer = await atm.post('/api/run', body);
    expect([answer.status, answer.json]).toEqual([status, { error: expect.stringMatching(/^[A-Z]\w+: ./), message: expect.stringContaining(part), status }]);
    check('RunRefusal', answer.json);
  });

  it('stores nothing of all that', async () => {
    expect((await atm.get('/api/dataruns')).json.num_results).toBe(0);
  });

  it('starts one datarun for each hyperpartition when asked', async () => {
    const { json } = await atm.post('/api/run', { dataset_id: 1, run_per_partition: true, methods: ['dt'], metric: 'roc_auc', score_target: 'mu_sigma', tuner: 'gp_ei', selector: 'bestk', priority: 3, something: 1 });
    expect(json).toEqual({ datarun_ids: [1, 2], status: 200 });
    const runs = (await atm.get('/api/datasets/1/dataruns')).json.objects;
    expect(runs).toEqual([1, 2].map((id) => expect.objectContaining({ id, description: 'gp_ei__bestk', metric: 'roc_auc', score_target: 'mu_sigma_judgment_metric', priority: 3, hyperpartitions: [expect.objectContaining({ method: 'dt' })] })));
  });

  it('ends at once without a classifier when there is no method, or the deadline has passed', async () => {
    const empty = (await atm.post('/api/run', { dataset_id: 1, methods: [] })).json.datarun_ids[0], late = (await atm.post('/api/run', { dataset_id: '1', deadline: '2020-01-02 03:04' })).json.datarun_ids[0];
    expect((await atm.get(`/api/dataruns/${empty}`)).json).toMatchObject({ status: 'complete', hyperpartitions: [], classifiers: [] });
    expect((await atm.get(`/api/dataruns/${late}`)).json).toMatchObject({ status: 'complete', classifiers: [], budget: 100, budget_type: 'walltime', deadline: '2020-01-02T03:04:00' });
  });
});

describe('the graph in this process and over HTTP', () => {
  const near = () => localGraph(atm.graph, atm.log)(anonymous, 'test');
  const far = () => remoteGraph(`${atm.url}/graphql`);

  it('answer the same, also to the second and third of the same operation', async () => {
    for (let i = 0; i < 3; i++) expect(await near().request(DatasetPageDocument, { page: 1, size: 10 })).toEqual(await far().request(DatasetPageDocument, { page: 1, size: 10 }));
    expect(await near().request(ClassifierDocument, { number: 1 })).toEqual({ found: null });
  });

  it.each([
    ['BAD_USER_INPUT', DatasetPageDocument, { page: 0, size: 10 }], ['BAD_USER_INPUT', DatasetPageDocument, { page: 1.5, size: 10 }], ['BAD_USER_INPUT', DatasetPageDocument, {}],
    ['NOT_FOUND', StartDatarunDocument, { input: { datasetId: 'ds_999' } }], ['FORBIDDEN', CreateDatasetDocument, { input: { trainPath: '/etc/passwd', classColumn: 'x' } }],
  ])('fail the same: %s', async (code, document, variables) => {
    const failure = async (client: ReturnType<typeof far>) => client.request(document as never, variables as never).then(() => null, (error: GraphFailure) => error);
    for (let i = 0; i < 3; i++) {
      const [here, there] = [await failure(near()), await failure(far())];
      expect(here).toBeInstanceOf(GraphFailure);
      expect([here!.code, here!.errors]).toEqual([code, there!.errors]);
    }
  });

  it('tell a client whose credentials are wrong, and one that finds no graph', async () => {
    await expect(remoteGraph(`${atm.url}/graphql`, { authorization: 'Bearer wrong' }).request(ClassifierDocument, { number: 1 })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(remoteGraph(`${atm.url}/nothing`).request(ClassifierDocument, { number: 1 })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
