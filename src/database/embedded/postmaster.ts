import { execFileSync } from 'node:child_process';
import { link, readFile, rename, rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** What `postmaster.pid` says of a server that is alive and serves this data folder. */
export interface Postmaster { readonly pid: number; readonly port: number; readonly ready: boolean }

const pidFile = (data: string) => join(data, 'postmaster.pid');
const unlessAbsent = (error: NodeJS.ErrnoException) => {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
  return null;
};

/** The server of this data folder, or null when none is alive. The pid file is the only place where this is kept. */
export async function findPostmaster(data: string): Promise<Postmaster | null> {
  const lines = (await readFile(pidFile(data), 'utf8').catch(unlessAbsent))?.split('\n');
  const pid = Number(lines?.[0]);
  if (!lines || !Number.isInteger(pid) || pid < 1 || !serves(pid, data)) return null;
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

/**
 * Removes a pid file whose pid has gone to a process that is not Postgres: Postgres itself removes one whose pid is dead,
 * but refuses to start for as long as any process has that pid.
 */
export async function removeStalePidFile(data: string): Promise<void> {
  const before = await readFile(pidFile(data), 'utf8').catch(unlessAbsent);
  const pid = Number(before?.split('\n')[0]);
  if (before === null || (pid > 0 && serves(pid, data))) return;
  // Moved aside first: what another process started between the two steps is put back.
  const aside = `${pidFile(data)}.stale-${process.pid}`;
  await rename(pidFile(data), aside).catch(unlessAbsent);
  const moved = await readFile(aside, 'utf8').catch(unlessAbsent);
  if (moved !== null && moved.split('\n')[0] !== before.split('\n')[0]) await link(aside, pidFile(data));
  await rm(aside, { force: true });
}

/**
 * Ends the server in the fast mode: sessions are cut, everything committed is on disk.
 * @param limit milliseconds until it must be gone
 */
export async function stopPostmaster(data: string, limit = 60_000): Promise<void> {
  const found = await findPostmaster(data);
  if (!found) return;
  process.kill(found.pid, 'SIGINT');
  for (const end = Date.now() + limit; serves(found.pid, data); await delay(10)) {
    if (Date.now() > end) throw new Error(`Postgres (process ${found.pid}) did not stop within ${limit / 1000} s; see db.log beside ${data}.`);
  }
}

/** The port of the last start, so that open pools find the server again after a restart. */
export async function lastPort(data: string): Promise<number | null> {
  const options = await readFile(join(data, 'postmaster.opts'), 'utf8').catch(unlessAbsent);
  return Number(options?.match(/"port=(\d+)"/)?.[1]) || null;
}

/** A pid alone proves nothing, since pids come again: the process must have been started on this very folder. */
function serves(pid: number, data: string): boolean {
  try {
    if (process.platform === 'linux') {
      const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      return args[args.indexOf('-D') + 1] === data;
    }
    return execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).includes(`-D ${data} `);
  } catch {
    return false;
  }
}
