import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { LogReader } from '../../src/engine';
import { findBwrap } from '../../src/engine/local/isolation';
import { expectFlushed, startEngine, writing, type EngineProcess } from './faults';
import { sweepGroups } from './memory-groups';
import { waitUntil, Workbench } from './workbench';

const bench = new Workbench();
let engine: EngineProcess;
afterEach(async () => {
  if (engine.child.exitCode === null && engine.child.signalCode === null) {
    engine.child.kill('SIGCONT');
    engine.child.kill('SIGKILL');
    await once(engine.child, 'exit');
  }
});
afterAll(() => { bench.end(); sweepGroups(); });

const isolations = typeof findBwrap() === 'string' ? [false] : [false, true];

test.each(isolations)('the engine is killed: nothing of its tasks is left, and no flushed line is lost (isolated: %s)', async (isolate) => {
  const tasks = Array.from({ length: 10 }, () => writing(bench));
  engine = await startEngine(bench, tasks, isolate);
  expect(bench.leftovers().length).toBe(30);
  engine.child.kill('SIGKILL');
  await bench.expectNothingLeft(2000);
  for (const task of tasks) await expectFlushed(task);
  expect(await new LogReader(tasks[0]!.logFolder).tail(1)).toMatchObject({ ended: true });
  await waitUntil(() => readdirSync(engine.tmp).length === 0, 2000);
});

test('a supervisor is killed: its task is lost and ended, the others go on', async () => {
  const tasks = [writing(bench), writing(bench)];
  engine = await startEngine(bench, tasks, false);
  const [first, second] = engine.supervisors();
  expect(second).toBeDefined();
  process.kill(first!, 'SIGKILL');
  expect(await engine.line(/^ended/)).toMatch(/^ended t\d+ LOST The process that supervised it ended\.$/);
  expect(bench.leftovers()).toHaveLength(3);   // of the other task: Python, and the two that hide
  engine.child.kill('SIGKILL');
  await bench.expectNothingLeft(2000);
});

test.each(isolations)('the server of the tasks is killed: they are lost, ended and wholly logged (isolated: %s)', async (isolate) => {
  const tasks = [writing(bench), writing(bench), writing(bench)];
  engine = await startEngine(bench, tasks, isolate);
  const before = engine.server();
  process.kill(before, 'SIGKILL');
  for (const { id } of tasks) expect(await engine.line(new RegExp(`^ended ${id} `))).toMatch(/LOST/);
  // LOST is told when nothing is left, for the caller starts the task again at once.
  await bench.expectNothingLeft();
  for (const task of tasks) await expectFlushed(task);
});

test('a supervisor and the server are killed together: the task and its first process end', async () => {
  const tasks = [writing(bench)];
  engine = await startEngine(bench, tasks, findBwrap() instanceof Object);
  const [supervisor] = engine.supervisors();
  process.kill(engine.server(), 'SIGSTOP');
  process.kill(supervisor!, 'SIGKILL');
  process.kill(engine.server(), 'SIGKILL');
  expect(await engine.line(/^ended/)).toMatch(/LOST/);
  await bench.expectNothingLeft(isolations.length > 1 ? 500 : 0);
});
