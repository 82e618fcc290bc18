import { rm } from 'node:fs/promises';
import { stopDatabase } from '../../src/database/embedded';

export default async function teardown(): Promise<void> {
  const home = process.env.TEST_POSTGRES_HOME;
  if (!home) return;
  delete process.env.TEST_POSTGRES_HOME;
  await stopDatabase(home);
  await rm(home, { recursive: true, force: true });
}
