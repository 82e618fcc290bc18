import { randomUUID } from 'node:crypto';
import { openArtefacts } from '../artefacts';
import type { Config } from '../core/config';
import type { Logger } from '../core/logger';
import { queryOf, type Query } from '../database/data-source';
import { PythonProcess } from '../engine';
import { createSearchServices } from '../graphs/automl/services';
import { pythonTrainer } from '../graphs/automl/search/python-trainer';
import { trialJob } from '../graphs/automl/search/trial.job';
import { TrialRunner } from '../graphs/automl/search/trial-runner';
import { TrialService } from '../graphs/automl/search/trial.service';
import { Heartbeat } from '../graphs/automl/worker/heartbeat';
import { openPods } from './worker-pods';
import { openRuntime } from './runtime';
import { stopOnSignal } from './signals';
import { stopDatabaseIfUnused } from './unused-database';
import { READY } from './worker-processes';

export interface WorkerOptions {
  /** For how long a trial may go on after SIGTERM before it is put back, in ms. */
  graceMs?: number;
  /** Whether models and metrics files are kept; true by default. */
  save?: boolean;
  /** The worker ends when this resolves, too. */
  until?: (query: Query, told: AbortSignal) => Promise<void>;
}

/** Runs trials and the pods of experiments until it is told to stop. */
export async function worker(config: Config, log: Logger, { graceMs = 10_000, save = true, until }: WorkerOptions = {}): Promise<void> {
  const forPods = config.tasksAtOnce ? 4 : 0;
  const runtime = await openRuntime(config, log, { pool: config.slots + 2 + forPods, queue: config.slots + 2 + forPods });
  const id = randomUUID();
  const trials = new TrialService(createSearchServices(runtime.db, runtime.queue), id);
  const runner = new TrialRunner(trials, runtime.db, openArtefacts(config), log, save);
  const heartbeat = new Heartbeat(queryOf(runtime.db), id, { slots: config.slots, tasks: config.tasksAtOnce }, log);
  const idle = Array.from({ length: config.slots }, () => new PythonProcess(runtime.python));
  const processes = [...idle];
  // Warm before the first trial: importing scikit-learn takes a second. And whoever cannot run as it should takes nothing.
  const [pods] = await Promise.all([openPods(runtime, id, log), ...processes.map((python) => python.request('ping', {}))]);
  await heartbeat.start();
  runtime.queue.work(trialJob, config.slots, async (job) => {
    const python = idle.pop()!;
    try {
      await runner.run(job, pythonTrainer(python, config.trialSeconds));
    } finally {
      idle.push(python);
    }
  });
  pods.begin();
  const stopped = stopOnSignal(log);
  log.info({ workerId: id, slots: config.slots }, 'worker is ready');
  process.send?.(READY);
  const ended = new AbortController();
  await Promise.race([stopped, ...(until ? [until(queryOf(runtime.db), ended.signal)] : [])]);
  ended.abort();
  await runtime.queue.stop(graceMs);
  await pods.stop();
  await Promise.all(processes.map((python) => python.close()));
  await heartbeat.stop();
  await runtime.close(0);
  await stopDatabaseIfUnused(config);
}
