import { randomUUID } from 'node:crypto';
import { openArtefacts } from '../../src/artefacts';
import { queryOf } from '../../src/database/data-source';
import { PythonProcess } from '../../src/engine';
import { createSearchServices } from '../../src/graphs/automl/services';
import { pythonTrainer } from '../../src/graphs/automl/search/python-trainer';
import { trialJob } from '../../src/graphs/automl/search/trial.job';
import { TrialRunner } from '../../src/graphs/automl/search/trial-runner';
import { TrialService } from '../../src/graphs/automl/search/trial.service';
import { Heartbeat } from '../../src/graphs/automl/worker/heartbeat';
import type { AutomlGraph } from './automl';

/** Runs trials in this process, one at a time, as a worker does in its own. @returns what ends it, and the queue */
export async function startWorker({ db, queue, config, log, python }: Pick<AutomlGraph, 'db' | 'queue' | 'config' | 'log' | 'python'>) {
  const id = randomUUID(), process = new PythonProcess(python);
  const runner = new TrialRunner(new TrialService(createSearchServices(db, queue), id), db, openArtefacts(config), log);
  const heartbeat = new Heartbeat(queryOf(db), id, { slots: 1, tasks: 0 }, log);
  await heartbeat.start();
  queue.work(trialJob, 1, (job) => runner.run(job, pythonTrainer(process, 60)));
  return async () => {
    await queue.stop(1);
    await process.close();
    await heartbeat.stop();
  };
}

/** Starts a datarun on a data set and waits until it has ended. @param input what follows `datasetId`, as GraphQL */
export async function searched({ run, feed }: AutomlGraph, datasetId: string, input: string): Promise<string> {
  const { data, errors } = await run(`mutation($d: ID!) { startDatarun(input: {datasetId: $d, ${input}}) { id } }`, { d: datasetId });
  if (errors) throw new Error(errors[0]!.message);
  const { id } = data.startDatarun[0];
  await new Promise<void>((resolve, reject) => {
    const look = () => run('query($id: ID!) { datarun(id: $id) { status finishedAt } }', { id }).then(({ data: { datarun } }) => { if (datarun.finishedAt) { off(); resolve(); } }).catch(reject);
    const off = feed.on('datarun', id, look);
    void look();
  });
  return id;
}
