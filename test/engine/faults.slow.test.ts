import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LocalExecutor } from '../../src/engine';
import { findBwrap } from '../../src/engine/local/isolation';
import { childrenOf, supervisorsOf } from '../support/processes';
import { expectFlushed, startEngine, writing } from './faults';
import { groupsOf, sweepGroups } from './memory-groups';
import { interpreter, log, pythonPath, waitUntil, Workbench } from './workbench';

const bench = new Workbench();
afterAll(() => { bench.end(); sweepGroups(); });

test('the engine is stopped: its tasks end before the queue gives them to somebody else, and it is told when it goes on', async () => {
  const tasks = [writing(bench), writing(bench)];
  const engine = await startEngine(bench, tasks, false);
  engine.child.kill('SIGSTOP');
  await delay(7000);
  expect(bench.leftovers().length).toBeGreaterThan(0);
  await bench.expectNothingLeft(5000);
  engine.child.kill('SIGCONT');
  for (const { id } of tasks) expect(await engine.line(new RegExp(`^ended ${id} `))).toMatch(/LOST The worker was silent for 10 seconds\./);
  await Promise.all([once(engine.child, 'exit')]);
  for (const task of tasks) await expectFlushed(task);
});

test('a stop ends also a task whose supervisor hangs', async () => {
  const executor = new LocalExecutor({ interpreter, pythonPath, log, isolate: false });
  await executor.start();
  const [handle] = await executor.submit([writing(bench)]);
  await handle!.started;
  const [server] = childrenOf(process.pid, 'rungraph_supervisor');
  process.kill(supervisorsOf(server!)[0]!, 'SIGSTOP');
  expect(await handle!.stop(100)).toMatchObject({ reason: 'LOST' });
  await bench.expectNothingLeft();
  await executor.stop(0);
});

test('a task that stops its supervisor is ended at its time limit all the same', async () => {
  const executor = new LocalExecutor({ interpreter, pythonPath, log, isolate: false });
  await executor.start();
  const quick = bench.run(executor, 'kill -STOP $PPID; sleep 300', { timeLimitSeconds: 0.5 });
  const told = bench.task('read line < go; kill -STOP $PPID; sleep 300', { timeLimitSeconds: 0.5 });
  mkdirSync(told.folder, { recursive: true });
  execFileSync('mkfifo', [join(told.folder, 'go')]);
  const [handle] = await executor.submit([told]);
  await handle!.started;
  await appendFile(join(told.folder, 'go'), 'go\n');
  const [stopped] = await executor.submit([bench.task('kill -STOP $PPID; sleep 300', { timeLimitSeconds: 300 })]);
  for (const ending of [await quick, await handle!.ended]) expect(ending).toMatchObject({ reason: 'TIME_LIMIT', message: expect.stringMatching(/^The limit of 0\.5 seconds was reached\. .* did not answer/) });
  expect(await stopped!.stop(100)).toMatchObject({ reason: 'LOST' });
  await bench.expectNothingLeft();
  await executor.stop(0);
}, 30_000);

test('the engine is killed while a supervisor hangs: its task is ended all the same', async () => {
  const tasks = [writing(bench), writing(bench)];
  const engine = await startEngine(bench, tasks, false);
  const [hanging] = engine.supervisors();
  process.kill(hanging!, 'SIGSTOP');
  engine.child.kill('SIGKILL');
  await bench.expectNothingLeft(2000);
  await waitUntil(() => !existsSync(`/proc/${hanging}`), 7000);
});

test('the server of the tasks is stopped: it is replaced, and its tasks are lost', async () => {
  const tasks = [writing(bench)];
  const engine = await startEngine(bench, tasks, false);
  process.kill(engine.server(), 'SIGSTOP');
  expect(await engine.line(/^ended/)).toMatch(/LOST/);
  await bench.expectNothingLeft();
  await once(engine.child, 'exit');
}, 30_000);

/** Mulberry32, so that a seed can be run again. */
function random(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

test.each([1, 2, 3])('kills at random, seed %i: nothing is ever left, groups neither', async (seed) => {
  const next = random(seed);
  for (let round = 0; round < 6; round++) {
    const tasks = Array.from({ length: 1 + Math.floor(next() * 4) }, () => writing(bench));
    const engine = await startEngine(bench, tasks, typeof findBwrap() !== 'string' && next() < 0.5);
    await delay(next() * 300);
    const server = engine.server();
    const victim = ['engine', 'server', 'supervisor'][Math.floor(next() * 3)]!;
    const pid = { engine: engine.pid, server, supervisor: engine.supervisors()[0]! }[victim]!;
    process.kill(pid, 'SIGKILL');
    if (victim !== 'engine') {
      await engine.line(/^ended .* LOST/);
      await delay(next() * 100);
      engine.child.kill('SIGKILL');
    }
    await bench.expectNothingLeft(2000);
    await waitUntil(() => groupsOf(server).length === 0, 2000);
    if (victim !== 'supervisor') for (const task of tasks) await expectFlushed(task);
  }
}, 120_000);
