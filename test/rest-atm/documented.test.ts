import { answerChecker, atmServer, demoCsv, startWorker, type AtmServer } from './support/atm-server';

// The requests of ATM's REST documentation in their order, with the answers it shows. Ids, times, hosts, paths and scores differ.

let atm: AtmServer;
const check = answerChecker();
beforeAll(async () => {
  atm = await atmServer();
  atm.write('demos/pollution_1.csv', demoCsv());
});
afterAll(() => atm?.close());

const DATASET = {
  class_column: 'class', d_features: 16, description: null, id: 1, k_classes: 2, majority: 0.516666667, n_examples: 60,
  name: 'pollution_1', size_kb: 8, test_path: null, train_path: 'demos/pollution_1.csv',
};
const DATARUN = {
  budget: 100, budget_type: 'classifier', dataset_id: 1, deadline: null, description: 'uniform__uniform', gridding: 0, id: 1, k_window: 3, metric: 'f1',
  priority: 1, r_minimum: 2, score_target: 'cv_judgment_metric', selector: 'uniform', tuner: 'uniform', end_time: null, start_time: null, status: 'pending',
};
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?$/;

it('2. Create a Dataset: the collection is empty at first', async () => {
  expect((await atm.get('/api/datasets')).text).toBe('{"num_results":0,"objects":[],"page":1,"total_pages":0}\n');
});

it("2. curl localhost:5000/api/datasets -H'Content-Type: application/json' -d'...'", async () => {
  const answer = await atm.send('/api/datasets', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"class_column": "class", "train_path": "demos/pollution_1.csv"}' });
  expect(answer.json).toEqual({ ...DATASET, dataruns: [] });
  expect([answer.status, answer.headers.get('location'), answer.headers.get('content-type')]).toEqual([201, `${atm.url}/api/datasets/1`, 'application/json']);
  expect((await atm.get(answer.headers.get('location')!)).json).toEqual(answer.json);
});

it("3. Trigger a Datarun: curl localhost:5000/api/run -H'Content-type: application/json' -d'{\"dataset_id\": 1}'", async () => {
  const answer = await atm.send('/api/run', { method: 'POST', headers: { 'Content-type': 'application/json' }, body: '{"dataset_id": 1}' });
  expect([answer.status, answer.text]).toEqual([200, '{"datarun_ids":[1],"status":200}\n']);
});

it('3. the block above that line, which names the wrong path, is refused with the name of the field', async () => {
  const answer = await atm.post('/api/datasets', { dataset_id: 1 });
  expect([answer.status, answer.json.message]).toEqual([400, expect.stringContaining('Unknown field: dataset_id')]);
});

it('4. Get all objects from a model', async () => {
  const answer = await atm.get('/api/datasets');
  expect(answer.json).toEqual({ num_results: 1, objects: [{ ...DATASET, dataruns: [DATARUN] }], page: 1, total_pages: 1 });
  expect(answer.text).toContain('"majority":0.516666667,');
  check('DatasetPage', answer.json);
});

it('4. Get a single object by id', async () => {
  const answer = await atm.get('/api/datasets/1');
  expect(answer.json).toEqual({ ...DATASET, dataruns: [DATARUN] });
  check('Dataset', answer.json);
});

