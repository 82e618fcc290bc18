import { Field, InputType, registerEnumType } from 'type-graphql';
import { BadInput } from '../../core/errors';

export enum Direction { ASC = 'ASC', DESC = 'DESC' }
registerEnumType(Direction, { name: 'Direction', description: 'Nulls come last in both directions, unless `nulls` says otherwise.' });
export enum Nulls { FIRST = 'FIRST', LAST = 'LAST' }
registerEnumType(Nulls, { name: 'Nulls', description: 'Where nulls come in an ordering.' });

/** What the ordering of every noun has besides its own `field`, and the relations by which it can be ordered. */
@InputType()
export abstract class OrderInput {
  @Field(() => Direction, { nullable: true, description: 'Which way; ASC when nothing is said.' }) direction?: Direction;
  @Field(() => Nulls, { nullable: true, description: 'Where nulls come, in either direction; LAST when nothing is said.' }) nulls?: Nulls;
}

/** What a noun can be ordered by. */
export interface Orders {
  fields: Record<string, OrderTerm>;
  /** To-one relations: `column` of this table holds the other table's `id`. */
  relations?: Record<string, { column: string; table: string; orders: Orders }>;
}

export const orderTerm = (column: string, property: string, cast: OrderTerm['cast'], rest: Partial<OrderTerm> = {}): OrderTerm => ({ column, property, cast, nullable: false, ...rest });

/** One term of ORDER BY: a column, the property that holds its value, and its type for binding a cursor's value. */
export interface OrderTerm {
  column: string;
  property: string;
  cast: 'integer' | 'numeric' | 'timestamptz' | 'text';
  nullable: boolean;
  /** For a column with a few known values: their places in the order. Values of one place are alike. */
  places?: Record<string, number>;
}

export interface OrderBy {
  sql: (alias: string) => string;
  /** Where the value is another table's: how its row comes beside that of `alias`. */
  joins: (alias: string) => string[];
  cast: OrderTerm['cast'];
  nullable: boolean;
  descending: boolean;
  nullsFirst: boolean;
  /** Of the node itself; null where the value is another table's. */
  property: string | null;
  valueOf: (node: object) => unknown;
  /** Tells the value of a node where it is another table's. */
  keep: (node: object, value: unknown) => void;
}

const KEY = orderTerm('id', 'number', 'integer');
const MAX_TERMS = 20;
type Asked = OrderInput & { field?: string };

/**
 * The asked-for order, always ended by the key so that it is total.
 * @throws BadInput with the path of a term that is none
 */
export function totalOrder(asked: readonly Asked[] | undefined, orders: Orders): OrderBy[] {
  if (asked && asked.length > MAX_TERMS) throw new BadInput(`An ordering may have ${MAX_TERMS} terms; this one has ${asked.length}.`, ['orderBy']);
  const order = (asked ?? []).map((term, i) => orderBy(term, orders, ['orderBy', i]));
  const key = order.findIndex((term) => term.property === KEY.property);
  return key === -1 ? [...order, orderBy({ field: 'ID' }, { fields: { ID: KEY } }, [])] : order.slice(0, key + 1);
}

