import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { projectFolder } from '../support/automl';
import { isTrialProcess, pythonOf } from '../support/processes';
import { endless, sampleCsv, searches, writeMethods, type Searches } from '../support/searches';

/** What people do with a search while real trials run. */
let folder: string, search: Searches, datasetId: string, worker: number;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rungraph-methods-'));
  await writeMethods(folder, { 'endless.json': endless });
  search = await searches({ RUNGRAPH_METHODS_DIR: folder });
  datasetId = await search.dataset(sampleCsv(80));
  worker = (await search.startWorker()).child.pid!;
});
afterAll(async () => {
  await search?.close();
  rmSync(folder, { recursive: true });
});

const start = async (input: object) => (await search.start({ datasetId, methods: ['dt'], ...input }))[0]!;
const startsRunning = async (input: object) => {
  const id = await start(input);
  await search.until(id, (run) => run.progress.running === 1);
  return id;
};
const gone = async (pids: number[]) => { while (pids.some(isTrialProcess)) await delay(10); };

test.each(['cancel', 'delete'] as const)('%s ends the running trial, process and all; the next run goes on with the worker', async (what) => {
  const id = await startsRunning({ methods: ['endless'], budget: 5 });
  const python = pythonOf(worker);
  expect(python).toHaveLength(1);
  const run = await search.change(what, id, what === 'delete' ? ', force: true' : '');
  const answered = performance.now();
  await gone(python);
  const took = performance.now() - answered;
  console.log(`${what}: the process was gone after ${took.toFixed(0)} ms`);
  expect(took).toBeLessThan(6000);   // the promise is 2 s; a busy machine may need longer
  expect(run).toMatchObject({ status: 'CANCELLED', statusReason: 'CANCELLED_BY_USER', progress: { running: 0, failed: 1 } });
  const trials = (await search.trials(id)).map(({ status, error }) => [status, error]);
  expect(trials).toEqual(what === 'delete' ? [] : [['ERRORED', 'The datarun was cancelled while this trial ran.']]);
  expect(await search.ended(await start({ budget: 1 }))).toMatchObject({ status: 'SUCCEEDED', progress: { done: 1 } });
});

test('pause lets the running trial end and starts no other; resume goes on to the whole budget', async () => {
  const id = await start({ budget: 12 });
  await search.until(id, (run) => run.progress.running === 1);
  expect(await search.change('pause', id)).toMatchObject({ status: 'PAUSED' });
  const paused = await search.until(id, (run) => run.progress.running === 0);
  expect(paused.status).toBe('PAUSED');
  // A run that comes later is done from begin to end, so the worker had nothing of the paused one to do.
  await search.ended(await start({ budget: 3 }));
  expect(await search.until(id, () => true)).toEqual(paused);
  expect(await search.change('resume', id)).toMatchObject({ status: 'RUNNING' });
  expect(await search.ended(id)).toMatchObject({ status: 'SUCCEEDED', statusReason: 'BUDGET_USED', progress: { done: 12, failed: 0 } });
  expect((await search.trials(id)).map(({ slot, attempt }) => [slot, attempt])).toEqual(Array.from({ length: 12 }, (_, i) => [i + 1, 1]));
});

test('a higher priority goes first; inside one priority the runs advance together', async () => {
  const blocker = await startsRunning({ methods: ['endless'], budget: 1 });
  const ids = [await start({ budget: 6, priority: 2 }), await start({ budget: 6, priority: 2 }), await start({ budget: 3, priority: 7 })];
  await search.change('cancel', blocker);
  await Promise.all(ids.map(search.ended));
  const order: { run: number }[] = await search.graph.db.query('select datarun_id as run from classifier where datarun_id = any($1) order by id', [ids.map((id) => Number(id.split('_')[1]))]);
  const names = order.map(({ run }) => 'abH'[ids.indexOf(`dr_${run}`)]).join('');
  expect(names).toMatch(/^HHH(ab|ba){6}$/);
});

test('workers that join a running search are used at once', async () => {
  const id = await startsRunning({ methods: ['endless'], budget: 3 });
  await Promise.all([search.startWorker(), search.startWorker()]);
  const ready = performance.now();
  await search.until(id, (run) => run.progress.running === 3);
  expect(performance.now() - ready).toBeLessThan(6000);
  await search.change('cancel', id);
});

test('a worker whose parent ends while it starts ends as well', async () => {
  const main = join(projectFolder, 'src/cli/main.ts');
  const parent = spawn(process.execPath, ['-e', `
    require('node:child_process').fork(${JSON.stringify(main)}, ['worker'], { execArgv: ['-r', ${JSON.stringify(join(projectFolder, 'test/support/register.cjs'))}], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    process.exit()`], { env: { PATH: process.env.PATH, DATABASE_URL: search.graph.postgres.url, RUNGRAPH_HOME: search.graph.config.home, ...(process.env.RUNGRAPH_PYTHON ? { RUNGRAPH_PYTHON: process.env.RUNGRAPH_PYTHON } : {}) }, stdio: ['ignore', 'ignore', 'pipe'] });
  let printed = '';
  parent.stderr.on('data', (chunk) => { printed += chunk; });
  // The worker holds the other end of the pipe: it closes with the worker, not with the parent.
  await once(parent.stderr, 'close');
  expect(printed).toContain('parent is gone');
});