it('4. Get all the children objects: the data set and all 32 hyperpartitions, in the order of their methods', async () => {
  const { json } = await atm.get('/api/datasets/1/dataruns');
  const { hyperpartitions, ...datarun } = json.objects[0];
  expect({ ...json, objects: [datarun] }).toEqual({ num_results: 1, objects: [{ ...DATARUN, dataset: DATASET, classifiers: [] }], page: 1, total_pages: 1 });
  expect(hyperpartitions.map(({ id, method }: { id: number; method: string }) => [id, method]))
    .toEqual([...Array(6).fill('logreg'), ...Array(2).fill('dt'), ...Array(24).fill('knn')].map((method, i) => [i + 1, method]));
  // The one hyperpartition that the documentation shows, to the byte.
  expect(hyperpartitions[0]).toEqual({
    categorical_hyperparameters_64: 'gANdcQAoWAcAAABwZW5hbHR5cQFYAgAAAGwxcQKGcQNYDQAAAGZpdF9pbnRlcmNlcHRxBIiGcQVlLg==',
    constant_hyperparameters_64: 'gANdcQAoWAwAAABjbGFzc193ZWlnaHRxAVgIAAAAYmFsYW5jZWRxAoZxA1gGAAAAX3NjYWxlcQSIhnEFZS4=',
    datarun_id: 1, id: 1, method: 'logreg', status: 'incomplete',
    tunable_hyperparameters_64: 'gANdcQAoWAEAAABDcQFjYnRiLmh5cGVyX3BhcmFtZXRlcgpGbG9hdEV4cEh5cGVyUGFyYW1ldGVyCnECY2J0Yi5oeXBlcl9wYXJhbWV0ZXIKUGFyYW1UeXBlcwpxA0sFhXEEUnEFXXEGKEc+5Pi1iONo8UdA+GoAAAAAAGWGcQeBcQh9cQkoWAwAAABfcGFyYW1fcmFuZ2VxCmgGWAUAAAByYW5nZXELXXEMKEfAFAAAAAAAAEdAFAAAAAAAAGV1YoZxDVgDAAAAdG9scQ5oAmgFXXEPKEc+5Pi1iONo8UdA+GoAAAAAAGWGcRCBcRF9cRIoaApoD2gLXXETKEfAFAAAAAAAAEdAFAAAAAAAAGV1YoZxFGUu',
  });
  check('DatarunPage', json);
});

it('a run that has ended shows its classifiers with the documented fields and digits', async () => {
  await atm.run('mutation { cancelDatarun(id: "dr_1") { id } }');
  expect((await atm.post('/api/run', { dataset_id: 1, methods: ['knn'], budget: 3 })).json).toEqual({ datarun_ids: [2], status: 200 });
  const stop = await startWorker(atm);
  await ended(atm, 2);
  await stop();

  const { json, text } = await atm.get('/api/datasets/1/dataruns?results_per_page=1&page=2');
  check('DatarunPage', json);
  expect(json).toMatchObject({ num_results: 2, page: 2, total_pages: 2, objects: [{ id: 2, status: 'complete', budget: 3, dataset: DATASET }] });
  const [datarun] = json.objects;
  expect([datarun.start_time, datarun.end_time]).toEqual([expect.stringMatching(MOMENT), expect.stringMatching(MOMENT)]);
  expect(datarun.classifiers).toHaveLength(3);
  for (const classifier of datarun.classifiers) {
    expect(classifier).toMatchObject({ datarun_id: 2, status: 'complete', error_message: null, model_location: expect.any(String), start_time: expect.stringMatching(MOMENT) });
    const [own] = datarun.hyperpartitions.filter(({ id }: { id: number }) => id === classifier.hyperpartition_id);
    expect(own.method).toBe('knn');
    expect(Buffer.from(classifier.hyperparameter_values_64, 'base64').toString('latin1')).toMatch(/^\x80\x03}q\0\(X\v\0\0\0n_neighborsq\x01cnumpy\.core\.multiarray\nscalar\n/);
  }
  expect(text.match(/"(cv|test)_judgment_metric(_stdev)?":\d\.\d{10}[,}]/g)).toHaveLength(9);
});

/** Resolves when a datarun has ended, as REST shows it. */
function ended({ feed, get }: AtmServer, number: number): Promise<void> {
  return new Promise((resolve) => {
    const look = async () => { if ((await get(`/api/dataruns/${number}`)).json.status === 'complete') { off(); resolve(); } };
    const off = feed.on('datarun', `dr_${number}`, () => void look());
    void look();
  });
}
