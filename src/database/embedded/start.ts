import { spawn, type ChildProcess } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../../core/logger';
import { postgresBinaries } from './binaries';
import { dataFolder, logFile, prepareCluster } from './cluster';
import { postgresEnvironment } from './identity';
import { findPostmaster, lastPort, removeStalePidFile, type Postmaster } from './postmaster';

const maxStarts = 3;
/** Recovery after a crash replays up to max_wal_size, which takes seconds; this is far above. */
const readyWithinMs = 120_000;

/** Attaches to the server that is there, or starts one; any number of processes may do so at once and one server results. */
export async function startPostgres(home: string, log: Logger): Promise<Postmaster> {
  const data = dataFolder(home);
  const attached = await findPostmaster(data);
  if (attached?.ready) return attached;
  const binaries = await postgresBinaries();
  const identity = await prepareCluster(home, binaries);

  let starts = 0;
  let child: ChildProcess | null = null;
  for (const end = Date.now() + readyWithinMs; Date.now() < end; await delay(20)) {
    const found = await findPostmaster(data);
    if (found?.ready) {
      log.info({ port: found.port, pid: found.pid, way: identity.way, startedByUs: found.pid === child?.pid }, 'embedded Postgres is ready');
      return found;
    }
    // Whoever loses the race for the pid file exits at once and waits here for the winner.
    if (found || (child && child.exitCode === null && child.signalCode === null)) continue;
    if (starts === maxStarts) throw new Error(`Postgres was started ${maxStarts} times and did not stay up. The end of ${logFile(home)}:\n${await tail(logFile(home))}`);
    // The sessions of a killed server hold its memory for a moment, and nothing starts before they are gone.
    await delay(starts * 400);
    await removeStalePidFile(data);
    child = await spawnPostgres(home, data, [...identity.wrap, binaries.postgres]);
    starts++;
  }
  throw new Error(`Postgres was not ready within ${readyWithinMs / 1000} s. The end of ${logFile(home)}:\n${await tail(logFile(home))}`);
}

async function spawnPostgres(home: string, data: string, [program, ...wrapped]: string[]): Promise<ChildProcess> {
  const output = await open(logFile(home), 'a', 0o600);
  try {
    const child = spawn(program, [...wrapped, '-D', data, ...flags(await choosePort(data))], {
      cwd: '/', env: postgresEnvironment(), detached: true, stdio: ['ignore', output.fd, output.fd],
    });
    await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    child.unref();
    return child;
  } finally {
    await output.close();
  }
}

/** Everything is said on the command line, so that no file in the data folder is ever edited. */
function flags(port: number): string[] {
  const settings = {
    port, listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: 100, shared_buffers: '128MB',
    max_wal_size: '1GB', wal_level: 'minimal', max_wal_senders: 0, timezone: 'UTC', log_timezone: 'UTC',
    // After a crash one call instead of an fsync for each of a thousand files: on a busy disk that is seconds.
    ...(process.platform === 'linux' ? { recovery_init_sync_method: 'syncfs' } : {}),
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function choosePort(data: string): Promise<number> {
  const before = await lastPort(data);
  return (before && (await freePort(before))) || (await freePort(0))!;
}

const freePort = (port: number) => new Promise<number | null>((resolve) => {
  const probe = createServer();
  probe.once('error', () => resolve(null));
  probe.listen(port, '127.0.0.1', () => {
    const chosen = (probe.address() as AddressInfo).port;
    probe.close(() => resolve(chosen));
  });
});

const tail = async (file: string) => (await readFile(file, 'utf8').catch(() => '')).trimEnd().split('\n').slice(-12).join('\n');
