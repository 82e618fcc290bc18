// How long work that was just enqueued waits for a warm, idle worker: from the COMMIT that enqueues it to the moment when
// the request to train reaches the worker's Python process, or to that at which the process of a pod starts; beside them the
// queue alone, in turns.
import { spawn } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { bareJob } from './dispatch/bare-job.mjs';
import { withDatabase } from './support/database.mjs';
import { dist, ended, project, reply, startPeer } from './support/processes.mjs';
import { machine, printTable, quantile } from './table.mjs';

const require = createRequire(import.meta.url);
require('reflect-metadata');
const from = (path) => require(join(dist, path));
const { createLogger } = from('core/logger.js');
const { anonymous } = from('core/principal.js');
const { transaction } = from('database/transaction.js');
const { pythonInterpreter } = from('engine/python-path.js');
const { entities } = from('graphs/entities.js');
const { loadMethods } = from('graphs/automl/search/methods.js');
const { SearchService } = from('graphs/automl/search/search.service.js');
const { trialJob } = from('graphs/automl/search/trial.job.js');
const { createSearchServices } = from('graphs/automl/services.js');
const { gangJob } = from('graphs/experiments/run/gang.job.js');
const { createExperimentServices } = from('graphs/experiments/services.js');
const { JobQueue } = from('jobs/job-queue.js');

/** Seldom: whoever asks all the time takes the processor from the work whose start is measured. */
const LOOK_MS = 50;
const WARM_UP = 5, LONGEST_MS = 150_000;
const INPUT = { datasetId: 'ds_1', methods: ['dt'], budgetType: 'CLASSIFIER', budget: 1, metric: 'F1', scoreTarget: 'CV', tuner: 'UNIFORM', selector: 'UNIFORM', kWindow: 3, rMinimum: 2, gridding: 0, priority: 1, runPerPartition: false, earlyStopping: false, curves: false };

export async function run(args) {
  const { values } = parseArgs({ args, options: { trials: { type: 'string', default: '200' } } });
  let committing, committedAt;   // the last COMMIT that was sent, on the clock that all processes of a machine share, and by the time of day in ms
  await withDatabase(async ({ address, databaseUrl, db, home }) => {
    await addDataset(db, home);
    const queue = new JobQueue(address, createLogger('warn', 'bench'));
    await queue.start();
    await queue.declare(trialJob);
    await queue.declare(gangJob);
    await queue.declare(bareJob);
    const search = new SearchService(createSearchServices(db, queue), loadMethods(), async () => {});
    const { runs } = createExperimentServices({ db, queue, config: { home } });
    const notes = join(home, 'arrivals');
    const worker = await startWorker({ db, databaseUrl, home, notes });
    const bare = await startPeer('dispatch/bare-worker.mjs', { databaseUrl });
    const sent = [], waits = [], pods = [];
    try {
      const until = Date.now() + LONGEST_MS;
      for (let n = 0; n < WARM_UP + Number(values.trials) && Date.now() < until; n++) {
        const started = reply(bare.child);
        await transaction(db, (tx) => queue.enqueue(tx, bareJob, [{ data: { n }, priority: 0 }]));
        waits.push(milliseconds(committing, BigInt((await started).started)));
        await delay(10 + Math.random() * 20);
        const [{ number }] = await search.start(INPUT, anonymous, 'bench');
        sent.push(committing);
        await untilSucceeded(db, number);
        await delay(10 + Math.random() * 20);
        const experiment = await runs.create(ONE_POD, anonymous, 'bench'), at = committedAt;
        pods.push(await startOfPod(db, experiment.number) - at);
        await delay(10 + Math.random() * 20);
      }
    } finally {
      await Promise.all([ended(worker, 'SIGTERM'), bare.stop()]);
      await queue.stop(1);
    }
    const arrivals = readFileSync(notes, 'utf8').trim().split('\n').map(BigInt);
    if (arrivals.length !== sent.length) throw new Error(`${sent.length} trials were enqueued and ${arrivals.length} requests to train arrived.`);
    const shown = await db.query(`select extract(epoch from c.started_at - r.created_at)::float8 * 1000 as ms from classifier c join datarun r on r.id = c.datarun_id order by r.id`);
    printTable(`dispatch: from the COMMIT that enqueues to the start of the work on a warm idle worker, one at a time, ${sent.length - WARM_UP} times each in turns; ${machine()}`, [
      row('the queue alone (pg-boss): its handler begins', waits),
      row('Rungraph: the request to train is in Python', sent.map((at, n) => milliseconds(at, arrivals[n]))),
      row('as the graph shows it: createdAt of the run to startedAt of its classifier', shown.map(({ ms }) => ms)),
      row("Rungraph: a pod's process has started", pods),
    ]);
  }, { entities, onStatement: (sql) => { if (sql === 'COMMIT') { committing = process.hrtime.bigint(); committedAt = performance.timeOrigin + performance.now(); } } });
}

