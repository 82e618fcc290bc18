import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { createLogger } from '../../src/core/logger';
import { ensureDatabase, findDatabase, stopDatabase, superviseDatabase, type DatabaseAddress } from '../../src/database/embedded';

const log = createLogger('silent', 'test');
const base = mkdtempSync(join(tmpdir(), 'rungraph-db-'));
// Neither the parent folder nor a space and an accent in the path may disturb Postgres.
const home = join(base, 'a home é');

const postmasterPid = () => Number(readFileSync(join(home, 'db', 'postmaster.pid'), 'utf8').split('\n')[0]);

async function ask(address: DatabaseAddress, sql: string): Promise<unknown> {
  const client = new Client({ ...address });
  client.on('error', () => undefined);   // the query fails too
  await client.connect();
  try {
    const { rows } = await client.query({ text: sql, rowMode: 'array' });
    return rows[0]?.[0];
  } finally {
    await client.end();
  }
}

async function answers(): Promise<DatabaseAddress> {
  for (;;) {
    const address = await findDatabase(home);
    if (address && await ask(address, 'select 1').catch(() => null)) return address;
    await delay(20);
  }
}

const run = promisify(execFile);
const attach = async (): Promise<DatabaseAddress> => {
  const { stdout } = await run(process.execPath, ['-r', join(__dirname, '../support/register.cjs'), join(__dirname, 'attach.ts'), home]);
  return JSON.parse(stdout);
};

afterAll(async () => {
  await stopDatabase(home);
  rmSync(base, { recursive: true });
});

test('five programs at once on an empty home get one server, which outlives them', async () => {
  expect(await findDatabase(home)).toBeNull();
  const addresses = await Promise.all(Array.from({ length: 5 }, attach));
  expect(new Set(addresses.map((a) => JSON.stringify(a))).size).toBe(1);
  expect(await ask(addresses[0], 'select current_database()')).toBe('rungraph');
  expect(readdirSync(home).sort()).toEqual(['db', 'db.log', 'db.password']);
  expect(await findDatabase(home)).toEqual(addresses[0]);
});

test('the password is random, secret and asked for', async () => {
  const address = (await findDatabase(home))!;
  expect(statSync(home).mode & 0o777).toBe(0o700);
  expect(statSync(join(home, 'db.password')).mode & 0o777).toBe(0o600);
  expect(address.password.length).toBeGreaterThanOrEqual(32);
  await expect(ask({ ...address, password: 'postgres' }, 'select 1')).rejects.toMatchObject({ code: '28P01' });
});

test('whoever comes later attaches to the same process', async () => {
  const before = postmasterPid();
  expect(await ensureDatabase(home, log)).toEqual(await findDatabase(home));
  expect(postmasterPid()).toBe(before);
});

test('a killed server is restarted on its port within 5 s, and what was committed is there', async () => {
  const before = await ensureDatabase(home, log);
  await ask(before, 'create table kept as select 42 as answer');
  const killed = postmasterPid();
  const supervisor = superviseDatabase(home, log);
  try {
    const at = Date.now();
    process.kill(killed, 'SIGKILL');
    const after = await answers();
    expect(Date.now() - at).toBeLessThan(5000);
    expect(after).toEqual(before);
    expect(postmasterPid()).not.toBe(killed);
    expect(await ask(after, 'select answer from kept')).toBe(42);
  } finally {
    supervisor.stop();
  }
});

test('stop ends the server and waits for it; a second stop does nothing', async () => {
  const address = await ensureDatabase(home, log);
  await stopDatabase(home);
  expect(postmasterPid).toThrow('ENOENT');
  await expect(ask(address, 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  expect(await findDatabase(home)).toBeNull();
  await stopDatabase(home);
});

test('a pid file whose pid belongs to another program is neither trusted nor killed', async () => {
  await stopDatabase(home);
  const stranger = spawn('sleep', ['60'], { stdio: 'ignore' });
  try {
    await once(stranger, 'spawn');
    writeFileSync(join(home, 'db', 'postmaster.pid'), `${stranger.pid}\n${home}/db\n1\n5432\n\n127.0.0.1\n 1 1\nready   \n`, { mode: 0o600 });
    expect(await findDatabase(home)).toBeNull();
    await stopDatabase(home);
    expect(stranger.exitCode).toBeNull();
    expect(await ask(await ensureDatabase(home, log), 'select 1')).toBe(1);
    expect(stranger.exitCode).toBeNull();
  } finally {
    stranger.kill();
  }
});

test('a server that cannot stay up is not started for ever, and the error shows the end of its log', async () => {
  await stopDatabase(home);
  const control = join(home, 'db', 'global', 'pg_control');
  renameSync(control, `${control}.away`);
  try {
    await expect(ensureDatabase(home, log)).rejects.toThrow(/3 times[^]*could not find the database system/);
  } finally {
    renameSync(`${control}.away`, control);
  }
  expect(await ask(await ensureDatabase(home, log), 'select answer from kept')).toBe(42);
});
