import { readdirSync } from 'node:fs';
import { LocalExecutor } from '../../src/engine';
import { childrenOf } from '../support/processes';
import { interpreter, log, pythonPath, waitUntil, Workbench } from './workbench';

// Supervisors take one task after the other.
const bench = new Workbench();
let executor: LocalExecutor, server: number;
beforeEach(async () => {
  executor = new LocalExecutor({ interpreter, pythonPath, log, capacity: { cpus: 64 } });
  await executor.start();
  [server] = childrenOf(process.pid, 'rungraph_supervisor') as [number];
});
afterEach(async () => {
  await executor.stop(0);
  await bench.expectNothingLeft();
});
afterAll(() => bench.end());

const supervisors = () => childrenOf(server, 'rungraph_supervisor');
const launchers = () => supervisors().flatMap((pid) => childrenOf(pid, 'rungraph_supervisor'));
/** Each supervisor has the process that is to become its next task. */
const rested = (count: number) => waitUntil(() => supervisors().length === count && launchers().length === count, 5000);
const descriptors = () => supervisors().map((pid) => readdirSync(`/proc/${pid}/fd`).length);
const fine = { reason: 'EXITED', exitCode: 0 };

test('they stay, and keep nothing open of what is over', async () => {
  const eight = () => Promise.all(Array.from({ length: 8 }, () => bench.run(executor, 'echo out; echo err >&2', { resources: { cpu: 0.1, memoryBytes: 64e6 } })));
  for (const ending of await eight()) expect(ending).toMatchObject(fine);
  await rested(8);
  const before = descriptors();
  for (let round = 0; round < 3; round++) for (const ending of await eight()) expect(ending).toMatchObject({ ...fine, out: 'out\n', err: 'err\n' });
  await expectSame(before);
  // What never started leaves nothing either.
  for (const program of ['nowhere', '/etc']) expect(await bench.run(executor, [program])).toMatchObject({ reason: 'FAILED_TO_START' });
  await expectSame(before);
});

async function expectSame(before: object) {
  await rested(8);
  expect(descriptors()).toEqual(before);
}

test('of many at once only some stay', async () => {
  await Promise.all(Array.from({ length: 20 }, () => bench.run(executor, 'sleep 0.3')));
  await rested(8);
});

test('figures are those of one task', async () => {
  const large = await bench.run(executor, ['python3', '-c', 'x = b"1" * 150_000_000\nimport time\nend = time.process_time() + 0.4\nwhile time.process_time() < end: pass']);
  const small = [await bench.run(executor, 'true'), await bench.run(executor, 'true')];
  expect(large.maxMemoryBytes).toBeGreaterThan(150e6);
  expect(large.userSeconds + large.systemSeconds).toBeGreaterThan(0.35);
  for (const { maxMemoryBytes, userSeconds, systemSeconds } of small) {
    expect(maxMemoryBytes ?? 0).toBeLessThan(50e6);   // null when it was too short to be looked at
    expect(userSeconds + systemSeconds).toBeLessThan(0.2);
  }
});

test('those that were killed while they waited are not waited for', async () => {
  await Promise.all([1, 2, 3].map(() => bench.run(executor, 'sleep 0.1')));
  await waitUntil(() => launchers().length === supervisors().length && supervisors().length >= 3, 5000);
  const killed = launchers();
  for (const pid of killed) process.kill(pid, 'SIGKILL');
  await waitUntil(() => !launchers().some((pid) => killed.includes(pid)), 5000);
  expect(await Promise.all([1, 2, 3].map(() => bench.run(executor, 'true')))).toMatchObject([fine, fine, fine]);
  const dead = supervisors();
  for (const pid of dead) process.kill(pid, 'SIGKILL');
  await waitUntil(() => supervisors().every((pid) => !dead.includes(pid)), 5000);
  expect(await Promise.all([1, 2, 3].map(() => bench.run(executor, 'true')))).toMatchObject([fine, fine, fine]);
});

test('they end with the engine', async () => {
  await Promise.all([1, 2, 3].map(() => bench.run(executor, 'true')));
  const all = [...supervisors(), ...launchers()];
  await executor.stop(0);
  await waitUntil(() => childrenOf(process.pid, 'rungraph_supervisor').length === 0 && all.every((pid) => !isAlive(pid)), 2000);
});

function isAlive(pid: number): boolean {
  try { return process.kill(pid, 0); } catch { return false; }
}
