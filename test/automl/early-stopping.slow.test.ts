import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { choose } from '../../src/graphs/automl/search/choice';
import { queryOf } from '../../src/database/data-source';
import { automlGraph, type Answer, type AutomlGraph } from '../support/automl';
import { searched, startWorker } from '../support/worker';

let graph: AutomlGraph, datasetId: string, stop: () => Promise<void>;
beforeAll(async () => {
  graph = await automlGraph();
  stop = await startWorker(graph);
  // Which of two numbers is odd decides, with some noise: nothing for a line, easy for a deep tree.
  const rows = Array.from({ length: 300 }, (_, i) => { const a = i % 16, b = Math.floor(i / 16) % 16; return `${a},${b},${(a + b + (i % 23 === 0 ? 1 : 0)) % 2 ? 'odd' : 'even'}`; });
  await writeFile(join(graph.folder, 'data.csv'), ['a,b,class', ...rows].join('\n'));
  datasetId = (await graph.run('mutation { createDataset(input: {trainPath: "data.csv", classColumn: "class"}) { id } }')).data.createDataset.id;
});
afterAll(async () => { await stop?.(); await graph?.close(); });

const codeOf = ({ errors }: Answer) => errors?.map((e) => [(e.originalError as any)?.code, (e.originalError as any)?.details?.path?.join('.')]);
const trialsOf = async (id: string) => {
  const { data } = await graph.run(`query($id: ID!) { datarun(id: $id) { status statusReason earlyStopping progress { fraction total done failed } bestClassifier { id cvJudgmentMetric } leaderboard(first: 200) { id status }
    hyperpartitions(first: 50) { nodes { status } }
    classifiers(first: 200) { nodes { id status cvJudgmentMetric cvJudgmentMetricStdev testJudgmentMetric modelLocation modelUrl metricsLocation finishedAt errorMessage hyperparameters { name value } scores { name fold value } } } } }`, { id });
  return data.datarun;
};
const meanOf = (trial: any) => { const values = trial.scores.filter((s: any) => s.name === 'accuracy' && s.fold !== null).map((s: any) => s.value); return { folds: values.length, mean: values.reduce((a: number, b: number) => a + b, 0) / values.length }; };

const SEARCH = 'methods: ["logreg", "dt", "knn"], budget: 30, seed: 11, metric: ACCURACY';

