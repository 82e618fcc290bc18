import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '../../src/core/logger';
import { ensureDatabase } from '../../src/database/embedded';

/** One Postgres for the whole run; each test file makes databases of its own in it (see `postgres.ts`). */
export default async function setup(): Promise<void> {
  if (process.env.TEST_POSTGRES_HOME) return;
  const home = await mkdtemp(join(tmpdir(), 'rungraph-test-'));
  await ensureDatabase(home, createLogger('silent', 'test'));
  process.env.TEST_POSTGRES_HOME = home;
}
