import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { createDataSource, queryOf } from '../../src/database/data-source';
import { transaction } from '../../src/database/transaction';
import { freshDatabase } from '../support/postgres';

let db: DataSource, drop: () => Promise<void>;
beforeAll(async () => {
  const fresh = await freshDatabase();
  drop = fresh.drop;
  db = await createDataSource(fresh.address, { poolSize: 1 }).initialize();
  await db.query('CREATE TABLE thing (id int PRIMARY KEY, name text)');
  await db.query("INSERT INTO thing VALUES (1, 'one'), (2, 'two')");
});
afterAll(async () => {
  await db?.destroy();
  await drop?.();
});

const prepared = async () => (await db.query('SELECT statement FROM pg_prepared_statements ORDER BY prepare_time')).map(({ statement }: { statement: string }) => statement);
const often = async <T>(work: () => Promise<T>) => { for (let i = 0; i < 10; i++) await work(); return work(); };

test('a statement that comes again and again is prepared, one that is rare or has no parameters is not', async () => {
  expect(await often(() => db.query('SELECT name FROM thing WHERE id = $1', [2]))).toEqual([{ name: 'two' }]);
  await often(() => db.query('SELECT name FROM thing'));
  await db.query('SELECT name FROM thing WHERE name = $1', ['one']);
  for (let i = 0; i < 20; i++) await db.query(`SELECT ${i} AS n FROM thing WHERE id = $1`, [1]);
  expect(await prepared()).toEqual(['SELECT name FROM thing WHERE id = $1']);
});

test('rows as arrays, and callbacks, are answered as they are without it', async () => {
  const { master } = db.driver as unknown as { master: Pool };
  expect((await often(() => master.query({ text: 'SELECT id, name FROM thing WHERE id > $1 ORDER BY id', values: [0], rowMode: 'array' }))).rows).toEqual([[1, 'one'], [2, 'two']]);
  const called = await often(() => new Promise((resolve, reject) => master.query('SELECT name AS called FROM thing WHERE id = $1', [1], (error, result) => (error ? reject(error) : resolve(result.rows)))));
  expect(called).toEqual([{ called: 'one' }]);
  expect(await prepared()).toEqual(expect.arrayContaining(['SELECT id, name FROM thing WHERE id > $1 ORDER BY id', 'SELECT name AS called FROM thing WHERE id = $1']));
});

test('errors stay what they are, and the connection goes on', async () => {
  const divided = (by: number) => db.query('SELECT 6 / $1::int AS share', [by]);
  await often(() => divided(2));
  await expect(divided(0)).rejects.toMatchObject({ code: '22012' });
  await expect(often(() => db.query('SELECT nothing FROM nowhere WHERE id = $1', [1]).catch((error: { code: string }) => error.code))).resolves.toBe('42P01');
  expect(await divided(3)).toEqual([{ share: 2 }]);
});

test('a value that cannot be sent, or a connection that forgets what it prepared, spoils one call at most', async () => {
  const said = (value: unknown) => db.query('SELECT $1::text AS said', [value]);
  await often(() => said('a'));
  const circle: Record<string, unknown> = {};
  circle.itself = circle;
  await expect(said(circle)).rejects.toThrow('circular');
  expect(await said('b')).toEqual([{ said: 'b' }]);
  await often(() => said('a'));
  await db.query('DEALLOCATE ALL');
  await said('c').catch((error: { code: string }) => expect(error.code).toBe('26000'));
  expect(await said('d')).toEqual([{ said: 'd' }]);
});

test('many at a time on one connection, before and after the statement is prepared', async () => {
  await transaction(db, async ({ manager }) => {
    const asked = Array.from({ length: 50 }, (_, i) => queryOf(manager)('SELECT $1::int + 1 AS next', [i]));
    expect((await Promise.all(asked)).map(([{ next }]) => next)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
  });
});

test('a table that another version changes meanwhile: a transaction is tried again, and nothing fails twice', async () => {
  const all = (on: { query(sql: string, params: unknown[]): Promise<any> }) => on.query('SELECT * FROM thing WHERE id = $1', [1]);
  await often(() => all(db));
  await db.query('ALTER TABLE thing ADD COLUMN extra int DEFAULT 7');
  let times = 0;
  expect(await transaction(db, ({ manager }) => { times += 1; return all(manager); })).toEqual([{ id: 1, name: 'one', extra: 7 }]);
  expect(times).toBe(2);
  await db.query('ALTER TABLE thing DROP COLUMN extra');
  expect(await all(db)).toEqual([{ id: 1, name: 'one' }]);
  expect(await all(db)).toEqual([{ id: 1, name: 'one' }]);
});

test('when there are too many all are given up after a while, and those that still come are prepared again', async () => {
  const hot = () => db.query('SELECT id AS hot FROM thing WHERE id = $1', [2]), count = async () => (await prepared()).length;
  for (let i = 0; i < 250; i++) for (let times = 0; times < 7; times++) await db.query(`SELECT ${i} AS n, name FROM thing WHERE id = $1`, [1]);
  expect(await count()).toBeLessThanOrEqual(200);
  await often(hot);
  expect(await prepared()).not.toContain('SELECT id AS hot FROM thing WHERE id = $1');
  const later = performance.now() + 3_600_000, now = jest.spyOn(performance, 'now').mockImplementation(() => later);
  try {
    expect(await often(hot)).toEqual([{ hot: 2 }]);
    expect(await prepared()).toEqual(['SELECT id AS hot FROM thing WHERE id = $1']);
  } finally {
    now.mockRestore();
  }
});
