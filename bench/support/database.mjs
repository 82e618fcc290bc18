// An embedded Postgres in a temporary home, migrated; gone when the work is done.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dist } from './processes.mjs';

const require = createRequire(import.meta.url);
const { createLogger } = require(join(dist, 'core/logger.js'));
const { ensureDatabase, stopDatabase } = require(join(dist, 'database/embedded/index.js'));
const { openDatabase } = require(join(dist, 'database/open.js'));

/** @param work is given `{home, databaseUrl, address, db}`; `db` is a TypeORM DataSource */
export async function withDatabase(work, options = {}) {
  const home = mkdtempSync(join(tmpdir(), 'rungraph-bench-'));
  const address = await ensureDatabase(home, createLogger('warn', 'bench'));
  const databaseUrl = `postgres://${address.user}:${encodeURIComponent(address.password)}@${address.host}:${address.port}/${address.database}`;
  const db = await openDatabase(address, options);
  try {
    return await work({ home, address, databaseUrl, db });
  } finally {
    await db.destroy();
    await stopDatabase(home);
    rmSync(home, { recursive: true });
  }
}
