import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { decodeCursor } from '../../src/events';
import { randomFor } from '../../src/graphs/automl/search/random';
import { hasEnded, product, type Product } from '../support/product';
import { sampleCsv } from '../support/searches';

/** 200 short trials by 8 workers, while workers, server and Postgres are killed and connections are cut at random moments. */
const TRIALS = 200, WORKERS = 8, FOLLOWERS = 3, ANSWERS_WITHIN_MS = 5000;
const FAULTS = ['worker', 'worker', 'worker', 'server', 'postgres', 'postgres', 'sockets', 'sockets'] as const;

let rungraph: Product | undefined;
afterEach(() => rungraph?.stop());

test.each([1, 2, 3])('seed %i', async (seed) => {
  const random = randomFor(seed, 0, 'faults');
  const plan = FAULTS.map((what) => ({ what, after: 5 + random.int(TRIALS - 45), delayMs: random.int(200), pick: random.next() })).sort((a, b) => a.after - b.after);
  console.log(`seed ${seed}: ${plan.map(({ what, after, delayMs }) => `${what} at ${after} trials + ${delayMs} ms`).join(', ')}`);
  rungraph = await product(WORKERS);
  const { graph, follow, query } = rungraph;
  await rungraph.file('data.csv', sampleCsv(80));
  const { createDataset } = await graph('mutation { createDataset(input: {trainPath: "data.csv", classColumn: "class"}) { id } }');
  const { startDatarun: [{ id, number }] } = await graph('mutation($d: ID!, $n: Int!, $s: Int!) { startDatarun(input: {datasetId: $d, budget: $n, seed: $s, methods: ["dt", "knn"]}) { id number } }', { d: createDataset.id, n: TRIALS, s: seed });

  const answered: number[] = [];
  const strike = async ({ what, delayMs, pick }: (typeof plan)[number]) => {
    await delay(delayMs);
    if (what === 'server') await rungraph!.killServer();
    if (what === 'postgres') answered.push(await rungraph!.killPostgres());
    if (what === 'sockets') rungraph!.cutSockets();
    if (what !== 'worker') return;
    const alive = rungraph!.workers(), victim = await atWork(alive, pick) ?? alive[Math.floor(pick * alive.length)]!;
    process.kill(victim, 'SIGKILL');
  };
  /** One that has a trial, stopped, so that the trial cannot end before it is killed; undefined while none works. */
  const atWork = async (alive: number[], pick: number): Promise<number | undefined> => {
    for (let tries = 0; tries < 100; tries++) {
      const busy = () => query(`select w.pid from worker w join classifier c on c.worker_id = w.id where c.status = 'RUNNING' and w.pid = any($1::int[]) order by 1`, [alive]);
      const found = await busy(), pid = found[Math.floor(pick * found.length)]?.pid as number | undefined;
      if (!pid) { await delay(20); continue; }
      process.kill(pid, 'SIGSTOP');
      if ((await busy()).some((row) => row.pid === pid)) return pid;
      process.kill(pid, 'SIGCONT');
    }
    return undefined;
  };
  let struck = Promise.resolve(), most = 0;
  const seen = Array.from({ length: FOLLOWERS }, () => [] as number[]);
  const ended: string[] = [];
  const watch = async (ids: number[], first: boolean) => {
    for await (const event of follow(id)) {
      if (event.kind !== 'SNAPSHOT') ids.push(decodeCursor(event.cursor));
      const { done, failed, running } = event.datarun.progress;
      most = Math.max(most, done + failed + running);
      if (first && event.kind === 'PROGRESS') {
        ended.push(event.classifier!.id);
        while (plan.length && ended.length >= plan[0]!.after) { const fault = plan.shift()!; struck = struck.then(() => strike(fault)); }
      }
      if (hasEnded(event)) return;
    }
  };
  const began = performance.now();
  await Promise.all(seen.map((ids, i) => watch(ids, i === 0)));
  await struck;
  console.log(`seed ${seed}: ${((performance.now() - began) / 1000).toFixed(0)} s; Postgres answered again after ${answered.map((ms) => ms.toFixed(0)).join(' and ')} ms`);

  expect(plan).toEqual([]);
  for (const ms of answered) expect(ms).toBeLessThan(ANSWERS_WITHIN_MS);
  expect(most).toBe(TRIALS);
  expect([ended.length, new Set(ended).size]).toEqual([TRIALS, TRIALS]);
  const classifiers = await query('select slot, status, attempt, model_location, model_sha256 from classifier where datarun_id = $1 order by slot', [number]);
  expect(classifiers.map(({ slot }) => slot)).toEqual(Array.from({ length: TRIALS }, (_, i) => i + 1));
  expect(classifiers.filter(({ status }) => status !== 'COMPLETE')).toEqual([]);
  expect(classifiers.some(({ attempt }) => attempt > 1)).toBe(true);
  for (const { model_location, model_sha256 } of classifiers) {
    expect(createHash('sha256').update(await readFile(join(rungraph.home, 'artefacts', model_location))).digest('hex')).toBe(model_sha256);
  }
  const log = (await query(`select id from event where topic = 'datarun' and subject = $1 order by id`, [id])).map((event) => Number(event.id));
  for (const ids of seen) expect(ids).toEqual(log.slice(-ids.length));
  // What a follower does not see came before its snapshot.
  for (const ids of seen) expect(log.length - ids.length).toBeLessThan(10);
  await rungraph.stop();
  rungraph = undefined;
}, 200_000);
