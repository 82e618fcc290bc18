import { randomUUID } from 'node:crypto';
import { openArtefacts } from '../artefacts';
import type { Config } from '../core/config';
import type { Logger } from '../core/logger';
import { settingsAsEnvironment } from '../core/config';
import { version } from '../core/project';
import { connectionOptions, queryOf } from '../database/data-source';
import { ensureDatabase } from '../database/embedded';
import { PythonPool } from '../engine';
import { EventFeed, pruneEvents } from '../events';
import { sweepArtefacts } from '../graphs/automl/classifier/artefact-sweep';
import { sweepDatasetFiles } from '../graphs/automl/dataset/dataset-files';
import { pythonPredict } from '../graphs/automl/prediction/python-predict';
import { pythonDescribe } from '../graphs/automl/search/python-trainer';
import { closeOverdueRuns } from '../graphs/automl/search/overdue';
import { requeueLostSlots } from '../graphs/automl/search/lost-slots';
import { createSearchServices } from '../graphs/automl/services';
import { sweepExperimentFolders } from '../graphs/experiments/run/folder-sweep';
import { sweepOutputs } from '../graphs/experiments/output/output-sweep';
import { createExperimentServices, createGangService } from '../graphs/experiments/services';
import { createGraph } from '../graphs/graph';
import { ensureToken } from '../server/auth/token';
import { restApis } from '../server/rest';
import { startServer, type RunningServer } from '../server/start-server';
import { repeatedly } from './repeatedly';
import { openRuntime } from './runtime';
import { stopOnSignal } from './signals';
import { stopDatabaseIfUnused } from './unused-database';
import { WorkerProcesses, type WorkerProcessesOptions } from './worker-processes';

const SWEEP_MS = 15 * 60_000;

export interface Serving extends RunningServer {
  token: string;
  /** Resolves when every worker takes trials; rejects when one could not be started, which is tried again. */
  workersReady: Promise<void>;
}

/** Starts everything that a server has, its workers included. `stop` ends it again, as does a start that fails; an embedded Postgres that nobody else uses ends too. */
export async function serve(config: Config, log: Logger, workerOptions: Pick<WorkerProcessesOptions, 'flags' | 'onChange'> = {}): Promise<Serving> {
  const runtime = await openRuntime(config, log, { pool: 10, queue: 3 });
  const query = queryOf(runtime.db);
  const feed = new EventFeed({
    connection: async () => connectionOptions(config.databaseUrl ?? await ensureDatabase(config.home, log)) as never,
    query, log,
  });
  // Two, so that a long prediction does not hold up whoever registers a data set; each starts when it is needed.
  const python = new PythonPool(runtime.python, 2);
  const graph = createGraph({ db: runtime.db, queue: runtime.queue, config, methods: runtime.methods, describe: pythonDescribe(python), predict: pythonPredict(python, log), feed });
  const endRest = async () => {
    await python.close();
    await feed.stop();
    await runtime.close(0);
    await stopDatabaseIfUnused(config);
  };
  const listen = async () => {
    await feed.start();
    const token = await ensureToken(config.home);
    const server = await startServer({
      config, log, graph, feed, token, version,
      ready: async () => ({
        database: await query('select 1').then(() => true as const, (error: Error) => error.message),
        events: feed.connected || 'the event log is not being followed; the connection is being made again',
      }),
      lastEventId: async () => (await query<{ id: number | null }>('select max(id) as id from event'))[0]!.id ?? 0,
      ...restApis({ graph, config, log, version }),
    });
    return { server, token };
  };
  const { server, token } = await listen().catch(async (error: unknown) => {
    await endRest();
    throw error;
  });
  const services = createSearchServices(runtime.db, runtime.queue);
  const { runs } = createExperimentServices(runtime), { losses } = createGangService(runtime, randomUUID());
  const ending = new AbortController(), artefacts = openArtefacts(config);
  const chores = [
    repeatedly(60_000, log, () => pruneEvents(query, { kept: config.eventsKept, days: config.eventDays })),
    repeatedly(5_000, log, () => closeOverdueRuns(services)),
    repeatedly(SWEEP_MS, log, async () => {
      const removed = await sweepArtefacts(query, artefacts, { trialSeconds: config.trialSeconds, signal: ending.signal }) + await sweepOutputs(query, artefacts, { signal: ending.signal }) + await sweepDatasetFiles(query, config.home, { signal: ending.signal })
        + await sweepExperimentFolders(query, config.home, log, { signal: ending.signal });
      if (removed) log.info({ removed }, 'files that nobody needs were deleted');
    }),
    repeatedly(30_000, log, () => requeueLostSlots(services)),
    repeatedly(5_000, log, () => losses.endAbandoned(runtime.db)),
    repeatedly(30_000, log, () => runs.requeueLost()),
  ];
  const workers = new WorkerProcesses({ ...workerOptions, count: config.workers, env: { ...process.env, ...settingsAsEnvironment(config) }, log });
  const workersReady = workers.start();
  workersReady.catch(() => {});   // the log has it; whoever needs them listens

  let stopping: Promise<void> | undefined;
  return {
    ...server,
    token,
    workersReady,
    stop: () => (stopping ??= (async () => {
      ending.abort();
      await Promise.all([server.stop(), workers.stop(), ...chores.map((chore) => chore.stop())]);
      await endRest();
    })()),
  };
}

/** Serves until it is told to stop. */
export async function server(config: Config, log: Logger, print: (line: string) => void): Promise<void> {
  if (config.insecure) print(`WARNING: --insecure: whoever can reach ${config.host} may run code on this machine.`);
  const told = stopOnSignal(log);   // from now on, so that what has been started until then is ended too
  const serving = await serve(config, log);
  const also = serving.extraPorts.map(({ port, api }) => `\n  ${`Port for ${api}`.padEnd(15)} ${port}`).join('');
  print(`Rungraph ${version} is listening on ${serving.url}
  GraphiQL        ${serving.url}/graphql
  Documentation   ${serving.url}/
  Token           ${config.home}/token${config.auth === 'none' ? ' (not asked for on loopback)' : ''}${also}`);
  await told;
  await serving.stop();
}
