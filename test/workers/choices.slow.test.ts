import { Selector, Tuner } from '../../src/graphs/automl/enums';
import { sampleCsv, searches, type Searches } from '../support/searches';

let search: Searches, datasetId: string;
beforeAll(async () => {
  search = await searches();
  datasetId = await search.dataset(sampleCsv(80));
  await search.startWorker();
});
afterAll(() => search?.close());

const inputs = [...Object.keys(Selector).map((selector) => ({ selector })), ...Object.keys(Tuner).map((tuner) => ({ tuner }))];

test.each(inputs)('%p searches to the end of its budget, and never tries a point twice', async (choice) => {
  const [id] = await search.start({ datasetId, methods: ['dt', 'knn'], budget: 14, kWindow: 2, seed: 2, ...choice });
  expect(await search.ended(id!)).toMatchObject({ status: 'SUCCEEDED', statusReason: 'BUDGET_USED', progress: { done: 14, failed: 0 } });
  const points = (await search.trials(id!)).map(({ partition, values }) => JSON.stringify([partition, values]));
  expect(new Set(points).size).toBe(14);
});

test('all 14 methods together, more than one trial each', async () => {
  const methods = ['ada', 'bnb', 'dt', 'et', 'gnb', 'gp', 'knn', 'logreg', 'mlp', 'mnb', 'pa', 'rf', 'sgd', 'svm'];
  const [id] = await search.start({ datasetId, methods, budget: 40, selector: 'HIERALG', seed: 1 });
  const run = await search.ended(id!);
  expect(run).toMatchObject({ status: 'SUCCEEDED', statusReason: 'BUDGET_USED' });
  const trials = await search.trials(id!);
  expect(new Set(trials.filter(({ status }) => status === 'COMPLETE').map(({ partition }) => partition.split(' ')[0])).size).toBe(14);
  for (const { status, error } of trials) if (status === 'ERRORED') expect(error).toMatch(/^(ValueError|LinAlgError): /);
}, 180_000);
