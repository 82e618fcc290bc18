import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isTrialProcess, pythonOf } from '../support/processes';
import { endless, methodFile, sampleCsv, searches, writeMethods, type Searches } from '../support/searches';

/** Networks whose weights alone are 3.2 GB. */
const greedy = methodFile('greedy', 'neural_network.MLPClassifier', { alpha: { type: 'float', range: [0.1, 0.2] }, hidden_layer_sizes: { type: 'list', list_length: [2], element: { type: 'int', range: [20_000] } } });

let folder: string, search: Searches, datasetId: string, worker: number;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rungraph-methods-'));
  await writeMethods(folder, { 'endless.json': endless, 'greedy.json': greedy });
  search = await searches({ RUNGRAPH_METHODS_DIR: folder, RUNGRAPH_TRIAL_SECONDS: '20', RUNGRAPH_TRIAL_MEMORY_MB: '600' });
  datasetId = await search.dataset(sampleCsv(80));
  worker = (await search.startWorker()).child.pid!;
});
afterAll(async () => {
  await search?.close();
  rmSync(folder, { recursive: true });
});

test.each([
  ['endless', 'The limit of 20 seconds was reached.'],
  ['greedy', expect.stringMatching(/^The limit of 600 MB of memory was reached \(\d+ MB in use\)\./)],
])('a trial over its limit (%s) is ended, with the reason, and the search goes on', async (method, reason) => {
  const [id] = await search.start({ datasetId, methods: [method], budget: 1 });
  await search.until(id!, (run) => run.progress.running === 1);
  const python = pythonOf(worker);
  expect(await search.ended(id!)).toMatchObject({ status: 'FAILED', statusReason: 'ALL_TRIALS_ERRORED', progress: { running: 0, failed: 1 } });
  expect(await search.trials(id!)).toMatchObject([{ status: 'ERRORED', attempt: 1, error: reason }]);
  expect(python.filter(isTrialProcess)).toEqual([]);
  const [next] = await search.start({ datasetId, methods: ['gnb', 'dt'], budget: 5 });
  expect(await search.ended(next!)).toMatchObject({ status: 'SUCCEEDED', progress: { done: 5, failed: 0 } });
}, 120_000);
