import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cli } from '../support/cli';
import { methodFile, sampleCsv, searches, writeMethods, type Searches } from '../support/searches';

/** Whole searches, from the mutation to the stored scores, by one worker process. */
let folder: string, search: Searches, binary: string, multiclass: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rungraph-methods-'));
  await writeMethods(folder, { 'stump.json': methodFile('stump', 'tree.DecisionTreeClassifier', { max_depth: { type: 'int', range: [1, 3] }, criterion: { type: 'string', values: ['gini', 'entropy'] } }) });
  search = await searches({ RUNGRAPH_METHODS_DIR: folder });
  [binary, multiclass] = await Promise.all([search.dataset(sampleCsv(80)), search.dataset(sampleCsv(80, 3))]);
  await search.startWorker();
});
afterAll(async () => {
  await search?.close();
  rmSync(folder, { recursive: true });
});

test('a method of the operator is searched; a run without a budget ends when each of its points was tried once', async () => {
  const [id] = await search.start({ datasetId: binary, methods: ['stump'], budgetType: 'NONE' });
  expect(await search.ended(id!)).toMatchObject({ status: 'SUCCEEDED', statusReason: 'PARTITIONS_EXHAUSTED', progress: { done: 6, failed: 0 } });
  const points = (await search.trials(id!)).map(({ values }) => `${values.criterion} ${values.max_depth}`);
  expect(points.toSorted()).toEqual(['entropy 1', 'entropy 2', 'entropy 3', 'gini 1', 'gini 2', 'gini 3']);
});

test('a broken method file stops the start, with file and field', async () => {
  const broken = join(folder, 'broken');
  await writeMethods(broken, { 'mine.json': methodFile('mine', 'tree.DecisionTreeClassifier', { max_depth: { type: 'int', range: [9, 1] } }) });
  const server = cli(['server', '--port', '0'], { RUNGRAPH_HOME: join(folder, 'home'), RUNGRAPH_METHODS_DIR: broken });
  expect(await server.exit).toEqual({ code: 1, signal: null });
  expect(server.output()).toContain('mine.json: hyperparameters.max_depth.range: the first number must be below the second');
  expect(server.output()).not.toMatch(/\n\s+at /);
});

test('a grid of 2 ends each partition after 2^n points, though the budget has room', async () => {
  const [id] = await search.start({ datasetId: binary, methods: ['dt', 'gnb'], gridding: 2, budget: 100 });
  expect(await search.ended(id!)).toMatchObject({ status: 'SUCCEEDED', statusReason: 'PARTITIONS_EXHAUSTED', progress: { done: 33, failed: 0 } });
  const points = (await search.trials(id!)).map(({ partition, values }) => JSON.stringify([partition, values]));
  expect(new Set(points).size).toBe(33);
  const counts = await search.graph.db.query('select h.method, h.status, count(c.id) as n from hyperpartition h join classifier c on c.hyperpartition_id = h.id where h.datarun_id = $1 group by h.id order by h.id', [Number(id!.split('_')[1])]);
  expect(counts).toEqual([{ method: 'dt', status: 'GRIDDING_DONE', n: 16 }, { method: 'dt', status: 'GRIDDING_DONE', n: 16 }, { method: 'gnb', status: 'GRIDDING_DONE', n: 1 }]);
});

test('with the same seed and one worker: the same sequence of partitions, values and scores; another seed, another one', async () => {
  const sequence = async (seed: number) => {
    const [id] = await search.start({ datasetId: binary, methods: ['dt', 'logreg'], budget: 10, selector: 'BESTK', tuner: 'GP_EI', seed });
    await search.ended(id!);
    return (await search.trials(id!)).map(({ partition, values, cv, test }) => ({ partition, values, cv, test }));
  };
  const first = await sequence(5);
  expect(first).toHaveLength(10);
  expect(await sequence(5)).toEqual(first);
  expect(await sequence(6)).not.toEqual(first);
});

