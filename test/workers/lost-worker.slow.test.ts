import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { anonymous } from '../../src/core/principal';
import type { EventRoot } from '../../src/events';
import { automlGraph, type AutomlGraph } from '../support/automl';
import { cli, type CliProcess } from '../support/cli';
import { isTrialProcess, pythonOf } from '../support/processes';
import { createSourceEventStream, parse } from 'graphql';

let graph: AutomlGraph;
const workers: CliProcess[] = [];
beforeAll(async () => { graph = await automlGraph(); });
afterAll(async () => {
  for (const worker of workers) worker.kill('SIGKILL');
  await Promise.all(workers.map((worker) => worker.exit));
  await graph.close();
});

const startWorker = () => {
  const worker = cli(['worker'], { DATABASE_URL: graph.postgres.url, RUNGRAPH_HOME: graph.config.home, RUNGRAPH_LOG_LEVEL: 'info' }, graph.folder);
  workers.push(worker);
  return worker;
};

async function events(id: string): Promise<AsyncIterable<EventRoot>> {
  const stream = await createSourceEventStream({ schema: graph.graph.schema, document: parse('subscription($id: ID!) { datarunUpdated(id: $id) { cursor } }'), variableValues: { id }, contextValue: graph.graph.contextFor(anonymous, 'test') });
  if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream));
  return stream as AsyncIterable<EventRoot>;
}

test('60 trials with 3 workers, one of them killed in the middle: 60 classifiers end, none twice, and the lost trial runs again within 20 s', async () => {
  const rows = Array.from({ length: 400 }, (_, i) => [i % 7, (i * 37) % 11, (i * i) % 13, i % 2 ? 'yes' : 'no'].join(','));
  await writeFile(join(graph.folder, 'data.csv'), ['a,b,c,class', ...rows].join('\n'));
  const { data: { createDataset: { id: datasetId } } } = await graph.run('mutation { createDataset(input: {trainPath: "data.csv", classColumn: "class"}) { id } }');
  const waiting = await graph.run('mutation($d: ID!) { startDatarun(input: {datasetId: $d, budget: 60, seed: 7}) { id status statusReason } }', { d: datasetId });
  expect(waiting.data.startDatarun).toEqual([{ id: expect.any(String), status: 'PENDING', statusReason: 'NO_WORKER_ALIVE' }]);
  const { id } = waiting.data.startDatarun[0];

  const first = startWorker();
  startWorker(); startWorker();
  const victim = Number((await first.line(/"pid":(\d+).*worker is ready/))[1]);
  const log = await events(id);
  let killedAt = 0, lost: number[] = [], again = 0, startedAgainAfter = Infinity;
  const python = pythonOf(victim);
  expect(python).toHaveLength(1);
  for await (const event of log) {
    const { data } = await graph.run('query($id: ID!) { datarun(id: $id) { status progress { done failed running } } workers { alive runningNow pid } }', { id });
    if (!killedAt && event.kind === 'PROGRESS' && data.datarun.progress.done >= 5) {
      // Stopped first, so that none of them can end between the look and the kill.
      first.kill('SIGSTOP');
      const [held] = await graph.db.query(`select array_agg(c.id) as ids from classifier c join worker w on w.id = c.worker_id where w.pid = $1 and c.status = 'RUNNING'`, [victim]);
      if (!held.ids) { first.kill('SIGCONT'); continue; }
      expect(data.workers.filter((w: any) => w.alive)).toHaveLength(3);
      first.kill('SIGKILL');
      killedAt = Date.now();
      lost = held.ids;
    }
    if (killedAt && event.kind === 'CHILD' && lost.includes(event.classifier as number)) {
      const [{ attempt }] = await graph.db.query('select attempt from classifier where id = $1', [event.classifier]);
      if (attempt > 1) { again++; startedAgainAfter = Date.now() - killedAt; }
    }
    if (['SUCCEEDED', 'FAILED'].includes(data.datarun.status)) break;
  }
  expect(killedAt).toBeGreaterThan(0);
  expect(again).toBeGreaterThan(0);
  expect(startedAgainAfter).toBeLessThan(20_000);
  expect(pythonOf(victim)).toEqual([]);
  expect(python.filter(isTrialProcess)).toEqual([]);

  const { data } = await graph.run('query($id: ID!) { datarun(id: $id) { status statusReason progress { fraction total done failed running } classifiers(first: 200) { totalCount nodes { status attempt cvJudgmentMetric modelLocation scores { name fold } } } hyperpartitions { totalCount } bestClassifier { cvJudgmentMetric } } }', { id });
  const { datarun } = data;
  expect(datarun).toMatchObject({ status: 'SUCCEEDED', statusReason: 'BUDGET_USED', hyperpartitions: { totalCount: 32 }, classifiers: { totalCount: 60 }, progress: { fraction: 1, total: 60, running: 0 } });
  expect(datarun.progress.done + datarun.progress.failed).toBe(60);
  expect(datarun.classifiers.nodes.filter((c: any) => c.status === 'RUNNING')).toEqual([]);
  expect(datarun.classifiers.nodes.some((c: any) => c.attempt === 2)).toBe(true);
  const complete = datarun.classifiers.nodes.filter((c: any) => c.status === 'COMPLETE');
  expect(complete.length).toBe(datarun.progress.done);
  for (const c of complete) {
    expect(c.cvJudgmentMetric).toMatch(/^\d\.\d{10}$/);
    expect(readFileSync(join(graph.config.home, 'artefacts', c.modelLocation)).length).toBeGreaterThan(100);
  }
  const ended = await graph.db.query(`select payload->>'classifier' as c, count(*) as n from event where topic = 'datarun' and subject = $1 and payload->>'kind' = 'PROGRESS' group by 1 having count(*) > 1`, [id]);
  expect(ended).toEqual([]);
});

test('a worker that is told to stop leaves the list at once and ends well', async () => {
  const [, second] = workers;
  await second!.line(/worker is ready/);
  second!.kill('SIGTERM');
  expect(await second!.exit).toEqual({ code: 0, signal: null });
  const { data } = await graph.run('{ workers { pid alive } }');
  expect(data.workers.filter((w: any) => w.pid === second!.child.pid)).toEqual([]);
});
