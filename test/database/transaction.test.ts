import { EntitySchema, type DataSource } from 'typeorm';
import { openDatabase } from '../../src/database/open';
import { transaction } from '../../src/database/transaction';
import { freshDatabase } from '../support/postgres';

const Note = new EntitySchema<{ id: number; text: string }>({ name: 'note', columns: { id: { type: 'int', primary: true }, text: { type: 'text' } } });
const ADD = 'INSERT INTO note (id, text) VALUES ($1, $2)';

let db: DataSource, other: DataSource, drop: () => Promise<void>, statements: string[] = [];
beforeAll(async () => {
  const fresh = await freshDatabase();
  drop = fresh.drop;
  db = await openDatabase(fresh.address, { entities: [Note as never], poolSize: 1, onStatement: (sql) => statements.push(sql) });
  other = await openDatabase(fresh.address, { poolSize: 1 });
  await db.query('CREATE TABLE note (id int PRIMARY KEY, text text NOT NULL, UNIQUE (text) DEFERRABLE INITIALLY DEFERRED)');
});
afterAll(async () => {
  await Promise.all([db?.destroy(), other?.destroy()]);
  await drop?.();
});
beforeEach(async () => {
  await db.query('TRUNCATE note, event');
  statements = [];
});

/** What is there for everyone, by the pool's one connection, which must not be in a transaction any more. */
const left = async () => [await db.query('SELECT id, text FROM note ORDER BY id'), (await db.query('SELECT subject FROM event ORDER BY id')).map(({ subject }: { subject: string }) => subject)];
const told = { topic: 'note', subject: 'n', payload: {} };

test('statements that nobody waits for run in the order of their calls, and are there with the events', async () => {
  const answer = await transaction(db, async (tx) => {
    tx.later(ADD, [1, 'a']);
    tx.later('UPDATE note SET text = text || $1 WHERE id = 1', ['b']);
    const [{ text }] = await tx.manager.query('SELECT text FROM note WHERE id = 1');
    tx.later('UPDATE note SET text = text || $1 WHERE id = 1', ['c']);
    tx.emit(told);
    return text;
  });
  expect(answer).toBe('ab');
  expect(await left()).toEqual([[{ id: 1, text: 'abc' }], ['n']]);
  expect(statements.slice(0, 6).map((sql) => sql.split(' ')[0])).toEqual(['START', 'INSERT', 'UPDATE', 'SELECT', 'UPDATE', 'select']);
});

test.each([
  ['nothing follows', async () => undefined],
  ['another one follows that only was refused for it', async (query: (sql: string) => Promise<unknown>) => void await query('SELECT 1')],
  ['its caller fails after it, too', async () => { throw Object.assign(new Error('refused'), { code: '25P02' }); }],
])('a statement that fails takes all with it, and is the error: %s', async (_, then) => {
  await expect(transaction(db, async (tx) => {
    tx.emit(told);
    tx.later(ADD, [1, 'a']);
    tx.later(ADD, [1, 'again']);
    tx.later(ADD, [2, 'b']);
    await then((sql) => tx.manager.query(sql));
  })).rejects.toMatchObject({ code: '23505', message: expect.stringContaining('note_pkey') });
  expect(await left()).toEqual([[], []]);
});

test('a value that cannot be sent fails it before anything behind it is', async () => {
  const circle: Record<string, unknown> = {};
  circle.itself = circle;
  await expect(transaction(db, async (tx) => {
    tx.emit(told);
    tx.later(ADD, [1, 'a']);
    tx.later(ADD, [2, circle]);
  })).rejects.toThrow('circular');
  expect(await left()).toEqual([[], []]);
});

test('the first failure is told, and a deadlock tried again, when what it kept from being prepared fails otherwise', async () => {
  let times = 0;
  const fresh = `SELECT text, ${Math.random()} FROM note WHERE id = $1`;
  for (let i = 0; i < 6; i++) await other.query(fresh, [1]);   // from now on it has a name, which the other connection does not know
  await transaction(db, async ({ manager, later }) => {
    times += 1;
    if (times === 1) later("DO $$ BEGIN RAISE 'a deadlock' USING ERRCODE = '40P01'; END $$", []);
    await Promise.all([manager.query(fresh, [1]), manager.query(fresh, [1])]);
  });
  expect(times).toBe(2);
});

test('what was sent can be waited for', async () => {
  await expect(transaction(db, async (tx) => {
    tx.later(ADD, [1, 'a']);
    await tx.settled();
    tx.later(ADD, [1, 'again']);
    await tx.settled();
    throw new Error('It went on.');
  })).rejects.toMatchObject({ code: '23505' });
  expect(await left()).toEqual([[], []]);
});

test('an error of the caller takes back what it did not wait for', async () => {
  await expect(transaction(db, async (tx) => {
    tx.emit(told);
    tx.later(ADD, [1, 'a']);
    throw new Error('thought better of it');
  })).rejects.toThrow('thought better of it');
  expect(await left()).toEqual([[], []]);
});

test('what is checked at the end only fails it, too', async () => {
  await expect(transaction(db, async (tx) => {
    tx.emit(told);
    tx.later(ADD, [1, 'same']);
    tx.later(ADD, [2, 'same']);
  })).rejects.toMatchObject({ code: '23505' });
  expect(await left()).toEqual([[], []]);
});

test("TypeORM's own save takes part", async () => {
  await expect(transaction(db, async ({ manager }) => {
    await manager.save(Note, { id: 1, text: 'saved' });
    throw new Error('thought better of it');
  })).rejects.toThrow('thought better of it');
  expect(await left()).toEqual([[], []]);
  await transaction(db, ({ manager }) => manager.save(Note, { id: 1, text: 'saved' }));
  expect(await left()).toEqual([[{ id: 1, text: 'saved' }], []]);
});

test('a connection that is lost in the middle fails it, and the next transaction has another one', async () => {
  const sent: Promise<unknown>[] = [];
  await expect(transaction(db, async (tx) => {
    tx.later(ADD, [1, 'a']);
    for (const sql of ['SELECT pg_terminate_backend(pg_backend_pid())', 'SELECT 1']) sent.push(tx.manager.query(sql));
    await Promise.all(sent);
  })).rejects.toMatchObject({ message: expect.stringMatching(/terminat|Connection/) });
  expect((await Promise.allSettled(sent)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await transaction(db, async (tx) => tx.later(ADD, [2, 'b']));
  expect(await left()).toEqual([[{ id: 2, text: 'b' }], []]);
});

test('a deadlock is tried again, also where nobody waited for the statement', async () => {
  await db.query("INSERT INTO note VALUES (1, 'a'), (2, 'b')");
  const met = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const cross = (on: DataSource, own: number) => transaction(on, async (tx) => {
    await tx.manager.query('UPDATE note SET text = text || $2 WHERE id = $1', [own, own]);
    met[own - 1]!.resolve();
    await met[2 - own]!.promise;
    tx.later('UPDATE note SET text = text || $2 WHERE id = $1', [3 - own, own]);
  });
  await Promise.all([cross(db, 1), cross(other, 2)]);
  expect((await left())[0].map(({ text }: { text: string }) => [...text.slice(1)].sort().join(''))).toEqual(['12', '12']);
});
