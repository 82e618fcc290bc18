import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LocalExecutor } from '../../src/engine';
import { findBwrap } from '../../src/engine/local/isolation';
import { childrenOf, supervisorsOf } from '../support/processes';
import { startEngine, writing } from './faults';
import { groups, groupsOf, place, processesIn } from './memory-groups';
import { interpreter, lineIn, log, pythonPath, waitUntil, Workbench } from './workbench';

const MB = 1e6;
const options = { interpreter, pythonPath, log, capacity: { cpus: 4, memoryBytes: 4e9, tasks: 50 } };

test('memory is looked at where control groups are not wanted, and the engine says so', async () => {
  const executor = new LocalExecutor({ ...options, isolate: false, groups: false });
  await executor.start();
  expect(executor.limits().memory).toEqual({ how: 'sampled', why: expect.stringMatching(/ten times a second.*switched off/) });
  await executor.stop(0);
});

const isolations = typeof findBwrap() === 'string' ? [false] : [false, true];
if (!('folder' in place)) test.skip(`memory by control groups: ${place.why}`, () => undefined);
else describe.each(isolations)('memory by control groups (isolated: %s)', (isolate) => {
  const bench = new Workbench();
  const executor = new LocalExecutor({ ...options, isolate });
  let server: number;
  beforeAll(async () => {
    await executor.start();
    [server] = childrenOf(process.pid, 'rungraph_supervisor') as [number];
  });
  afterAll(async () => {
    await executor.stop(0);
    expect(groupsOf(server)).toEqual([]);
    expect(groups().servers.filter((folder) => folder.includes(`-${server}-`))).toEqual([]);
    bench.end();
  });
  afterEach(async () => {
    await bench.expectNothingLeft(500);
    expect(groupsOf(server)).toEqual([]);
  });
  const python = (program: string, memoryBytes = 64 * MB) => bench.run(executor, ['python', '-c', program], { resources: { cpu: 0.1, memoryBytes } });
  const beyond = { reason: 'MEMORY_LIMIT', message: 'The limit of 64000000 bytes of memory was exceeded; files in memory, as in /dev/shm, count.' };

  test('the engine says so, and a task is in a group of its own, its supervisor is not', async () => {
    expect(executor.limits().memory).toEqual({ how: 'cgroup', why: expect.stringMatching(/control groups, version [12], in \//) });
    const task = bench.task('sleep 300 & echo up; wait', { resources: { cpu: 0.1, memoryBytes: 64 * MB } });
    const [handle] = await executor.submit([task]);
    const started = await handle!.started;
    await lineIn(task, /^up$/);
    const [group, ...others] = groupsOf(server);
    expect(others).toEqual([]);
    const inside = processesIn(group!);
    expect(inside).toContain(started!.pid);
    expect(inside).toEqual(expect.arrayContaining(bench.leftovers()));
    for (const supervisor of supervisorsOf(server)) expect(inside).not.toContain(supervisor);
    await handle!.stop(0);
  });

  test('two gigabytes at once are never there', async () => {
    const ending = await python('x = bytearray(2_000_000_000); print("got it")');
    expect(ending).toMatchObject({ ...beyond, signal: 'SIGKILL', out: '' });
    expect(ending.maxMemoryBytes).toBeGreaterThanOrEqual(64 * MB);
    expect(ending.maxMemoryBytes).toBeLessThan(90 * MB);   // with pages of libraries that others had read before
  });

  test('a tree that allocates together ends together, though none of it is above the limit', async () => {
    const ending = await python('import os, time\nfor i in range(8):\n  if not os.fork():\n    os.setsid()\n    x = bytearray(20_000_000)\n    time.sleep(300)\ntime.sleep(300)');
    expect(ending).toMatchObject(beyond);
  });

  test('a child beyond the limit ends the task, whatever its parent makes of it', async () => {
    expect(await python('import subprocess, sys\nsubprocess.run([sys.executable, "-c", "x = bytearray(500_000_000)"])\nprint("all is well")')).toMatchObject(beyond);
  });

  test('files in memory count', async () => {
    expect(await python(`import os, time\npath = "/dev/shm/${bench.marker}"\nfile = open(path, "wb")\nos.unlink(path)\nfor i in range(200): file.write(bytes(1_000_000))\ntime.sleep(300)`)).toMatchObject(beyond);
  });

  test('what can be given back does not: files that were read and written', async () => {
    const ending = await python('block = bytes(1_000_000)\nwith open("big", "wb") as file:\n  for i in range(150): file.write(block)\nwith open("big", "rb") as file:\n  while file.read(1_000_000): pass\nimport time\ntime.sleep(0.6)\nprint("done")');
    expect(ending).toMatchObject({ reason: 'EXITED', message: null, exitCode: 0, out: 'done\n' });
    expect(ending.maxMemoryBytes).toBeLessThan(40 * MB);   // what is resident, without what the kernel keeps of files
  });

  test('a limit under which nothing starts', async () => {
    const ending = await python('pass', 100_000);
    expect(ending.reason).toBe(isolate ? 'FAILED_TO_START' : 'MEMORY_LIMIT');
    expect(ending.message).toContain('The limit of 100000 bytes of memory was exceeded');
  });

  test('memory that runs out elsewhere is not told as the limit of the task', async () => {
    const folder = groups().servers.find((each) => each.includes(`-${server}-`))!;
    const limits = readdirSync(folder).filter((name) => /^memory\.(max|limit_in_bytes|memsw\.limit_in_bytes)$/.test(name)).sort().map((name) => join(folder, name));
    for (const file of limits) writeFileSync(file, '40000000');
    try {
      const ending = await python('x = bytearray(100_000_000)', 500 * MB);
      expect(ending).toMatchObject({ reason: 'EXITED', signal: 'SIGKILL', message: 'The kernel ended a process of it because memory ran out outside of its own limit.' });
    } finally {
      for (const file of limits.reverse()) writeFileSync(file, file.endsWith('max') ? 'max' : '-1');
    }
  });

  test('many tasks leave no group behind', async () => {
    const handles = await Promise.all(Array.from({ length: isolate ? 20 : 200 }, () => executor.submit([bench.task('true', { resources: { cpu: 0.1, memoryBytes: 64 * MB } })])));
    for (const { reason, exitCode } of await Promise.all(handles.flat().map(({ ended }) => ended))) expect({ reason, exitCode }).toEqual({ reason: 'EXITED', exitCode: 0 });
  });

  test('a supervisor is killed: its group goes with the task', async () => {
    const task = bench.task('echo up; sleep 300', { resources: { cpu: 0.1, memoryBytes: 64 * MB } });
    const [handle] = await executor.submit([task]);
    await lineIn(task, /^up$/);
    process.kill(supervisorsOf(server)[0]!, 'SIGKILL');
    expect(await handle!.ended).toMatchObject({ reason: 'LOST' });
  });
});

if ('folder' in place) test('what the dead left behind is swept by the next server, what belongs to the living is not', async () => {
  const bench = new Workbench();
  const [dead, living] = await Promise.all([startEngine(bench, [writing(bench)], false), startEngine(bench, [writing(bench)], false)]);
  const server = dead.server(), [supervisor] = dead.supervisors(), theirs = groupsOf(living.server());
  expect([groupsOf(server).length, theirs.length]).toEqual([1, 1]);
  for (const pid of [dead.pid, server, supervisor!]) process.kill(pid, 'SIGSTOP');
  for (const pid of [dead.pid, supervisor!, server]) process.kill(pid, 'SIGKILL');
  await waitUntil(() => processesIn(groupsOf(server)[0]!).length === 2, 2000);   // those that hide; of the living three
  expect(bench.leftovers()).toHaveLength(2 + 3);

  const next = new LocalExecutor({ ...options, isolate: false });
  await next.start();
  expect(groupsOf(server)).toEqual([]);
  expect(groups().servers.filter((folder) => folder.includes(`-${server}-`))).toEqual([]);
  expect(groupsOf(living.server())).toEqual(theirs);
  await waitUntil(() => bench.leftovers().length === 3, 500);
  await next.stop(0);
  const theirServer = living.server();
  living.child.kill('SIGKILL');
  await bench.expectNothingLeft(2000);
  await waitUntil(() => !groups().servers.some((folder) => folder.includes(`-${theirServer}-`)), 2000);
  bench.end();
});
