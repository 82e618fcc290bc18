import type { Column } from './columns';
import { isLike } from './like';
import { momentOf } from './moment';
import { shown, unsearchable } from './refusal';

/** A filter of the graph, and a term of an ordering; which ones is up to the kind of object, and the graph checks them. */
export type Where = Record<string, any>;
export type Order = any;
export const ALWAYS: Where = {}, NEVER: Where = { or: [] };

export type Comparison = 'eq' | 'ne' | 'lt' | 'lte' | 'gt' | 'gte' | 'like' | 'in' | 'notIn' | 'isNull' | 'isNotNull';
type Valued = Exclude<Comparison, 'isNull' | 'isNotNull'>;
type Ordering = 'eq' | 'ne' | 'lt' | 'lte' | 'gt' | 'gte';

const INT_MIN = -(2 ** 31), INT_MAX = 2 ** 31 - 1;

/**
 * The condition of a column as the graph has it.
 * @param name of the column, for messages
 * @throws Refused 400 for a value that the column cannot be compared with
 */
export function conditionOn(column: Column, name: string, comparison: Comparison, value: unknown): Where {
  if (column.holds === 'id of') return { [column.relation]: conditionOn({ holds: 'whole', field: 'number', order: 'ID' }, name, comparison, value) };
  const isNull = comparison === 'isNull';
  if (isNull || comparison === 'isNotNull') {
    // What has no null in it has no such condition in the graph either.
    if (column.holds === 'choice' || column.holds === 'pickle') return isNull ? NEVER : ALWAYS;
    return { [column.field]: { isNull } };
  }
  if (value === null || value === undefined) throw unsearchable(`${name}: a comparison needs a val other than null; is_null and is_not_null ask for null.`);
  switch (column.holds) {
    case 'pickle': throw unsearchable(`${name} cannot be searched; only is_null and is_not_null can be asked of it.`);
    case 'choice': return { [column.field]: chosen(column.texts, name, comparison, value) };
    case 'text': return onField(column.field, comparison, value, (one) => textOf(one, name), name, (pattern) => ({ ilike: textOf(pattern, name).replaceAll('\\', '\\\\') }));
    case 'moment': return onField(column.field, comparison, value, (one) => momentIn(one, name), name);
    case 'decimal': return onField(column.field, comparison, value, (one) => numberOf(one, name), name);
    case 'whole': return onWhole(column.field, comparison, value, name);
  }
}

/** @param read makes of a value what the graph takes */
function onField(field: string, comparison: Valued, value: unknown, read: (value: unknown) => unknown, name: string, like?: (pattern: unknown) => object): Where {
  if (comparison === 'like') {
    if (!like) throw unsearchable(`${name} holds no text; like and ilike are for columns of text.`);
    return { [field]: like(value) };
  }
  if (comparison !== 'in' && comparison !== 'notIn') return { [field]: { [comparison]: read(value) } };
  const list = listOf(value, name), known = list.filter((one) => one !== null);
  // Nothing is known to differ from null.
  if (comparison === 'notIn' && known.length < list.length) return NEVER;
  return { [field]: { [comparison]: known.map(read) } };
}

/** The graph's whole numbers have 32 bits; those of a request may have a fraction, or more digits. */
function onWhole(field: string, comparison: Valued, value: unknown, name: string): Where {
  const fits = (n: number) => Number.isInteger(n) && n >= INT_MIN && n <= INT_MAX;
  const known: Where = { [field]: { isNull: false } };
  if (comparison === 'like') return onField(field, comparison, value, Number, name);
  if (comparison === 'in' || comparison === 'notIn') {
    const list = listOf(value, name).map((one) => (one === null ? null : numberOf(one, name)));
    const condition = onField(field, comparison, list.filter((n) => n === null || fits(n)), (n) => n, name);
    return comparison === 'notIn' && list.length ? { and: [condition, known] } : condition;
  }
  const n = numberOf(value, name);
  if (comparison === 'eq' || comparison === 'ne') return fits(n) ? { [field]: { [comparison]: n } } : comparison === 'eq' ? NEVER : known;
  const up = comparison === 'gt' || comparison === 'gte';
  const least = comparison === 'gt' ? Math.floor(n) + 1 : Math.ceil(n), most = comparison === 'lt' ? Math.ceil(n) - 1 : Math.floor(n);
  if (up ? least > INT_MAX : most < INT_MIN) return NEVER;
  return { [field]: up ? { gte: Math.max(least, INT_MIN) } : { lte: Math.min(most, INT_MAX) } };
}

/** The values whose texts fit. */
function chosen(texts: Readonly<Record<string, string>>, name: string, comparison: Valued, value: unknown): string[] {
  return Object.keys(texts).filter(fitting());

  function fitting(): (graphValue: string) => boolean {
    if (comparison === 'in' || comparison === 'notIn') {
      const list = listOf(value, name);
      if (comparison === 'notIn' && list.includes(null)) return () => false;
      const wanted = new Set(list.filter((one) => one !== null).map((one) => textOf(one, name)));
      return (graphValue) => wanted.has(texts[graphValue]!) === (comparison === 'in');
    }
    const wanted = textOf(value, name);
    return (graphValue) => (comparison === 'like' ? isLike(texts[graphValue]!, wanted) : holds[comparison](texts[graphValue]!, wanted));
  }
}

const holds: Record<Ordering, (a: string, b: string) => boolean> = {
  eq: (a, b) => a === b, ne: (a, b) => a !== b, lt: (a, b) => a < b, lte: (a, b) => a <= b, gt: (a, b) => a > b, gte: (a, b) => a >= b,
};

function listOf(value: unknown, name: string): unknown[] {
  if (!Array.isArray(value)) throw unsearchable(`${name}: in and not_in need a list, not ${shown(value)}.`);
  return value;
}

function textOf(value: unknown, name: string): string {
  if (typeof value !== 'string' && typeof value !== 'number') throw unsearchable(`${name} holds text and cannot be compared with ${shown(value)}.`);
  return String(value);
}

/** A number, or its digits as text: the original's database took both. */
function numberOf(value: unknown, name: string): number {
  const isNumber = typeof value === 'number' || (typeof value === 'string' && /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value));
  if (!isNumber || !Number.isFinite(Number(value))) throw unsearchable(`${name} holds numbers and cannot be compared with ${shown(value)}.`);
  return Number(value);
}

function momentIn(value: unknown, name: string): string {
  if (value === 'CURRENT_TIMESTAMP' || value === 'LOCALTIMESTAMP') return new Date().toISOString();
  if (value === 'CURRENT_DATE') return `${new Date().toISOString().slice(0, 10)}T00:00:00Z`;
  if (typeof value === 'string' && value.trim() === '') throw unsearchable(`${name}: an empty text is null, and a comparison needs a val other than null; is_null and is_not_null ask for null.`);
  const moment = typeof value === 'string' ? momentOf(value) : null;
  if (moment === null) throw unsearchable(`${name} holds dates and cannot be compared with ${shown(value)}; write dates as YYYY-MM-DD HH:MM:SS, in UTC.`);
  return moment;
}
