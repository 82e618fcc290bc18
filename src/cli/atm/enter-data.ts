import { dirname, resolve } from 'node:path';
import Fastify from 'fastify';
import type { Config } from '../../core/config';
import type { Logger } from '../../core/logger';
import { anonymous } from '../../core/principal';
import { version } from '../../core/project';
import { connectionOptions, queryOf } from '../../database/data-source';
import { PythonPool } from '../../engine';
import { EventFeed } from '../../events';
import { isUrl } from '../../graphs/automl/dataset/download';
import { pythonPredict } from '../../graphs/automl/prediction/python-predict';
import { enumeratePartitions } from '../../graphs/automl/search/methods';
import { pythonDescribe } from '../../graphs/automl/search/python-trainer';
import { createGraph } from '../../graphs/graph';
import { restApis } from '../../server/rest';
import { Refusal } from '../program';
import { openRuntime, type Runtime } from '../runtime';
import { stopDatabaseIfUnused } from '../unused-database';
import { groups, type Values } from './settings';

/** What is to be stored, by the names of the REST API. */
export interface Entry { dataset: Values; run: Values }

/**
 * Registers a data set, unless a known one is named, and queues a datarun, by the same routes as clients do, but without a server.
 * @throws Refusal in the words of the API
 */
export async function enterData(config: Config, log: Logger, { dataset, run }: Entry, print: (line: string) => void): Promise<void> {
  // Whoever may run this command may read the file, wherever it lies.
  const named = [dataset.train_path, dataset.test_path].filter((path): path is string => typeof path === 'string' && !isUrl(path));
  const roots = [...(config.dataRoots ?? [config.startedIn]), ...named.map((path) => dirname(resolve(config.startedIn, path)))];
  const runtime = await openRuntime({ ...config, dataRoots: roots }, log, { pool: 3, queue: 2 });
  const python = new PythonPool(runtime.python, 1);
  try {
    const api = inProcess(runtime, python);
    const stored = run.dataset_id === undefined
      ? await api('POST', '/api/datasets', { class_column: groups.dataset.settings.class_column.standard, ...dataset })
      : await api('GET', `/api/datasets/${run.dataset_id}`);
    for (const name of (run.methods ?? groups.run.settings.methods.standard) as string[]) log.info(`method ${name} has ${enumeratePartitions(methodOf(runtime, name)).length} hyperpartitions`);
    const { datarun_ids: ids } = await api('POST', '/api/run', { ...run, dataset_id: stored.id });
    const datarun = await api('GET', `/api/dataruns/${ids[0]}`);
    print(`Data entry complete. Summary:
\tDataset ID: ${stored.id}
\tTraining data: ${stored.train_path}
\tTest data: ${stored.test_path ?? 'None'}
\t${run.run_per_partition ? `Datarun IDs: ${ids.join(', ')}` : `Datarun ID: ${ids[0]}`}
\tHyperpartition selection strategy: ${datarun.selector}
\tParameter tuning strategy: ${datarun.tuner}
\tBudget: ${datarun.budget ?? 'none'} (${datarun.budget_type})`);
  } finally {
    await python.close();
    await runtime.close(0);
    await stopDatabaseIfUnused(config);
  }
}

function methodOf({ methods }: Runtime, name: string) {
  try {
    return methods.get(name);
  } catch (error) {
    throw new Refusal((error as Error).message);
  }
}

/** The REST API without sockets. */
function inProcess({ config, log, address, db, queue, methods, python }: Runtime, pool: PythonPool) {
  const feed = new EventFeed({ connection: async () => connectionOptions(address) as never, query: queryOf(db), log });   // never started: nobody subscribes here
  const graph = createGraph({ db, queue, config, methods, describe: pythonDescribe(pool), predict: pythonPredict(pool, log), feed });
  const app = Fastify();
  app.decorateRequest('who', null as never);
  app.addHook('onRequest', async (request) => { request.who = anonymous; });
  for (const plugin of restApis({ graph, config, log, version }).rest) void app.register(plugin);
  return async (method: 'GET' | 'POST', url: string, body?: object): Promise<any> => {
    const answer = await app.inject({ method, url, ...(body && { payload: body }) });
    const content = answer.json();
    if (answer.statusCode < 400) return content;
    throw new Refusal(content.message ?? content.error ?? `There is nothing at ${url}.`);
  };
}
