// An embedded Postgres in a home for the time of a benchmark, migrated; gone when the work is done. It lies where homes lie by default:
// in /tmp every isolated task would have its folders mounted in its own /tmp, one above the other.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { dist } from './processes.mjs';

const require = createRequire(import.meta.url);
const { createLogger } = require(join(dist, 'core/logger.js'));
const { ensureDatabase, stopDatabase } = require(join(dist, 'database/embedded/index.js'));
const { openDatabase } = require(join(dist, 'database/open.js'));

/** @param work is given `{home, databaseUrl, address, db}`; `db` is a TypeORM DataSource */
export async function withDatabase(work, options = {}) {
  const home = mkdtempSync(join(homedir(), '.rungraph-bench-'));
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
