import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { LocalExecutor } from '../../src/engine';
import { childrenOf } from '../support/processes';
import { pythonSays } from './memory-groups';
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
  // Together: of tasks that come by themselves one may be over before the next needs a supervisor.
  const together = await executor.submit(Array.from({ length: 8 }, () => bench.task('true')));
  for (const ending of await Promise.all(together.map((handle) => handle.ended))) expect(ending).toMatchObject(fine);
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
  await waitUntil(() => killed.every(hasEnded), 5000);
  expect(await Promise.all([1, 2, 3].map(() => bench.run(executor, 'true')))).toMatchObject([fine, fine, fine]);
  const dead = supervisors();
  for (const pid of dead) process.kill(pid, 'SIGKILL');
  await waitUntil(() => dead.every(hasEnded), 5000);
  expect(await Promise.all([1, 2, 3].map(() => bench.run(executor, 'true')))).toMatchObject([fine, fine, fine]);
});

test('a description larger than a pipe reaches one whole while others end', async () => {
  const files = [{ path: 'large', content: Buffer.alloc(200_000, 'x') }];
  for (let round = 0; round < 2; round++) {
    const ends = await Promise.all(Array.from({ length: 20 }, async () => {
      await bench.run(executor, 'sleep 0.4');
      return bench.run(executor, 'wc -c < large', { files });
    }));
    for (const ending of ends) expect(ending).toMatchObject({ ...fine, out: '200000\n' });
  }
});

test('one that is stopped while it waits goes on for the next task, and does not keep the engine from its end', async () => {
  await bench.run(executor, 'true');
  await rested(supervisors().length);
  for (const pid of [...launchers(), ...supervisors()]) process.kill(pid, 'SIGSTOP');
  expect(await bench.run(executor, 'echo on', { timeLimitSeconds: 20 })).toMatchObject({ ...fine, out: 'on\n' });
  await rested(supervisors().length);
  const all = [...supervisors(), ...launchers()];
  for (const pid of all) process.kill(pid, 'SIGSTOP');
  await executor.stop(0);
  await waitUntil(() => all.every((pid) => !isAlive(pid)), 10_000);
}, 30_000);

test('where no process can be made any more a task is lost, not the engine, and nothing stays open', () => {
  expect(pythonSays(`
import errno, json, os, select
from rungraph_supervisor.launch import CannotStart
from rungraph_supervisor.launcher import Launcher, Launchers
from rungraph_supervisor.supervisors import Supervisors
def refused(): raise OSError(errno.EAGAIN, "Resource temporarily unavailable")
real, os.fork = os.fork, refused
opened = lambda: len(os.listdir("/proc/self/fd"))
before, said = opened(), {}
supervisors = Supervisors(select.poll(), 1, [], 1024)
supervisors.refill()
lost = supervisors.take(None)
said["lost"] = [lost.exited, lost.is_gone, supervisors.wants_fork]
said["ready"] = Launchers(1024).make_ready()
try: Launcher(1024)
except CannotStart as error: said["why"] = str(error)
said["left open"] = opened() - before
print(json.dumps(said))
`)).toEqual({ lost: [true, true, false], ready: false, why: 'It cannot get a process: Resource temporarily unavailable.', 'left open': 0 });
});

test('they end with the engine', async () => {
  await Promise.all([1, 2, 3].map(() => bench.run(executor, 'true')));
  const all = [...supervisors(), ...launchers()];
  await executor.stop(0);
  await waitUntil(() => childrenOf(process.pid, 'rungraph_supervisor').length === 0 && all.every((pid) => !isAlive(pid)), 2000);
});

/** Waited for by its parent or not; one that is still ending is none of these. */
const hasEnded = (pid: number) => !existsSync(`/proc/${pid}`) || /^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));

function isAlive(pid: number): boolean {
  try { return process.kill(pid, 0); } catch { return false; }
}
