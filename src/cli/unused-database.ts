import { Client } from 'pg';
import type { Config } from '../core/config';
import { applicationName, connectionOptions } from '../database/data-source';
import { findDatabase, stopDatabase } from '../database/embedded';

/** Ends the embedded Postgres unless another process of ours is connected to it: it then has no reason to go on. */
export async function stopDatabaseIfUnused({ databaseUrl, home }: Pick<Config, 'databaseUrl' | 'home'>): Promise<void> {
  const address = databaseUrl ? null : await findDatabase(home);
  if (address && await nobodyElse(address)) await stopDatabase(home);
}

async function nobodyElse(address: Parameters<typeof connectionOptions>[0]): Promise<boolean> {
  const client = new Client(connectionOptions(address));
  client.on('error', () => {});   // the query says so as well
  try {
    await client.connect();
    const { rows } = await client.query(`select 1 from pg_stat_activity where datname = current_database() and backend_type = 'client backend' and application_name <> $1 limit 1`, [applicationName]);
    return rows.length === 0;
  } catch {
    return false;   // it is ending, or starting: somebody else sees to it
  } finally {
    await client.end().catch(() => {});
  }
}
