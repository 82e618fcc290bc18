import { searched } from '../support/worker';
import { atmServer, demoCsv, startWorker, type AtmServer } from './support/atm-server';
import { plainByPython } from './support/unpickle';

// Beside each pickled field stands what it says as plain JSON; here Python's own pickle module is the judge.

let atm: AtmServer;
const METHODS = ['ada', 'bnb', 'dt', 'et', 'gnb', 'gp', 'knn', 'logreg', 'mlp', 'mnb', 'pa', 'rf', 'sgd', 'svm'];
beforeAll(async () => {
  atm = await atmServer();
  atm.write('demo.csv', demoCsv());
  await atm.post('/api/datasets', { train_path: 'demo.csv', class_column: 'class' });
});
afterAll(() => atm?.close());

async function all(collection: string): Promise<Record<string, any>[]> {
  const objects = [];
  for (let page = 1, pages = 1; page <= pages; page++) {
    const { json } = await atm.get(`${collection}?results_per_page=100&page=${page}`);
    objects.push(...json.objects);
    pages = json.total_pages;
  }
  return objects;
}

/** Compares every field of these names with its pickled twin. @returns how many were not empty */
function compared(objects: Record<string, any>[], fields: string[]): number {
  const pairs = objects.flatMap((object) => fields.map((field) => ({ where: `${object.id} ${field}`, pickled: object[`${field}_64`], plain: object[field] })));
  const loaded = plainByPython(pairs.map(({ pickled }) => pickled));
  expect(pairs.map(({ where, plain }) => [where, plain])).toEqual(pairs.map(({ where }, i) => [where, loaded[i]]));
  return pairs.filter(({ plain }) => Object.keys(plain).length).length;
}

test('the hyperpartitions of all methods', async () => {
  expect((await atm.post('/api/run', { dataset_id: 1, methods: METHODS })).status).toBe(200);
  const partitions = await all('/api/dataruns/1/hyperpartitions');
  expect([...new Set(partitions.map(({ method }) => method))].sort()).toEqual(METHODS);
  expect(compared(partitions, ['categorical_hyperparameters', 'constant_hyperparameters', 'tunable_hyperparameters'])).toBeGreaterThan(300);
  expect(partitions.find(({ method }) => method === 'logreg')).toMatchObject({
    categorical_hyperparameters: { fit_intercept: true, penalty: 'l1' }, constant_hyperparameters: { _scale: true, class_weight: 'balanced' },
    tunable_hyperparameters: { C: { range: [0.00001, 100000], type: 'float_exp' }, tol: { range: [0.00001, 100000], type: 'float_exp' } },
  });
  await atm.run('mutation { cancelDatarun(id: "dr_1") { id } }');
});

test('the classifiers of a search, also inside other objects', async () => {
  const stop = await startWorker(atm);
  await searched(atm, 'ds_1', 'methods: ["knn", "logreg", "mlp"], budget: 6, seed: 3');
  await stop();
  const classifiers = await all('/api/classifiers');
  expect(compared(classifiers, ['hyperparameter_values'])).toBe(6);
  expect(compared(classifiers.map(({ hyperpartition }) => hyperpartition), ['categorical_hyperparameters', 'constant_hyperparameters', 'tunable_hyperparameters'])).toBeGreaterThan(6);
  expect((await atm.get('/api/dataruns/2')).json.classifiers.map(({ hyperparameter_values }: any) => hyperparameter_values)).toEqual(classifiers.map(({ hyperparameter_values }) => hyperparameter_values));
});
