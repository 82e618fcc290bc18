import 'reflect-metadata';
import { DataSource, type EntityManager, type Logger as OrmLogger } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver';
import { types, type Pool } from 'pg';
import { PreparingClient } from './preparing-client';
import { isoMicroseconds } from './timestamps';
import { Foundation1700000000000 } from './migrations/1700000000000-foundation';
import { Automl1700000000001 } from './migrations/1700000000001-automl';
import { EarlyStopping1700000000002 } from './migrations/1700000000002-early-stopping';
import { Experiments1700000000003 } from './migrations/1700000000003-experiments';
import { Curves1700000000004 } from './migrations/1700000000004-curves';
import { WorkersPods1700000000005 } from './migrations/1700000000005-workers-pods';
import { FrameworkJobs1700000000006 } from './migrations/1700000000006-framework-jobs';
import { PreparedPrograms1700000000007 } from './migrations/1700000000007-prepared-programs';
import { EnvironmentsAndTemplates1700000000008 } from './migrations/1700000000008-environments-and-templates';

export interface DatabaseAddress { host: string; port: number; user: string; password: string; database: string }

/** Runs one statement and answers its rows. */
export type Query = <R = any>(text: string, params?: unknown[]) => Promise<R[]>;
export const queryOf = (on: DataSource | EntityManager): Query => (text, params) => on.query(text, params);

/** Runs one statement outside any transaction and answers each row as the array of its values: for reads of many rows. */
export type ReadArrays = (text: string, params: unknown[]) => Promise<unknown[][]>;
export const readArraysOf = (db: DataSource): ReadArrays => async (text, params) => {
  db.logger.logQuery(text, params);
  const pool: Pool = (db.driver as PostgresDriver).master;
  return (await pool.query({ text, values: params, rowMode: 'array' })).rows;
};

const TIMESTAMPTZ = 1184, INT8 = 20;
const parsers = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): any {
    if (oid === TIMESTAMPTZ) return isoMicroseconds;   // a JS Date would drop the microseconds
    if (oid === INT8) return Number;                   // counts and event ids stay far below 2^53
    return types.getTypeParser(oid, format);
  },
};

/** By which the connections of one process are known in pg_stat_activity. */
export const applicationName = `rungraph ${process.pid}`;

/** Settings of node-postgres that every connection of ours shares. */
export function connectionOptions(address: DatabaseAddress | string) {
  const where = typeof address === 'string' ? { connectionString: address } : address;
  return { ...where, application_name: applicationName, options: '-c timezone=UTC', types: parsers, keepAlive: true, Client: PreparingClient };
}

class StatementLog implements OrmLogger {
  constructor(private readonly onStatement?: (sql: string) => void) {}
  logQuery(sql: string) { this.onStatement?.(sql); }
  logQueryError() { /* the error itself is thrown */ }
  logQuerySlow() {}
  logSchemaBuild() {}
  logMigration() {}
  log() {}
}

export interface DataSourceOptions {
  entities?: Function[];
  /** Most connections of this process's pool. */
  poolSize?: number;
  /** Called for each statement; tests count with it. */
  onStatement?: (sql: string) => void;
  /** Told of errors on idle connections, e.g. when Postgres restarts; the pool replaces them by itself. */
  onIdleError?: (error: Error) => void;
}

/** Not yet connected: call `initialize()`, or better `openDatabase()`, which also migrates. */
export function createDataSource(address: DatabaseAddress | string, options: DataSourceOptions = {}): DataSource {
  const where = typeof address === 'string' ? { url: address } : { host: address.host, port: address.port, username: address.user, password: address.password, database: address.database };
  const { options: session, types: parse, keepAlive, Client } = connectionOptions(address);
  return new DataSource({
    type: 'postgres',
    ...where,
    synchronize: false,
    migrationsRun: false,
    migrationsTransactionMode: 'each',
    entities: options.entities ?? [],
    migrations: [Foundation1700000000000, Automl1700000000001, EarlyStopping1700000000002, Experiments1700000000003, Curves1700000000004, WorkersPods1700000000005, FrameworkJobs1700000000006, PreparedPrograms1700000000007, EnvironmentsAndTemplates1700000000008],
    logging: true,
    logger: new StatementLog(options.onStatement),
    installExtensions: false,
    poolErrorHandler: (error: Error) => options.onIdleError?.(error),
    poolSize: options.poolSize ?? 10,
    applicationName,
    // Statements of a transaction that do not wait for one another travel together; see transaction.ts.
    extra: { options: session, types: parse, keepAlive, Client, pipeline: true },
  });
}
