import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { DatabaseAddress } from '../../src/database/data-source';
import { findDatabase } from '../../src/database/embedded';

/** A new, empty database in the Postgres of this test run; `drop` removes it with whatever is still connected. */
export async function freshDatabase(): Promise<{ address: DatabaseAddress; url: string; drop(): Promise<void> }> {
  const server = await findDatabase(process.env.TEST_POSTGRES_HOME!);
  if (!server) throw new Error('The Postgres of this test run is gone.');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await admin(server, `create database ${name}`);
  const address = { host: server.host, port: server.port, user: server.user, password: server.password, database: name };
  return {
    address,
    url: `postgres://${address.user}:${encodeURIComponent(address.password)}@${address.host}:${address.port}/${name}`,
    drop: () => admin(server, `drop database ${name} with (force)`),
  };
}

async function admin(server: DatabaseAddress, sql: string): Promise<void> {
  const client = new Client(server);
  await client.connect();
  try { await client.query(sql); } finally { await client.end(); }
}