const ONE_POD = { name: 'bench', kind: 'WORKFLOW', namespace: 'default', priority: 1, tags: [], envVars: [], outputs: [], stages: [{ name: 'main', continueOnError: false, components: [
  { name: 'pod', command: { argv: ['sleep', '0.1'] }, replicas: 1, envVars: [], dependsOn: [], files: [], service: false, maxRestarts: 0 }] }] };

/** @returns when its process started, by the time of day in ms */
async function startOfPod(db, number) {
  for (;;) {
    const [{ ms, status }] = await db.query('select extract(epoch from p.started_at)::float8 * 1000 as ms, e.status from experiment e left join pod p on p.experiment_id = e.id where e.id = $1', [number]);
    if (status === 'SUCCEEDED') return ms;
    if (status === 'FAILED') throw new Error('The pod failed.');
    await delay(LOOK_MS);
  }
}

/** Small and separable, so that training itself takes no time to speak of. */
async function addDataset(db, home) {
  const file = join(home, 'small.csv');
  writeFileSync(file, `a,b,class\n${Array.from({ length: 60 }, (_, i) => `${i % 7},${i},${i < 30 ? 'x' : 'y'}`).join('\n')}\n`);
  await db.query(`insert into dataset (name, class_column, train_path, train_file, n_examples, k_classes, d_features, majority, size_kb) values ('small', 'class', $1, $1, 60, 2, 2, 0.5, 1)`, [file]);
}

/** Resolves when the worker has warmed its Python up and says so in the graph. */
async function startWorker({ db, databaseUrl, home, notes }) {
  const python = join(home, 'python');
  const interpreter = pythonInterpreter({ python: process.env.RUNGRAPH_PYTHON });
  // A worker gives its children only the variables that it knows, so the script sets those of the relay.
  writeFileSync(python, `#!/bin/sh\nBENCH_PYTHON='${interpreter}' BENCH_NOTES='${notes}' exec '${interpreter}' '${join(project, 'bench/dispatch/relay.py')}' "$@"\n`);
  chmodSync(python, 0o755);
  const child = spawn(process.execPath, [join(dist, 'cli/main.js'), 'worker', '--home', home, '--slots', '1'], {
    env: { ...process.env, DATABASE_URL: databaseUrl, RUNGRAPH_PYTHON: python, RUNGRAPH_LOG_LEVEL: 'warn', NODE_ENV: 'production' }, stdio: ['ignore', 'inherit', 'inherit'],
  });
  while (!(await db.query('select from worker')).length) {
    if (child.exitCode !== null) throw new Error('The worker ended before it was ready.');
    await delay(50);
  }
  return child;
}

async function untilSucceeded(db, number) {
  for (;;) {
    const [{ status, why }] = await db.query(`select r.status, c.error_message as why from datarun r left join classifier c on c.datarun_id = r.id where r.id = $1`, [number]);
    if (status === 'SUCCEEDED') return;
    if (status === 'FAILED') throw new Error(`The trial failed: ${why}`);
    await delay(LOOK_MS);
  }
}

const milliseconds = (from, to) => Number(to - from) / 1e6;

function row(side, waits) {
  const sorted = waits.slice(WARM_UP).sort((a, b) => a - b);
  return { side, 'p50 ms': quantile(sorted, 0.5).toFixed(1), 'p99 ms': quantile(sorted, 0.99).toFixed(1), 'max ms': sorted.at(-1).toFixed(1) };
}
