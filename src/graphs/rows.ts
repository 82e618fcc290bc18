import { LRUCache } from 'lru-cache';
import type { DataSource } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';
import type { Query } from '../database/data-source';
import type { Tx } from '../database/transaction';

type Class<T> = new () => T;

/** How some columns of an entity are read: what to select, and how a row of their values, in this order, becomes an instance. */
export interface Reader<T> { columns: string; width: number; toInstance(row: readonly unknown[]): T }

const readers = new WeakMap<DataSource, LRUCache<string, Reader<any>>>();
const MOST_READERS = 1000;

/** @param properties whose columns are read; all when null, or when one of them has no column */
export function readerOf<T extends object>(db: DataSource, entity: Class<T>, properties: ReadonlySet<string> | null = null): Reader<T> {
  let known = readers.get(db);
  if (!known) readers.set(db, known = new LRUCache({ max: MOST_READERS }));
  const key = `${entity.name} ${properties ? [...properties].join() : '*'}`;
  let reader = known.get(key);
  if (!reader) known.set(key, reader = makeReader(db, entity, properties));
  return reader;
}

function makeReader<T extends object>(db: DataSource, entity: Class<T>, properties: ReadonlySet<string> | null): Reader<T> {
  const all = db.getMetadata(entity).columns;
  const asked = [...properties ?? []].map((property) => all.find((column) => column.propertyName === property));
  const columns = properties && asked.every((column) => column !== undefined) ? asked : all;
  // Written out, so that V8 makes instances of one shape without looking names up for every row.
  const assignments = columns.map((column, at) => `it[${JSON.stringify(column.propertyName)}] = row[${at}];`).join(' ');
  return {
    columns: columns.map(spell).join(', '),
    width: columns.length,
    toInstance: new Function('Entity', `return (row) => { const it = new Entity(); ${assignments} return it; };`)(entity),
  };
}

/** `t."col" AS "property", ...` for every column of an entity, from TypeORM's own metadata. */
export const columnsOf = (db: DataSource, entity: Class<object>): string => readerOf(db, entity).columns;

const spell = (column: ColumnMetadata) => `t."${column.databaseName}" AS "${column.propertyName}"`;

/** Rows become instances without TypeORM's per-row hydration, which costs more than the query itself. */
export function hydrate<T extends object>(entity: Class<T>, rows: object[]): T[] {
  return rows.map((row) => Object.assign(new entity(), row));
}

/**
 * @param tail what follows `SELECT columns FROM table t`, e.g. `WHERE t.id = ANY($1)`
 * @param without properties that are not read
 */
export async function readRows<T extends object>(db: DataSource, query: Query, entity: Class<T>, tail: string, params: unknown[], without: readonly (keyof T & string)[] = []): Promise<T[]> {
  const { tableName, columns } = db.getMetadata(entity);
  const read = without.length ? new Set(columns.map(({ propertyName }) => propertyName).filter((name) => !without.includes(name as keyof T & string))) : null;
  return hydrate(entity, await query(`SELECT ${readerOf(db, entity, read).columns} FROM "${tableName}" t ${tail}`, params));
}

/** Keys for rows that are still to be added: whoever knows them does not wait for the INSERT. Those that are not used are missing for ever. */
export async function reserveKeys(tx: Tx, entity: Class<object>, count: number): Promise<number[]> {
  const { tableName } = tx.manager.connection.getMetadata(entity);
  const keys: { id: number }[] = count ? await tx.manager.query(`SELECT nextval(pg_get_serial_sequence($1, 'id'))::int AS id FROM generate_series(1, $2)`, [tableName, count]) : [];
  return keys.map(({ id }) => id);
}

/** Adds rows that all have the same columns, their reserved keys among them, a few thousand values at most. @param tx sends it with its next statement */
export function insertRows<T extends object>(tx: Tx, entity: Class<T>, rows: Partial<T>[]): void {
  const { tableName } = tx.manager.connection.getMetadata(entity), params: unknown[] = [], names = Object.keys(rows[0] ?? {});
  if (rows.some((row) => Object.keys(row).length !== names.length || names.some((name) => row[name as keyof T] === undefined))) throw new Error(`Rows of ${entity.name} have different columns, or undefined ones.`);
  const columns = names.map((name) => columnOf(tx, entity, name));
  const values = rows.map((row) => `(${names.map((name, i) => `$${params.push(asParameter(columns[i]!, row[name as keyof T]))}`).join(', ')})`);
  if (rows.length) tx.later(`INSERT INTO "${tableName}" (${columns.map(({ databaseName }) => `"${databaseName}"`).join(', ')}) OVERRIDING SYSTEM VALUE VALUES ${values.join(', ')}`, params);
}

/** Changes some columns of a row. Written out: TypeORM's query builder takes longer for it than Postgres. @param tx sends it with its next statement */
export function updateRow<T extends object>(tx: Tx, entity: Class<T>, id: number, values: Partial<T>): void {
  const { tableName } = tx.manager.connection.getMetadata(entity), params: unknown[] = [id];
  const assignments = Object.entries(values).filter(([, value]) => value !== undefined).map(([name, value]) => {
    const column = columnOf(tx, entity, name);
    return `"${column.databaseName}" = $${params.push(asParameter(column, value))}`;
  });
  if (assignments.length) tx.later(`UPDATE "${tableName}" SET ${assignments.join(', ')} WHERE "id" = $1`, params);
}

function columnOf(tx: Tx, entity: Class<object>, property: string): ColumnMetadata {
  const column = tx.manager.connection.getMetadata(entity).findColumnWithPropertyName(property);
  if (!column) throw new Error(`${entity.name} has no column for ${property}.`);
  return column;
}

/** pg would make an array of Postgres from one of JSON. */
const asParameter = ({ type }: ColumnMetadata, value: unknown) => ((type === 'jsonb' || type === 'json') && value != null ? JSON.stringify(value) : value ?? null);
