import { registerEnumType } from 'type-graphql';
import { BadInput } from '../../core/errors';

export enum Direction { ASC = 'ASC', DESC = 'DESC' }
registerEnumType(Direction, { name: 'Direction', description: 'Nulls come last in both directions.' });

/** One term of ORDER BY: a column, the property that holds its value, and its type for binding a cursor's value. */
export interface OrderTerm {
  column: string;
  property: string;
  cast: 'integer' | 'numeric' | 'timestamptz' | 'text';
  nullable: boolean;
}
export interface OrderBy extends OrderTerm { descending: boolean; nullsFirst: boolean }

const KEY: OrderTerm = { column: 'id', property: 'number', cast: 'integer', nullable: false };

/** The asked-for order, always ended by the key so that it is total. */
export function totalOrder(asked: { field: string; direction: Direction }[] | undefined, terms: Record<string, OrderTerm>): OrderBy[] {
  const order = (asked ?? []).map(({ field, direction }) => ({ ...terms[field]!, descending: direction === Direction.DESC, nullsFirst: false }));
  const key = order.findIndex((term) => term.column === KEY.column);
  return key === -1 ? [...order, { ...KEY, descending: false, nullsFirst: false }] : order.slice(0, key + 1);
}

export const reversed = (order: OrderBy[]): OrderBy[] => order.map((t) => ({ ...t, descending: !t.descending, nullsFirst: !t.nullsFirst }));

export const orderSql = (order: OrderBy[], alias: string) =>
  order.map((t) => `${alias}.${t.column} ${t.descending ? 'DESC' : 'ASC'}${t.nullable ? ` NULLS ${t.nullsFirst ? 'FIRST' : 'LAST'}` : ''}`).join(', ');

export function encodeCursor(order: OrderBy[], node: object): string {
  return Buffer.from(JSON.stringify(order.map((t) => (node as Record<string, unknown>)[t.property] ?? null))).toString('base64url');
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
      const column = `${alias}.${t.column}`, value = values[i];
      if (i < last) return value === null ? `${column} IS NULL` : `${column} = ${bind(value)}::${t.cast}`;
      if (value === null) return t.nullsFirst ? `${column} IS NOT NULL` : 'FALSE';
      const beyond = `${column} ${t.descending ? '<' : '>'} ${bind(value)}::${t.cast}`;
      return t.nullable && !t.nullsFirst ? `(${beyond} OR ${column} IS NULL)` : beyond;
    });
    return `(${terms.join(' AND ')})`;
  });
  return `(${ways.join(' OR ')})`;
}
