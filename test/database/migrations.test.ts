import { openDatabase } from '../../src/database/open';
import { isoMicroseconds } from '../../src/database/timestamps';
import { transaction } from '../../src/database/transaction';
import { entities } from '../../src/graphs/entities';
import { freshDatabase } from '../support/postgres';

test('ten processes at once on an empty database: one migrates, all open it', async () => {
  const { address, drop } = await freshDatabase();
  const opened = await Promise.all(Array.from({ length: 10 }, () => openDatabase(address, { entities, poolSize: 1 })));
  const [{ n }] = await opened[0]!.query('select count(*) as n from migrations');
  expect(n).toBe(opened[0]!.migrations.length);
  await Promise.all(opened.map((db) => db.destroy()));
  await drop();
});

describe('the schema', () => {
  let db: Awaited<ReturnType<typeof openDatabase>>, drop: () => Promise<void>;
  beforeAll(async () => {
    const fresh = await freshDatabase();
    drop = fresh.drop;
    db = await openDatabase(fresh.address, { entities });
  });
  afterAll(async () => { await db.destroy(); await drop(); });

  test('every column of an entity is in the table, nullable where the entity says so', async () => {
    for (const { tableName, columns } of db.entityMetadatas) {
      const rows = await db.query('select column_name as name, is_nullable = $2 as nullable from information_schema.columns where table_name = $1', [tableName, 'YES']);
      const known = new Map(rows.map((row: any) => [row.name, row.nullable]));
      for (const column of columns) expect([tableName, column.databaseName, known.has(column.databaseName)]).toEqual([tableName, column.databaseName, true]);
    }
  });

  test('every table has a primary key, and every foreign key an index that begins with it', async () => {
    expect(await db.query(`select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind = 'r' and not exists (select 1 from pg_index i where i.indrelid = c.oid and i.indisprimary)`)).toEqual([]);
    expect(await db.query(`select con.conrelid::regclass::text as t, con.conname from pg_constraint con where con.contype = 'f' and con.connamespace = 'public'::regnamespace and not exists (select 1 from pg_index i where i.indrelid = con.conrelid and i.indkey[0] = con.conkey[1])`)).toEqual([]);
  });

  test('migrations go down and up again', async () => {
    const count = db.migrations.length;
    for (let i = 0; i < count; i++) await db.undoLastMigration();
    expect(await db.query(`select table_name from information_schema.tables where table_schema = 'public' and table_name <> 'migrations'`)).toEqual([]);
    expect(await db.runMigrations()).toHaveLength(count);
  });

  test('times keep their microseconds', async () => {
    for (const text of ['2026-01-02T03:04:05.123456Z', '2026-01-02T03:04:05.000001Z', '2026-01-02T03:04:05.100000Z', '0099-12-31T23:59:59.999999Z']) {
      expect((await db.query('select $1::timestamptz as at', [text]))[0].at).toBe(text);
    }
    expect(isoMicroseconds('2026-01-02 03:04:05+00')).toBe('2026-01-02T03:04:05.000000Z');
  });

  test('events are appended in the order in which they were told, and not at all when the transaction fails', async () => {
    await expect(transaction(db, async ({ emit }) => { emit({ topic: 't', subject: 's', payload: { n: 0 } }); throw new Error('no'); })).rejects.toThrow('no');
    await transaction(db, async ({ emit }) => { for (const n of [1, 2, 3]) emit({ topic: 't', subject: 's', payload: { n } }); });
    expect((await db.query(`select payload->'n' as n from event order by id`)).map((row: any) => row.n)).toEqual([1, 2, 3]);
  });

  test('a deadlock is tried again', async () => {
    await db.query(`insert into event (topic, subject, payload) values ('a', 'a', '{}'), ('b', 'b', '{}')`);
    let meet!: () => void, runs = 0;
    const bothHold = new Promise<void>((resolve) => { let n = 0; meet = () => { if (++n === 2) resolve(); }; });
    const swap = (first: string, second: string) => transaction(db, async ({ manager }) => {
      runs++;
      await manager.query('update event set subject = subject where topic = $1', [first]);
      meet();
      await bothHold;
      await manager.query('update event set subject = subject where topic = $1', [second]);
    });
    await Promise.all([swap('a', 'b'), swap('b', 'a')]);
    expect(runs).toBeGreaterThan(2);
  });
});
