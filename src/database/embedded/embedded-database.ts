import { mkdir, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Client } from 'pg';
import type { Logger } from '../../core/logger';
import { postgresBinaries } from './binaries';
import { dataFolder, exists, readPassword, user } from './cluster';
import { chooseIdentity, type Identity } from './identity';
import { findPostmaster, stopPostmaster, type Postmaster } from './postmaster';
import { startPostgres } from './start';

export interface DatabaseAddress { host: string; port: number; user: string; password: string; database: string }

const database = 'rungraph';

/**
 * The embedded Postgres of this home, started if it is not running. It is a process of its own and outlives us; its data lie in `<home>/db`.
 * @param home folder of all data; made with mode 0700 when absent
 * @throws Error that says why Postgres cannot run here, with the end of its log
 */
export async function ensureDatabase(home: string, log: Logger): Promise<DatabaseAddress> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const folder = await realpath(home);
  const address = await addressOf(folder, await startPostgres(folder, log));
  await createDatabase(address);
  return address;
}

/** Where the embedded Postgres of this home answers, or null when none is running. Starts nothing. */
export async function findDatabase(home: string): Promise<DatabaseAddress | null> {
  const folder = await realpath(home).catch(() => null);
  const found = folder && (await findPostmaster(dataFolder(folder)));
  return found && found.ready ? addressOf(folder, found) : null;
}

/** Stops the embedded Postgres of this home and waits until it is gone. No error when none is running. */
export async function stopDatabase(home: string): Promise<void> {
  const folder = await realpath(home).catch(() => null);
  if (folder) await stopPostmaster(dataFolder(folder));
}

/**
 * Under whose name Postgres would run here. Starts and makes nothing.
 * @throws Error with the reason of every way that does not work
 */
export async function wayToRunPostgres(home: string): Promise<Identity['way']> {
  const { postgres } = await postgresBinaries();
  let folder = dataFolder(home);
  while (!(await exists(folder))) folder = dirname(folder);
  return (await chooseIdentity(postgres, folder)).way;
}

const addressOf = async (home: string, { port }: Postmaster): Promise<DatabaseAddress> => ({ host: '127.0.0.1', port, user, password: await readPassword(home), database });

async function createDatabase(address: DatabaseAddress): Promise<void> {
  const client = new Client({ ...address, database: 'postgres' });
  client.on('error', () => undefined);   // a server that dies now also fails the query; unheard, this event would end our process
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [database]);
    if (!rowCount) await client.query(`create database ${database}`);
  } catch (error) {
    // duplicate_database and unique_violation: another process made it in the same moment.
    if (!['42P04', '23505'].includes((error as { code?: string }).code ?? '')) throw error;
  } finally {
    await client.end();
  }
}
