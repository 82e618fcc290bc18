import { randomUUID } from 'node:crypto';
import type { Config } from '../core/config';
import type { Logger } from '../core/logger';
import { queryOf } from '../database/data-source';
import { PythonProcess } from '../engine';
import { createSearchServices } from '../graphs/automl/services';
import { pythonTrainer } from '../graphs/automl/search/python-trainer';
import { trialJob } from '../graphs/automl/search/trial.job';
import { TrialRunner } from '../graphs/automl/search/trial-runner';
import { TrialService } from '../graphs/automl/search/trial.service';
import { Heartbeat } from '../graphs/automl/worker/heartbeat';
import { openRuntime } from './runtime';
import { stopOnSignal } from './signals';

/** For how long a trial may go on after SIGTERM before it is put back. */
const GRACE_MS = 10_000;

/** Runs trials until it is told to stop. */
export async function worker(config: Config, log: Logger): Promise<void> {
  const runtime = await openRuntime(config, log, { pool: config.slots + 2, queue: config.slots + 2 });
  const id = randomUUID();
  const trials = new TrialService(createSearchServices(runtime.db, runtime.queue), id);
  const runner = new TrialRunner(trials, runtime.db, config.home, log);
  const heartbeat = new Heartbeat(queryOf(runtime.db), id, config.slots, log);
  const idle = Array.from({ length: config.slots }, () => new PythonProcess(runtime.python));
  const processes = [...idle];
  // Warm before the first trial: importing scikit-learn takes a second.
  await Promise.all(processes.map((python) => python.request('ping', {})));
  await heartbeat.start();
  await runtime.queue.work(trialJob, config.slots, async (job) => {
    const python = idle.pop()!;
    try {
      await runner.run(job, pythonTrainer(python, config.trialSeconds));
    } finally {
      idle.push(python);
    }
  });
  const stopped = stopOnSignal(log);
  log.info({ workerId: id, slots: config.slots }, 'worker is ready');
  await stopped;
  await runtime.queue.stop(GRACE_MS);
  await Promise.all(processes.map((python) => python.close()));
  await heartbeat.stop();
  await runtime.close(0);
}
