import { childrenOf } from '../support/processes';
import { LocalExecutor } from '../../src/engine';
import { allowedCores } from '../../src/engine/local/core-map';
import { findBwrap } from '../../src/engine/local/isolation';
import { executorContract } from './executor-contract';
import { endings, interpreter, lineIn, log, pythonPath, textOf, Workbench } from './workbench';

const options = { interpreter, pythonPath, log, capacity: { cpus: 4, memoryBytes: 1e9, tasks: 50 } };

executorContract('local, without isolation, memory by looking', () => new LocalExecutor({ ...options, isolate: false, groups: false }));

const bwrap = findBwrap();
if (typeof bwrap === 'string') test.skip(`local, isolated: ${bwrap}`, () => undefined);
else executorContract('local, isolated, memory by control groups where they work', () => new LocalExecutor(options));

describe.each(typeof bwrap === 'string' ? [false] : [false, true])('room on the machine (isolated: %s)', (isolate) => {
  const bench = new Workbench();
  const executor = new LocalExecutor({ ...options, isolate, capacity: { ...options.capacity, tasks: 3 } });
  beforeAll(() => executor.start());
  afterAll(async () => {
    await executor.stop(0);
    bench.end();
  });

  test('a task that asks for a core sees one, and two at once see different ones', async () => {
    const tasks = [0, 1].map(() => bench.task('python -c "import os; print(*os.sched_getaffinity(0))"; exec sleep 300', { resources: { cpu: 1 } }));
    const handles = (await Promise.all(tasks.map((task) => executor.submit([task])))).flat();
    const seen = await Promise.all(tasks.map((task) => lineIn(task, /^/)));
    for (const cores of seen) expect(allowedCores().map(String)).toContain(cores);
    // A machine with one core has no other one to give.
    expect(new Set(seen).size).toBe(Math.min(2, allowedCores().length));
    await Promise.all(handles.map((handle) => handle.stop(0)));
  });

  test('no more tasks than were allowed run at once, single ones or in groups, and all of them run', async () => {
    const times: [number, number][] = [];
    const runGroup = async (size: number) => {
      const tasks = Array.from({ length: size }, (_, replicaIndex) => bench.task('date +%s.%N; sleep 0.05; date +%s.%N', { resources: {}, replicaIndex }));
      expect(await endings(await executor.submit(tasks))).toEqual(tasks.map(() => expect.objectContaining({ reason: 'EXITED', exitCode: 0 })));
      for (const task of tasks) times.push((await textOf(task)).trim().split('\n').map(Number) as [number, number]);
    };
    await Promise.all([...Array(10).fill(1), 2, 3, 1, 3, 1].map(runGroup));
    expect(times).toHaveLength(20);
    const beside = times.map(([from]) => times.filter(([start, end]) => start <= from && from < end).length);
    expect(Math.max(...beside)).toBe(3);
    await expect(runGroup(4)).rejects.toThrow('It needs 4 places for tasks, and there are 3 places for tasks in all.');
  });
});

test('after the end of its server the engine starts another', async () => {
  const bench = new Workbench();
  const executor = new LocalExecutor({ ...options, isolate: false });
  await executor.start();
  const [server] = childrenOf(process.pid, 'rungraph_supervisor');
  const [handle] = await executor.submit([bench.task('sleep 300')]);
  await handle!.started;
  process.kill(server!, 'SIGKILL');
  expect(await handle!.ended).toMatchObject({ reason: 'LOST' });
  expect(await bench.run(executor, 'echo again')).toMatchObject({ exitCode: 0, out: 'again\n' });
  await executor.stop(0);
  await expect(executor.submit([bench.task('true')])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  bench.end();
});

test('without a Python that starts, the engine says so', async () => {
  await expect(new LocalExecutor({ ...options, interpreter: '/no/such/python' }).start()).rejects.toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining('/no/such/python') });
  await expect(new LocalExecutor({ ...options, interpreter: '/bin/false' }).start()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});
