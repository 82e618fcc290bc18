import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { automlGraph, type AutomlGraph } from '../support/automl';
import { cli, type CliProcess } from '../support/cli';

let graph: AutomlGraph;
const workers: CliProcess[] = [];
beforeAll(async () => { graph = await automlGraph(); });
afterAll(async () => {
  for (const worker of workers) worker.kill('SIGKILL');
  await Promise.all(workers.map((worker) => worker.exit));
  await graph.close();
});
const startWorker = async () => {
  const worker = cli(['worker'], { DATABASE_URL: graph.postgres.url, RUNGRAPH_HOME: graph.config.home }, graph.folder);
  workers.push(worker);
  await worker.line(/worker is ready/);
  return worker;
};
async function until<T>(what: string, look: () => Promise<T | null | undefined | false>, seconds = 60): Promise<T> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await delay(50)) {
    const found = await look();
    if (found) return found;
  }
  throw new Error(`${what} did not happen within ${seconds} s`);
}

test('a worker that was stopped for longer than its heartbeat wakes up, and its late result changes nothing', async () => {
  // A trial that takes seconds: a random forest would be too quick, knn on many rows is not.
  const rows = Array.from({ length: 12_000 }, (_, i) => [i % 97, (i * 37) % 101, (i * i) % 103, (i * 7) % 89, i % 2 ? 'yes' : 'no'].join(','));
  await writeFile(join(graph.folder, 'data.csv'), ['a,b,c,d,class', ...rows].join('\n'));
  const { data: { createDataset: { id: d } } } = await graph.run('mutation { createDataset(input: {trainPath: "data.csv", classColumn: "class"}) { id } }');
  const zombie = await startWorker();
  const { data: { startDatarun: [{ id }] } } = await graph.run('mutation($d: ID!) { startDatarun(input: {datasetId: $d, methods: ["mlp"], budget: 1, seed: 1}) { id } }', { d });
  const number = Number(id.split('_')[1]);
  await until('the trial', async () => (await graph.db.query(`select 1 from classifier where datarun_id = $1 and status = 'RUNNING'`, [number])).length);
  zombie.kill('SIGSTOP');
  const second = await startWorker();
  await until('the second attempt', async () => (await graph.db.query('select 1 from classifier where datarun_id = $1 and attempt = 2', [number])).length, 30);
  zombie.kill('SIGCONT');
  const ended = await until('the end', async () => {
    const { data } = await graph.run('query($id: ID!) { datarun(id: $id) { status progress { done failed running } classifiers { nodes { status attempt modelLocation } } } }', { id });
    return ['SUCCEEDED', 'FAILED'].includes(data.datarun.status) && data.datarun;
  }, 90);
  expect(ended.classifiers.nodes).toMatchObject([{ attempt: 2 }]);
  expect(ended.progress.done + ended.progress.failed).toBe(1);
  expect(ended.progress.running).toBe(0);
  const told = await graph.db.query(`select payload->>'kind' as kind from event where topic = 'datarun' and subject = $1 and payload->>'kind' = 'PROGRESS'`, [id]);
  expect(told).toHaveLength(1);
  expect(second.child.exitCode).toBeNull();
}, 240_000);
