import { answerChecker, atmServer, demoCsv, startWorker, type AtmServer } from './support/atm-server';
import { documented, MOMENT, runPrinted, sendPrinted, withoutAdditions } from './support/document';
import { plainByPython } from './support/unpickle';

// ATM's REST documentation, block by block and in its order: each request as it is printed there, each answer compared with the
// printed one. The blocks with commands (atm start, status, stop ...) are in test/cli.

let atm: AtmServer;
const check = answerChecker();
beforeAll(async () => {
  atm = await atmServer();
  // pollution_1.csv is not ours to ship: this one has as many rows, columns and classes, and the same share of the larger class.
  atm.write('demos/pollution_1.csv', demoCsv());
});
afterAll(() => atm?.close());

// The printed answers come from a session in which the file was registered under another path.
const REGISTERED = { train_path: 'demos/pollution_1.csv' };

const DATARUN = {
  budget: 100, budget_type: 'classifier', dataset_id: 1, deadline: null, description: 'uniform__uniform', end_time: '2019-04-11T20:58:11.346733', gridding: 0, id: 1, k_window: 3, metric: 'f1',
  priority: 1, r_minimum: 2, score_target: 'cv_judgment_metric', selector: 'uniform', start_time: '2019-04-11T20:58:02.514514', status: 'complete', tuner: 'uniform',
};
const DATASET = {
  class_column: 'class', d_features: 16, description: null, id: 1, k_classes: 2, majority: 0.516666667, n_examples: 60,
  name: 'pollution_1', size_kb: 8, test_path: null, train_path: '/path/to/atm/data/test/pollution_1.csv',
};

describe('2. Create a Dataset', () => {
  it('a POST request with placeholders, as printed: no such file', async () => {
    const answer = await sendPrinted(atm, `POST /api/datasets HTTP/1.1
Content-Type: application/json
{
"class_column": "your_target_column",
"train_path": "path/to/your.csv"
}`);
    expect([answer.status, answer.json]).toEqual([400, { message: expect.stringContaining('path/to/your.csv') }]);
  });

  it('a GET request for all of them', async () => {
    const answer = await sendPrinted(atm, 'GET /api/datasets HTTP/1.1');
    expect([answer.status, answer.text]).toEqual([200, '{"num_results":0,"objects":[],"page":1,"total_pages":0}\n']);
  });

  it('the curl command for the demo data set', async () => {
    const { status, json, verbose } = await runPrinted(atm, String.raw`curl -v localhost:5000/api/datasets -H'Content-Type: application/json' \
-d'{"class_column": "class", "train_path": "demos/pollution_1.csv"}'`);
    expect([status, json]).toEqual([201, { ...documented(DATASET, REGISTERED) as object, dataruns: [] }]);
    expect(verbose).toMatch(new RegExp(`< location: ${atm.url}/api/datasets/1\r?\n`, 'i'));
  });
});

describe('3. Trigger a Datarun', () => {
  it('the POST request, whose path is a slip and whose body is a placeholder: no JSON', async () => {
    const answer = await sendPrinted(atm, `POST /api/datasets HTTP/1.1
Content-type: application/json
{
"dataset_id": id_of_your_dataset
}`);
    expect([answer.status, answer.json]).toEqual([400, { message: 'Unable to decode data' }]);
  });

  it('the same with an id: a data set has no such field, and the message says which it has', async () => {
    const answer = await sendPrinted(atm, `POST /api/datasets HTTP/1.1
Content-type: application/json
{
"dataset_id": 1
}`);
    expect([answer.status, answer.json]).toEqual([400, { message: expect.stringMatching(/^Unknown field: dataset_id\..*train_path/), validation_errors: 'Could not determine specific validation errors' }]);
  });

  it('the curl command', async () => {
    const { status, json } = await runPrinted(atm, `curl -v localhost:5000/api/run -H'Content-type: application/json' -d'{"dataset_id": 1}'`);
    expect([status, json]).toEqual([200, { datarun_ids: [expect.any(Number)], status: 200 }]);
    expect((await atm.get(`/api/dataruns/${json.datarun_ids[0]}`)).json).toMatchObject({ status: 'pending', start_time: null, end_time: null, classifiers: [] });
  });

  it('at least one worker should be running to process it', async () => {
    const stop = await startWorker(atm);
    await ended(atm, 1);
    await stop();
  });
});