function orderBy(asked: Asked, { fields, relations = {} }: Orders, path: (string | number)[]): OrderBy {
  const { field, direction, nulls, ...others } = asked;
  const related = Object.entries(others).filter(([, term]) => term != null) as [string, Asked][];
  if (related.length !== (field == null ? 1 : 0) || (related.length && (direction ?? nulls))) {
    throw new BadInput(`A term of an ordering has one of ${['field', ...Object.keys(relations)].join(', ')}; direction and nulls stand beside field.`, path);
  }
  if (field == null) {
    const [name, term] = related[0]!, { column, table, orders } = relations[name]!;
    const inner = orderBy(term, orders, [...path, name]), values = new WeakMap<object, unknown>();
    const other = (alias: string) => `${alias}_${name}`;
    return {
      ...inner, property: null, valueOf: (node) => values.get(node), keep: (node, value) => void values.set(node, value),
      sql: (alias) => inner.sql(other(alias)),
      joins: (alias) => [`LEFT JOIN ${table} ${other(alias)} ON ${other(alias)}.id = ${alias}.${column}`, ...inner.joins(other(alias))],
    };
  }
  const { column, property, places, cast, nullable } = fields[field]!;
  const value = (node: object) => (node as Record<string, unknown>)[property] ?? null;
  return {
    cast, nullable, property, descending: direction === Direction.DESC, nullsFirst: nulls === Nulls.FIRST, joins: () => [], keep() {},
    ...(places
      ? { sql: (alias) => `CASE ${alias}.${column} ${Object.entries(places).map(([name, place]) => `WHEN '${name}' THEN ${place}`).join(' ')} END`, valueOf: (node) => places[value(node) as string] }
      : { sql: (alias) => `${alias}.${column}`, valueOf: value }),
  };
}

export const reversed = (order: OrderBy[]): OrderBy[] => order.map((t) => ({ ...t, descending: !t.descending, nullsFirst: !t.nullsFirst }));

/** The joins that an ordering needs, each once. */
export const joinSql = (order: OrderBy[], alias: string) => [...new Set(order.flatMap((t) => t.joins(alias)))].join(' ');

export const orderSql = (order: OrderBy[], alias: string) =>
  order.map((t) => `${t.sql(alias)} ${t.descending ? 'DESC' : 'ASC'}${t.nullable ? ` NULLS ${t.nullsFirst ? 'FIRST' : 'LAST'}` : ''}`).join(', ');

export function encodeCursor(order: OrderBy[], node: object): string {
  return Buffer.from(JSON.stringify(order.map((t) => t.valueOf(node)))).toString('base64url');
}

function decodeCursor(order: OrderBy[], cursor: string, argument: string): unknown[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const fits = Array.isArray(values) && values.length === order.length
      && values.every((v, i) => (v === null ? order[i]!.nullable : fitsType[order[i]!.cast](v)));
    if (fits) return values as unknown[];
  } catch { /* said below */ }
  throw new BadInput('This cursor does not belong to this list and ordering.', [argument]);
}

const isText = (v: unknown, pattern: RegExp): v is string => typeof v === 'string' && pattern.test(v);
/** Whether Postgres can read the value of a cursor as this type; a forged one is the client's fault. */
const fitsType: Record<OrderTerm['cast'], (v: unknown) => boolean> = {
  integer: (v) => Number.isInteger(v) && Math.abs(v as number) < 2 ** 31,
  numeric: (v) => isText(v, /^-?\d{1,100}(\.\d{1,100})?$/),
  // A day that does not exist comes back as another one.
  timestamptz: (v) => isText(v, /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/) && !Number.isNaN(Date.parse(v)) && new Date(v).toISOString().slice(0, 10) === v.slice(0, 10),
  text: (v) => isText(v, /^[^\0]*$/),
};

/** SQL for 'comes after this cursor in this order', column by column as ORDER BY compares them. */
export function afterSql(order: OrderBy[], cursor: string, alias: string, bind: (v: unknown) => string, argument: string): string {
  const values = decodeCursor(order, cursor, argument);
  const ways = order.map((_, last) => {
    const terms = order.slice(0, last + 1).map((t, i) => {
      const column = t.sql(alias), value = values[i];
      if (i < last) return value === null ? `${column} IS NULL` : `${column} = ${bind(value)}::${t.cast}`;
      if (value === null) return t.nullsFirst ? `${column} IS NOT NULL` : 'FALSE';
      const beyond = `${column} ${t.descending ? '<' : '>'} ${bind(value)}::${t.cast}`;
      return t.nullable && !t.nullsFirst ? `(${beyond} OR ${column} IS NULL)` : beyond;
    });
    return `(${terms.join(' AND ')})`;
  });
  return `(${ways.join(' OR ')})`;
}
