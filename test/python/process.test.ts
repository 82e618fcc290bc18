import { spawn } from 'node:child_process';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { PythonPool, PythonProcess, type TrainRequest } from '../../src/engine';
import { failureOf, interpreter, processOptions, root, startTrials, writeBundledData } from './trial-process';

// Before the first start of a process, which they must not reach.
process.env.RUNGRAPH_TEST_SECRET = 'secret-marker';
process.env.DATABASE_URL = 'postgres://secret-marker';
const trials = startTrials();
let iris: string;
beforeAll(async () => { iris = (await writeBundledData(trials.folder)).iris; });
afterAll(() => trials.end());

/** A trial that takes about `trees` milliseconds a fold. */
const forest = (trees: number): TrainRequest => ({
  dataset: { key: 'iris', trainPath: iris, testPath: null, classColumn: 'class' }, method: { name: 'rf', class: 'sklearn.ensemble.RandomForestClassifier' },
  hyperparameters: { n_estimators: trees }, metric: 'F1', seed: 1, modelPath: null, metricsPath: null,
});
const runs = (pid: number) => existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
const onLinux = process.platform === 'linux' ? test : test.skip;

/** Starts a long trial and gives the moment of its first fold. */
function longTrial(python: PythonProcess, options: { signal?: AbortSignal; timeoutMs?: number } = {}) {
  const { promise: firstFold, resolve } = Promise.withResolvers<void>();
  const failure = failureOf(python.request('train', forest(300), { ...options, onNote: () => resolve() }));
  return { firstFold, failure };
}

test('an abort ends the process within two seconds, and the next request starts another', async () => {
  const abort = new AbortController();
  const { firstFold, failure } = longTrial(trials.python, { signal: abort.signal });
  await firstFold;
  const { pid } = trials.python;
  const before = performance.now();
  abort.abort();
  expect(await failure).toMatchObject({ kind: 'ABORTED' });
  expect(performance.now() - before).toBeLessThan(2000);
  expect(runs(pid as number)).toBe(false);
  await trials.python.request('ping', {});
  expect(trials.python.pid).not.toBe(pid);
  expect(await failureOf(trials.python.request('ping', {}, { signal: abort.signal }))).toMatchObject({ kind: 'ABORTED' });
});

test('a time limit', async () => {
  await trials.python.request('ping', {});
  expect(await longTrial(trials.python, { timeoutMs: 600 }).failure).toMatchObject({ kind: 'TIMEOUT', message: 'The limit of 0.6 seconds was reached.' });
});

test('a crash in the middle says how the process ended and what it logged last', async () => {
  const { firstFold, failure } = longTrial(trials.python);
  await firstFold;
  process.kill(trials.python.pid as number, 'SIGKILL');
  expect(await failure).toMatchObject({ kind: 'CRASH', message: expect.stringContaining('SIGKILL') });
});

onLinux('a memory limit', async () => {
  const python = new PythonProcess({ ...processOptions, memoryLimitMb: 64 });
  expect(await failureOf(python.request('train', forest(300)))).toMatchObject({ kind: 'MEMORY', message: expect.stringMatching(/^The limit of 64 MB of memory was reached \(\d+ MB in use\)/) });
  await python.close();
});

onLinux('what earlier requests left in memory is not charged to the next one; a request that takes too much itself is', async () => {
  const program = trials.file('hoarder.py', `
import json, os, sys, time
answers = os.fdopen(3, "w", buffering=1)
answers.write('{"event": "ready"}\\n')
for line in sys.stdin:
    request = json.loads(line)
    if request["op"] == "take":
        taken = bytearray(os.urandom(1)) * 200_000_000
    time.sleep(request.get("seconds", 0))
    print(f"\\x1eend {request['id']}", file=sys.stderr, flush=True)
    answers.write(json.dumps({"id": request["id"], "ok": True, "result": os.getpid()}) + "\\n")
    if request["op"] == "hoard":
        kept = bytearray(os.urandom(1)) * 200_000_000
`);
  const fake = trials.file('hoarder', `#!/bin/sh\nexec ${interpreter} ${program}\n`);
  chmodSync(fake, 0o755);
  const python = new PythonProcess({ ...processOptions, interpreter: fake, memoryLimitMb: 150 });
  const first = await python.request('hoard', {});
  const second = await python.request('wait', { seconds: 1 });
  expect(second).not.toBe(first);
  expect(await python.request('wait', {})).toBe(second);
  expect(await failureOf(python.request('take', { seconds: 60 }))).toMatchObject({ kind: 'MEMORY' });
  await python.request('hoard', {});
  expect(await failureOf(python.request('wait', { seconds: 60 }, { timeoutMs: 3000 }))).toMatchObject({ kind: 'TIMEOUT', message: 'The limit of 3 seconds was reached.' });
  await python.close();
});