describe('4. Browse the results', () => {
  it.each(['datasets', 'dataruns', 'hyperpartitions', 'classifiers'])('the model %s: GET answers the 4 documented entries', async (model) => {
    const { status, json } = await sendPrinted(atm, `GET /api/${model} HTTP/1.1`);
    expect([status, Object.keys(json)]).toEqual([200, ['num_results', 'objects', 'page', 'total_pages']]);
    check(`${model[0]!.toUpperCase()}${model.slice(1, -1)}Page`, json);
  });

  it('Get all objects from a model', async () => {
    const answer = await sendPrinted(atm, 'GET /api/datasets HTTP/1.1');
    expect(answer.json).toEqual(documented({ num_results: 1, objects: [{ ...DATASET, dataruns: [DATARUN] }], page: 1, total_pages: 1 }, REGISTERED));
    expect(answer.text).toContain('"majority":0.516666667,');
  });

  it('Get a single object by id', async () => {
    const answer = await sendPrinted(atm, 'GET /api/datasets/1 HTTP/1.1');
    expect(answer.json).toEqual(documented({ ...DATASET, dataruns: [DATARUN] }, REGISTERED));
  });

  it('Get all the children objects', async () => {
    const { json, text } = await sendPrinted(atm, 'GET /api/datasets/1/dataruns HTTP/1.1');
    check('DatarunPage', json);
    const { classifiers, hyperpartitions, ...datarun } = json.objects[0];
    expect({ ...json, objects: [datarun] }).toEqual(documented({ num_results: 1, objects: [{ ...DATARUN, dataset: DATASET }], page: 1, total_pages: 1 }, REGISTERED));

    // "Some parts have been cut" there: of the 32 hyperpartitions it shows the first, which is the same to the byte.
    expect(withoutAdditions(hyperpartitions[0])).toEqual(documented({
      categorical_hyperparameters_64: 'gANdcQAoWAcAAABwZW5hbHR5cQFYAgAAAGwxcQKGcQNYDQAAAGZpdF9pbnRlcmNlcHRxBIiGcQVlLg==',
      constant_hyperparameters_64: 'gANdcQAoWAwAAABjbGFzc193ZWlnaHRxAVgIAAAAYmFsYW5jZWRxAoZxA1gGAAAAX3NjYWxlcQSIhnEFZS4=',
      datarun_id: 1, id: 1, method: 'logreg', status: 'incomplete',
      tunable_hyperparameters_64: 'gANdcQAoWAEAAABDcQFjYnRiLmh5cGVyX3BhcmFtZXRlcgpGbG9hdEV4cEh5cGVyUGFyYW1ldGVyCnECY2J0Yi5oeXBlcl9wYXJhbWV0ZXIKUGFyYW1UeXBlcwpxA0sFhXEEUnEFXXEGKEc+5Pi1iONo8UdA+GoAAAAAAGWGcQeBcQh9cQkoWAwAAABfcGFyYW1fcmFuZ2VxCmgGWAUAAAByYW5nZXELXXEMKEfAFAAAAAAAAEdAFAAAAAAAAGV1YoZxDVgDAAAAdG9scQ5oAmgFXXEPKEc+5Pi1iONo8UdA+GoAAAAAAGWGcRCBcRF9cRIoaApoD2gLXXETKEfAFAAAAAAAAEdAFAAAAAAAAGV1YoZxFGUu',
    }));
    expect(hyperpartitions.map(({ method }: any) => method)).toEqual([...Array(6).fill('logreg'), ...Array(2).fill('dt'), ...Array(24).fill('knn')]);

    // And of the 100 classifiers one, of k nearest neighbours; another search finds other values.
    expect(classifiers).toHaveLength(100);
    const neighbours = classifiers.filter((one: any) => one.status === 'complete' && hyperpartitions.find(({ id }: any) => id === one.hyperpartition_id).method === 'knn');
    expect(neighbours.length).toBeGreaterThan(50);
    for (const one of neighbours) {
      expect(withoutAdditions(one)).toEqual(documented({
        cv_judgment_metric: 0.8444444444, cv_judgment_metric_stdev: 0.1507184441, datarun_id: 1, end_time: '2019-04-11T20:58:02.600185', error_message: null, host: '83.56.245.36',
        hyperparameter_values_64: '', hyperpartition_id: 23, id: 1, metrics_location: '', model_location: '', start_time: '2019-04-11T20:58:02.539046', status: 'complete', test_judgment_metric: 0.625,
      }, {
        hyperparameter_values_64: expect.stringMatching(/^gAN9cQAoWAsAAABuX25laWdoYm9yc3EBY251bXB5/), metrics_location: expect.stringMatching(/^metrics\/pollution_1-.*\.metric$/), model_location: expect.stringMatching(/^models\/pollution_1-.*\.model$/),
      }));
    }
    const names = ['_scale', 'algorithm', 'leaf_size', 'metric', 'n_neighbors', 'weights'];
    expect(plainByPython(neighbours.map((one: any) => one.hyperparameter_values_64)).map((values) => Object.keys(values as object).sort())).toContainEqual(names);
    const scores = text.match(/"(cv|test)_judgment_metric(_stdev)?":[^,}]+/g)!;
    expect(scores.filter((score) => !/:(\d\.\d{10}|null)$/.test(score))).toEqual([]);
    expect([datarun.start_time, datarun.end_time]).toEqual([expect.stringMatching(MOMENT), expect.stringMatching(MOMENT)]);
  });
});

it('section 2 again, with a path and a column that exist', async () => {
  atm.write('path/to/your.csv', demoCsv().replace('class', 'your_target_column'));
  const answer = await sendPrinted(atm, `POST /api/datasets HTTP/1.1
Content-Type: application/json
{
"class_column": "your_target_column",
"train_path": "path/to/your.csv"
}`);
  expect([answer.status, answer.json]).toEqual([201, expect.objectContaining({ class_column: 'your_target_column', train_path: 'path/to/your.csv', n_examples: 60 })]);
});

/** Resolves when a datarun has ended, as REST shows it. */
function ended({ feed, get }: AtmServer, number: number): Promise<void> {
  return new Promise((resolve) => {
    const look = async () => { if ((await get(`/api/dataruns/${number}`)).json.status === 'complete') { off(); resolve(); } };
    const off = feed.on('datarun', `dr_${number}`, () => void look());
    void look();
  });
}
