import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import type { Config } from '../core/config';
import type { Logger } from '../core/logger';
import type { DatabaseAddress } from '../database/data-source';
import { ensureDatabase, superviseDatabase } from '../database/embedded';
import { openDatabase } from '../database/open';
import { pythonInterpreter } from '../engine/python-path';
import type { PythonProcessOptions } from '../engine';
import { entities } from '../graphs/entities';
import { loadMethods, type Methods } from '../graphs/automl/search/methods';
import { trialJob } from '../graphs/automl/search/trial.job';
import { gangJob } from '../graphs/experiments/run/gang.job';
import { JobQueue } from '../jobs/job-queue';
import { projectFolder } from '../core/project';

/** What every process of ours that does work has: the database, the queue, the methods, a way to start Python. */
export interface Runtime {
  config: Config;
  log: Logger;
  address: DatabaseAddress | string;
  db: DataSource;
  queue: JobQueue;
  methods: Methods;
  python: PythonProcessOptions;
  close(graceMs: number): Promise<void>;
}

export async function openRuntime(config: Config, log: Logger, connections: { pool: number; queue: number }): Promise<Runtime> {
  const methods = loadMethods(config.methodsDir);
  await mkdir(config.home, { recursive: true, mode: 0o700 });
  const address = config.databaseUrl ?? await ensureDatabase(config.home, log);
  const supervisor = config.databaseUrl ? null : superviseDatabase(config.home, log);
  const db = await openDatabase(address, { entities, poolSize: connections.pool, onIdleError: (error) => log.debug({ err: error }, 'idle database connection') });
  const queue = new JobQueue(address, log, { connections: connections.queue });
  await queue.start();
  await queue.declare(trialJob as never);
  await queue.declare(gangJob as never);
  return {
    config, log, address, db, queue, methods,
    python: { interpreter: pythonInterpreter(config), pythonPath: join(projectFolder, 'python'), log, memoryLimitMb: config.trialMemoryMb },
    async close(graceMs) {
      supervisor?.stop();
      await queue.stop(graceMs);
      await db.destroy();
    },
  };
}
