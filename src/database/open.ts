import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver';
import { connectionOptions, createDataSource, type DatabaseAddress, type DataSourceOptions } from './data-source';

const MIGRATION_LOCK = 7_305_110;

/** Connects and brings the schema up to date. Any number of processes may do so at once: one migrates, the others wait. */
export async function openDatabase(address: DatabaseAddress | string, options: DataSourceOptions = {}): Promise<DataSource> {
  const db = createDataSource(address, options);
  const lock = new Client(connectionOptions(address));
  // Its queries fail by themselves when the connection is lost; without a listener the process would end as well.
  lock.on('error', (error) => options.onIdleError?.(error));
  await lock.connect();
  try {
    await lock.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await db.initialize();
    // A client that was connected just now has no listener of TypeORM's yet, and Postgres may end it at that moment.
    (db.driver as PostgresDriver).master.on('connect', (client: Client) => client.on('error', (error) => options.onIdleError?.(error)));
    await db.runMigrations();
  } catch (error) {
    if (db.isInitialized) await db.destroy();
    throw error;
  } finally {
    await lock.end();   // ends the session, and with it the lock
  }
  return db;
}
