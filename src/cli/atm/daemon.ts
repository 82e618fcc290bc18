import { createWriteStream } from 'node:fs';
import { settingsAsEnvironment, type Config } from '../../core/config';
import { createLogger, type Logger } from '../../core/logger';
import { ensureDatabase } from '../../database/embedded';
import { explain } from '../program';
import { serve } from '../server';
import { stopOnSignal } from '../signals';
import { stopDatabaseIfUnused } from '../unused-database';
import { WorkerProcesses, type WorkerProcessesOptions } from '../worker-processes';
import type { PidFile } from './pid-file';

/** What `atm start` started: how it looks from the outside is in its pid file. */
export interface DaemonOptions {
  pidFile: PidFile;
  /** Whether it serves the REST API, or only runs workers. */
  server: boolean;
  /** Flags of `rungraph worker`. */
  workerFlags: string[];
}
export type Started = 'ready' | 'already running' | 'stopped';

/** A trial that goes on for longer is put back, so that `atm stop` ends within its five seconds. */
const GRACE_SECONDS = 2;

/**
 * Runs a server with its workers, or only workers, until it is told to stop.
 * @param tell called once: when everything is up, or when there is nothing to wait for
 * @throws Error why it could not be started; nothing of it is left then
 */
export async function runDaemon(config: Config, { pidFile, server, workerFlags }: DaemonOptions, tell: (started: Started) => void): Promise<void> {
  const log = createLogger(config.logLevel, 'atm', config);
  const told = stopOnSignal(log).then(() => 'stopped' as const);
  if (!await pidFile.claim()) return tell('already running');
  let url: string | null = null, workers = 0, written = Promise.resolve();
  const write = () => { written = written.then(() => pidFile.update({ url, workers })).catch((error: unknown) => log.warn({ err: error }, 'the pid file could not be written')); };
  const workerOptions = { flags: ['--grace', String(GRACE_SECONDS), ...workerFlags], onChange: (alive: number) => { workers = alive; write(); } };
  try {
    const parts = await (server ? serve(config, createLogger(config.logLevel, 'server', config), workerOptions) : onlyWorkers(config, log, workerOptions));
    try {
      url = parts.url;
      write();
      const outcome = await Promise.race([parts.workersReady.then(() => 'ready' as const), told]);
      if (outcome === 'ready') log.info({ url: url ?? undefined, workers }, 'ATM is ready');
      tell(outcome);
      await told;
    } finally {
      await parts.stop();
    }
  } finally {
    await written;
    await pidFile.release(process.pid);
  }
  log.info('ATM has stopped');
}

async function onlyWorkers(config: Config, log: Logger, options: Pick<WorkerProcessesOptions, 'flags' | 'onChange'>) {
  if (!config.databaseUrl) await ensureDatabase(config.home, log);   // once, instead of each worker at the same time
  const workers = new WorkerProcesses({ ...options, count: config.workers, env: { ...process.env, ...settingsAsEnvironment(config) }, log });
  return {
    url: null,
    workersReady: workers.start(),
    async stop() {
      await workers.stop();
      await stopDatabaseIfUnused(config);
    },
  };
}

/** The background process: tells the command that has started it, over file descriptor 3, how that went. */
export async function backgroundDaemon(config: Config, options: DaemonOptions): Promise<void> {
  const parent = createWriteStream('', { fd: 3 }).on('error', () => {});   // it may be gone; we go on
  const tell = (message: { started: Started } | { failed: string }) => void parent.end(`${JSON.stringify(message)}\n`);
  try {
    await runDaemon(config, options, (started) => tell({ started }));
  } catch (error) {
    createLogger(config.logLevel, 'atm', config).error({ err: error }, 'ATM could not be started');
    await new Promise<void>((done) => { parent.once('close', () => done()); tell({ failed: explain(error) }); });
    process.exitCode = 1;
  }
}