test('one datarun a partition, each with the whole budget', async () => {
  const ids = await search.start({ datasetId: binary, methods: ['dt', 'gnb'], budget: 2, runPerPartition: true });
  expect(ids).toHaveLength(3);
  const runs = await Promise.all(ids.map((id) => search.ended(id)));
  expect(runs.map(({ statusReason, progress }) => [statusReason, progress.done])).toEqual([['BUDGET_USED', 2], ['BUDGET_USED', 2], ['PARTITIONS_EXHAUSTED', 1]]);
});

test('a deadline ends the run; what was started before it counts', async () => {
  const deadline = new Date(Date.now() + 2000);
  const [id] = await search.start({ datasetId: binary, methods: ['dt'], deadline: deadline.toISOString() });
  const run = await search.ended(id!);
  expect(run).toMatchObject({ status: 'SUCCEEDED', statusReason: 'DEADLINE_PASSED' });
  expect(run.progress.done).toBeGreaterThan(0);
  expect(Date.now() - deadline.getTime()).toBeGreaterThan(0);
  const [{ late }] = await search.graph.db.query('select count(*) as late from classifier where datarun_id = $1 and started_at > $2', [Number(id!.split('_')[1]), deadline]);
  expect(late).toBe(0);
});

describe('scores in the graph', () => {
  const scored = async (input: object) => {
    const [id] = await search.start({ methods: ['gnb'], budget: 1, ...input });
    await search.ended(id!);
    const { datarun } = await search.ask('query($id: ID!) { datarun(id: $id) { bestClassifier { cvJudgmentMetric cvJudgmentMetricStdev testJudgmentMetric muSigma scores { name fold value } } } }', { id });
    return datarun.bestClassifier;
  };
  const meanOf = (best: any, name: string) => {
    const folds = best.scores.filter((s: any) => s.name === name && s.fold !== null).map((s: any) => s.value);
    expect(folds).toHaveLength(5);
    return folds.reduce((a: number, b: number) => a + b) / 5;
  };

  test.each([
    ['binary', 'F1_MACRO', 'f1'], ['binary', 'ROC_AUC_MICRO', 'roc_auc'], ['multiclass', 'F1', 'f1_macro'], ['multiclass', 'ROC_AUC', 'roc_auc_macro'],
  ])('%s: %s means %s', async (data, metric, computed) => {
    const best = await scored({ datasetId: data === 'binary' ? binary : multiclass, metric });
    expect(Number(best.cvJudgmentMetric)).toBeCloseTo(meanOf(best, computed), 9);
    expect(Number(best.testJudgmentMetric)).toBeCloseTo(best.scores.find((s: any) => s.name === computed && s.fold === null).value, 9);
  });

  test('with the target MU_SIGMA the best classifier is the one with the greatest mean less two deviations', async () => {
    const [id] = await search.start({ datasetId: binary, methods: ['dt'], budget: 8, scoreTarget: 'MU_SIGMA', seed: 4, selector: 'UCB1', tuner: 'GP' });
    await search.ended(id!);
    const { datarun } = await search.ask('query($id: ID!) { datarun(id: $id) { bestClassifier { muSigma } classifiers(first: 20) { nodes { muSigma cvJudgmentMetric cvJudgmentMetricStdev } } } }', { id });
    for (const c of datarun.classifiers.nodes) expect(Number(c.muSigma)).toBeCloseTo(c.cvJudgmentMetric - 2 * c.cvJudgmentMetricStdev, 8);
    expect(Number(datarun.bestClassifier.muSigma)).toBe(Math.max(...datarun.classifiers.nodes.map((c: any) => Number(c.muSigma))));
  });

  test('text columns and a test file: the test score is that of the file', async () => {
    const csv = (rows: number, wrong: (i: number) => boolean) => ['colour,size,class', ...Array.from({ length: rows }, (_, i) => `${i % 2 ? 'red' : 'blue'},${i % 5},${(i % 2 === 1) === wrong(i) ? 'no' : 'yes'}`)].join('\n');
    const datasetId = await search.dataset(csv(60, () => false), csv(40, (i) => i < 10));
    const best = await scored({ datasetId, metric: 'ACCURACY', methods: ['dt'], scoreTarget: 'CV' });
    expect([best.cvJudgmentMetric, best.testJudgmentMetric]).toEqual(['1.0000000000', '0.7500000000']);
  });
});
