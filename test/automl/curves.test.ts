import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { automlGraph, type AutomlGraph } from '../support/automl';
import { searched, startWorker } from '../support/worker';

let graph: AutomlGraph, stop: () => Promise<void>;
beforeAll(async () => {
  graph = await automlGraph();
  stop = await startWorker(graph);
});
afterAll(async () => { await stop?.(); await graph?.close(); });

/** The metrics file of the only classifier of a datarun on so many classes. */
async function metricsOf(classes: number, input: string): Promise<{ cv: object[]; test: object }> {
  await writeFile(join(graph.folder, `c${classes}.csv`), ['a,b,class', ...Array.from({ length: 90 }, (_, i) => `${i % 17},${i % classes},k${i % classes}`)].join('\n'));
  const { data } = await graph.run('mutation($p: String!) { createDataset(input: {trainPath: $p, classColumn: "class"}) { id } }', { p: `c${classes}.csv` });
  const id = await searched(graph, data.createDataset.id, `methods: ["gnb"], budget: 1, metric: ACCURACY ${input}`);
  const { data: { datarun } } = await graph.run('query($id: ID!) { datarun(id: $id) { classifiers { nodes { status metricsLocation } } } }', { id });
  expect(datarun.classifiers.nodes).toMatchObject([{ status: 'COMPLETE' }]);
  return JSON.parse(await readFile(join(graph.config.home, 'artefacts', datarun.classifiers.nodes[0].metricsLocation), 'utf8'));
}

test('curves come into the metrics files when the run asks for them', async () => {
  const { cv, test } = await metricsOf(2, 'curves: true');
  expect(cv).toHaveLength(5);
  for (const part of [...cv, test]) expect(part).toMatchObject({ roc_curve: { fprs: expect.any(Array), tprs: expect.any(Array), thresholds: expect.any(Array) }, pr_curve: { precisions: expect.any(Array), recalls: expect.any(Array), thresholds: expect.any(Array) } });
});

test('of more than two classes each has its own', async () => {
  const { test } = await metricsOf(3, 'curves: true');
  expect(test).toMatchObject({ class_wise: { 0: { accuracy: expect.any(Number), roc_curve: {}, pr_curve: {} }, 1: {}, 2: {} } });
});

test('otherwise there are none', async () => {
  const { cv, test } = await metricsOf(2, '');
  for (const part of [...cv, test]) expect(Object.keys(part).filter((key) => /curve|class_wise/.test(key))).toEqual([]);
});