test('of two searches with one seed the one with early stopping finds the same best, and what it has stopped could not have been better', async () => {
  const whole = await trialsOf(await searched(graph, datasetId, SEARCH));
  const id = await searched(graph, datasetId, `${SEARCH}, earlyStopping: true`);
  const early = await trialsOf(id);
  expect([whole.earlyStopping, early.earlyStopping]).toEqual([false, true]);
  expect(whole.classifiers.nodes.every((trial: any) => trial.status === 'COMPLETE')).toBe(true);

  // They count to the budget, and neither as errors of the run nor of a partition.
  expect(early).toMatchObject({ status: 'SUCCEEDED', statusReason: 'BUDGET_USED', progress: { fraction: 1, total: 30, done: 30, failed: 0 } });
  const errors = await graph.db.query('select sum(errors) as n from hyperpartition where datarun_id = $1', [Number(id.split('_')[1])]);
  expect(errors).toEqual([{ n: 0 }]);

  const pairs = whole.classifiers.nodes.map((full: any, i: number) => [full, early.classifiers.nodes[i]]);
  expect(pairs).toHaveLength(30);
  const stopped = early.classifiers.nodes.filter((trial: any) => trial.status === 'STOPPED_EARLY');
  expect(stopped.length).toBeGreaterThan(5);
  expect(early.leaderboard).toHaveLength(30 - stopped.length);

  let best = -1, folds = 0;
  for (const [full, one] of pairs) {
    // The tuner and the selector went the same way.
    expect(one.hyperparameters).toEqual(full.hyperparameters);
    if (one.status === 'COMPLETE') {
      expect([one.cvJudgmentMetric, one.testJudgmentMetric]).toEqual([full.cvJudgmentMetric, full.testJudgmentMetric]);
      best = Math.max(best, Number(full.cvJudgmentMetric));
      continue;
    }
    const seen = meanOf(one);
    expect(Number(full.cvJudgmentMetric)).toBeLessThan(best);
    expect(seen.folds).toBeLessThan(5);
    expect(one.scores).toEqual(full.scores.filter((s: any) => s.fold !== null && s.fold < seen.folds));
    // No sooner and no later than it was certain.
    expect((seen.mean * seen.folds + 5 - seen.folds) / 5).toBeLessThan(best);
    const before = one.scores.filter((s: any) => s.name === 'accuracy' && s.fold < seen.folds - 1);
    expect((before.reduce((sum: number, s: any) => sum + s.value, 0) + 5 - before.length) / 5).toBeGreaterThanOrEqual(best - 1e-10);
    expect(one).toMatchObject({ cvJudgmentMetric: null, cvJudgmentMetricStdev: null, testJudgmentMetric: null, modelLocation: null, modelUrl: null, metricsLocation: null, finishedAt: expect.any(String) });
    expect(one.errorMessage).toContain(`after ${seen.folds} of its folds`);
    folds += 5 - seen.folds;
  }
  expect(early.bestClassifier.cvJudgmentMetric).toBe(whole.bestClassifier.cvJudgmentMetric);
  expect(folds).toBeGreaterThan(10);

  const { data } = await graph.run('query($id: ID!) { classifiers(where: {datarun: {id: [$id]}, status: STOPPED_EARLY}) { totalCount } }', { id });
  expect(data.classifiers.totalCount).toBe(stopped.length);
  const predicted = await graph.run('mutation($c: ID!) { predict(input: {classifierId: $c, rows: [{a: 1, b: 2}]}) { labels } }', { c: stopped[0].id });
  expect([codeOf(predicted), predicted.errors![0]!.message]).toEqual([[['CONFLICT', undefined]], expect.stringContaining('STOPPED_EARLY')]);

  // To a tuner a stopped trial is tried, without a score.
  const query = queryOf(graph.db);
  const [run] = await graph.db.query(`select id as number, 'UNIFORM' as selector, 'GP' as tuner, 'CV' as "scoreTarget", 1 as "kWindow", 2 as "rMinimum", 0 as gridding, 5 as "searchSeed" from datarun where id = $1`, [Number(id.split('_')[1])]);
  const [{ partition }] = await query(`select hyperpartition_id as partition from classifier where datarun_id = $1 and status = 'STOPPED_EARLY' order by id limit 1`, [run.number]);
  const [arm] = await query<any>('select id as number, method, categoricals, constants, tunables from hyperpartition where id = $1', [partition]);
  let asked: any;
  await choose(query, run, 1, [arm], async (proposal) => { asked = proposal; return { exhausted: true }; });
  const tried = await query('select status from classifier where hyperpartition_id = $1 order by finished_at', [partition]);
  expect(asked.history.map((entry: any) => entry.score === null)).toEqual(tried.map((row: any) => row.status === 'STOPPED_EARLY'));
  const means = await query(`select stopped_mean as mean from classifier where datarun_id = $1 and status = 'STOPPED_EARLY' order by id`, [run.number]);
  expect(means.map((row: any) => Number(row.mean))).toEqual(stopped.map((trial: any) => expect.closeTo(meanOf(trial).mean, 9)));
}, 110_000);

test('selectors know the mean of the folds that ran', async () => {
  const { data: { startDatarun: [{ id }] } } = await graph.run('mutation($d: ID!) { startDatarun(input: {datasetId: $d, methods: ["dt"], selector: BESTK, priority: -5, earlyStopping: true}) { id } }', { d: datasetId });
  await graph.run('mutation($id: ID!) { cancelDatarun(id: $id) { id } }', { id });
  const number = Number(id.split('_')[1]), query = queryOf(graph.db);
  const partitions = await query<any>('select id as number, method, categoricals, constants, tunables from hyperpartition where datarun_id = $1 order by id', [number]);
  await query('delete from classifier where datarun_id = $1', [number]);
  await query(`insert into classifier (datarun_id, hyperpartition_id, slot, host, status, hyperparameters, cv_judgment_metric, stopped_mean, finished_at)
    select $1, p, row_number() over (), 'h', case p when $2 then 'STOPPED_EARLY' else 'COMPLETE' end, '[]', case p when $3 then 0.3 end, case p when $2 then 0.6 end, clock_timestamp() from unnest(array[$2, $3]::int[]) p, generate_series(1, 4)`,
  [number, partitions[0].number, partitions[1].number]);
  const run: any = { number, selector: 'BESTK', tuner: 'UNIFORM', scoreTarget: 'CV', kWindow: 3, rMinimum: 2, gridding: 0, searchSeed: 1 };
  for (const slot of [1, 2, 3, 4, 5, 6, 7, 8]) expect((await choose(query, run, slot, partitions, async () => ({ exhausted: true }))).partition.number).toBe(partitions[0].number);
});

test.each(['TEST', 'MU_SIGMA'])('early stopping by %s is refused, with the reason', async (target) => {
  const answer = await graph.run('mutation($d: ID!, $t: ScoreTarget!) { startDatarun(input: {datasetId: $d, scoreTarget: $t, earlyStopping: true}) { id } }', { d: datasetId, t: target });
  expect([codeOf(answer), answer.errors![0]!.message]).toEqual([[['BAD_USER_INPUT', 'input.earlyStopping']], expect.stringContaining(`needs the score target CV, not ${target}`)]);
});
