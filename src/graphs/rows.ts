import type { DataSource } from 'typeorm';
import type { Query } from '../database/data-source';

type Class<T> = new () => T;

const lists = new WeakMap<DataSource, Map<Function, string>>();

/** `t."col" AS "property", ...` for every column of an entity, from TypeORM's own metadata. */
export function columnsOf(db: DataSource, entity: Function): string {
  let known = lists.get(db);
  if (!known) lists.set(db, known = new Map());
  let list = known.get(entity);
  if (!list) known.set(entity, list = db.getMetadata(entity).columns.map((c) => `t."${c.databaseName}" AS "${c.propertyName}"`).join(', '));
  return list;
}

/** Rows become instances without TypeORM's per-row hydration, which costs more than the query itself. */
export function hydrate<T extends object>(entity: Class<T>, rows: object[]): T[] {
  return rows.map((row) => Object.assign(new entity(), row));
}

/** @param tail what follows `SELECT columns FROM table t`, e.g. `WHERE t.id = ANY($1)` */
export async function readRows<T extends object>(db: DataSource, query: Query, entity: Class<T>, tail: string, params: unknown[]): Promise<T[]> {
  const table = db.getMetadata(entity).tableName;
  return hydrate(entity, await query(`SELECT ${columnsOf(db, entity)} FROM "${table}" t ${tail}`, params));
}
