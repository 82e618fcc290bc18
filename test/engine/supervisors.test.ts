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

const TRACES = ['touch "$TMPDIR/.left"', 'mkdir -p "$TMPDIR/a/b"; chmod 0 "$TMPDIR/a"', 'chmod 755 "$TMPDIR"', `python3 -c 'import os; os.setxattr(os.environ["TMPDIR"], "user.mine", b"1")'`];
test.each([
  ['isolated', true, TRACES],
  ['not isolated', false, [...TRACES, 'rmdir "$TMPDIR"', 'rmdir "$TMPDIR"; ln -s /usr "$TMPDIR"', 'rmdir "$TMPDIR"; mkdir -m 700 "$TMPDIR"', 'rmdir "$TMPDIR"; echo > "$TMPDIR"']],
])('their folder for temporary files goes to the next task only as it was made: %s', async (_, isolate, traces) => {
  await executor.stop(0);
  executor = new LocalExecutor({ interpreter, pythonPath, log, isolate, capacity: { cpus: 64 } });
  await executor.start();
  // Where isolation has its way the tests' own folders are mounted in there.
  const look = () => bench.run(executor, [interpreter, '-c', 'import os; t = os.environ["TMPDIR"]; s = os.lstat(t); print(oct(s.st_mode), [n for n in os.listdir(t) if not n.startswith("engine-")], os.listxattr(t), t)']);
  const fresh = '0o40700 [] [] ', folders = new Set<string>();
  for (const command of traces) {
    expect(await bench.run(executor, command)).toMatchObject({ ...fine, err: '' });
    // As many as there are supervisors, and those that come meanwhile.
    for (const { out } of await Promise.all(Array.from({ length: 6 }, look))) expect(out.slice(0, fresh.length)).toBe(fresh);
  }
  for (let i = 0; i < 20; i++) folders.add((await look()).out);
  expect(folders.size).toBeLessThan(10);
  expect(readdirSync('/usr').length).toBeGreaterThan(3);
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