test('one request at a time, and the log of a request is whole', async () => {
  const logged: string[] = [];
  // The rare class makes scikit-learn warn.
  const path = trials.file('rare.csv', `${readFileSync(iris, 'utf8')}1,1,1,1,rare\n`);
  const request = { ...forest(2), dataset: { key: 'rare', trainPath: path, testPath: null, classColumn: 'class' } };
  const trial = trials.python.request('train', request, { onLog: (line) => logged.push(line) });
  await expect(trials.python.request('ping', {})).rejects.toThrow('one request at a time');
  await trial;
  expect(logged.join('\n')).toContain('The least populated class');
});

onLinux('the environment has nothing of ours', async () => {
  await trials.python.request('ping', {});
  const environment = readFileSync(`/proc/${trials.python.pid}/environ`, 'utf8');
  expect(environment).toContain('OMP_NUM_THREADS=1');
  expect(environment).not.toMatch(/secret-marker|RUNGRAPH|DATABASE|HOME=/);
});

onLinux('SIGKILL of the parent leaves no Python behind', async () => {
  const parent = spawn(process.execPath, [join(__dirname, 'process-parent.js'), interpreter, join(root, 'python'), JSON.stringify(forest(300))], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [pid] = await once(parent.stdout, 'data') as [Buffer];
  expect(runs(Number(pid))).toBe(true);
  parent.kill('SIGKILL');
  // The pipe to its stderr and answers are the parent's own; what shows the end is the process itself.
  await once(parent, 'exit');
  const deadline = performance.now() + 2000;
  while (runs(Number(pid)) && performance.now() < deadline) await new Promise((resolve) => setImmediate(resolve));
  expect(runs(Number(pid))).toBe(false);
});

test('a Python that cannot run trials says so, with the way out', async () => {
  for (const [path, why] of [
    [join(trials.folder, 'no-python'), 'ENOENT'],
    [trials.file('bare-python', '#!/bin/sh\necho "ModuleNotFoundError: No module named \'sklearn\'" >&2\nexit 1\n'), 'No module named'],
  ]) {
    if (existsSync(path)) chmodSync(path, 0o755);
    const failure = await failureOf(new PythonProcess({ ...processOptions, interpreter: path }).request('ping', {}));
    expect([failure.kind, failure.message]).toEqual(['UNAVAILABLE', expect.stringMatching(new RegExp(`${why}.*RUNGRAPH_PYTHON`))]);
  }
});

describe('a pool', () => {
  test('runs as many requests as it has processes; the others wait, may leave the queue, and end with it', async () => {
    const pool = new PythonPool(processOptions, 2);
    const notes: string[] = [];
    const trial = (name: string, trees: number, signal?: AbortSignal) => pool.request('train', forest(trees), { signal, onNote: () => notes.push(name) });
    const first = trial('a', 20);
    const second = trial('b', 400);
    const gone = new AbortController();
    const leaving = failureOf(trial('gone', 1, gone.signal));
    const third = trial('c', 1);
    const waiting = failureOf(trial('b2', 400));
    const last = failureOf(trial('d', 1));
    const stopped = failureOf(second);
    gone.abort();
    expect(await leaving).toMatchObject({ kind: 'ABORTED' });
    await first;
    await third;
    await pool.close();
    expect([await stopped, await waiting, await last]).toEqual([1, 2, 3].map(() => expect.objectContaining({ kind: 'ABORTED' })));
    expect(notes.filter((name) => name === 'c')).toHaveLength(5);
    expect(notes).not.toContain('gone');
    expect(await failureOf(pool.request('ping', {}))).toMatchObject({ kind: 'ABORTED' });
  });
});
