// How long a slot waits in the queue of a warm, idle worker: from the commit that enqueues it to the request that reaches Python.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { withDatabase } from './support/database.mjs';
import { dist } from './support/processes.mjs';
import { machine, printTable, quantile } from './table.mjs';

const require = createRequire(import.meta.url);
require('reflect-metadata');
const from = (path) => require(join(dist, path));
const { createLogger } = from('core/logger.js');
const { transaction } = from('database/transaction.js');
const { JobQueue } = from('jobs/job-queue.js');
const { trialJob } = from('graphs/automl/search/trial.job.js');
const { createSearchServices } = from('graphs/automl/services.js');
const { SearchService } = from('graphs/automl/search/search.service.js');
const { TrialService } = from('graphs/automl/search/trial.service.js');
const { TrialRunner } = from('graphs/automl/search/trial-runner.js');
const { loadMethods } = from('graphs/automl/search/methods.js');
const { automlEntities } = from('graphs/automl/entities.js');
const { anonymous } = from('core/principal.js');

export async function run(args) {
  const { values } = parseArgs({ args, options: { trials: { type: 'string', default: '200' } } });
  const count = Number(values.trials), log = createLogger('warn', 'bench');
  await withDatabase(async ({ address, db, home }) => {
    await db.query(`insert into dataset (name, class_column, train_path, train_file, n_examples, k_classes, d_features, majority, size_kb) values ('bench', 'class', 'x', $1, 2, 2, 1, 0.5, 1)`, [import.meta.filename]);
    const queue = new JobQueue(address, log);
    await queue.start();
    try {
      printTable(`dispatch: from the commit to the start of the work, warm idle worker, one at a time, ${count} times each; ${machine()}`, [
        await bare(queue, db, count),
        await ours(queue, db, home, log, count),
      ]);
    } finally {
      await queue.stop(1);
    }
  }, { entities: automlEntities });
}

/** The queue alone: enqueue in a transaction, note when the handler begins. */
async function bare(queue, db, count) {
  const { defineJob } = from('jobs/job-definition.js'), { z } = require('zod');
  const job = defineJob('bench.bare', z.object({ n: z.int() }));
  let started;
  await queue.declare(job);
  await queue.work(job, 1, async () => started(performance.now()));
  return row('the queue alone (pg-boss)', await measure(count, async (n) => {
    const start = new Promise((resolve) => { started = resolve; });
    await transaction(db, (tx) => queue.enqueue(tx, job, [{ data: { n }, priority: 0 }]));
    return [performance.now(), await start];
  }));
}

/** Everything before Python: fetch, open the slot, choose, insert the classifier. Training itself is answered at once with an error. */
async function ours(queue, db, home, log, count) {
  await queue.declare(trialJob);
  const services = createSearchServices(db, queue);
  const search = new SearchService(services, loadMethods(), async () => {});
  const runner = new TrialRunner(new TrialService(services, crypto.randomUUID()), db, home, log);
  const { TrialError } = from('graphs/automl/search/trial-runner.js');
  let reached;
  const trainer = {
    propose: async ({ tunables }) => ({ values: Object.fromEntries(tunables.map(({ name, low }) => [name, low])) }),
    train: async () => { reached(performance.now()); throw new TrialError('the benchmark ends here', null); },
  };
  const ended = { resolve() {} };
  await queue.work(trialJob, 1, async (job) => { await runner.run(job, trainer); ended.resolve(); });
  const input = { datasetId: 'ds_1', methods: ['dt'], budgetType: 'CLASSIFIER', budget: 1, metric: 'F1', scoreTarget: 'CV', tuner: 'UNIFORM', selector: 'UNIFORM', kWindow: 3, rMinimum: 2, gridding: 0, priority: 1, runPerPartition: false, earlyStopping: false };
  return row('Rungraph: to the request for Python', await measure(count, async () => {
    const start = new Promise((resolve) => { reached = resolve; });
    const end = new Promise((resolve) => { ended.resolve = resolve; });
    await search.start(input, anonymous, 'bench');
    const committed = performance.now();
    const at = await start;
    await end;
    return [committed, at];
  }));
}

async function measure(count, one) {
  const waits = [];
  for (let n = 0; n < count + 5; n++) {
    const [committed, started] = await one(n);
    if (n >= 5) waits.push(Math.max(0, started - committed));   // the first ones warm the code up
    await delay(10 + Math.random() * 20);
  }
  return waits.sort((a, b) => a - b);
}

const row = (side, waits) => ({ side, 'p50 ms': quantile(waits, 0.5).toFixed(1), 'p99 ms': quantile(waits, 0.99).toFixed(1), 'max ms': waits.at(-1).toFixed(1) });
