import { BadInput } from '../../core/errors';
import type { Comparison, ListConditions, Operator } from './inputs';

/** How a filter input turns into SQL: which of its fields is which column. */
export interface FilterTarget {
  table: string;
  fields: Record<string, FilterField>;
}
export type FilterField =
  | { kind: 'compare'; column: string; cast: 'integer' | 'numeric' | 'text' | 'timestamptz' }
  /** A list of values, one of which the column must have. */
  | { kind: 'oneOf'; column: string; cast: 'text' | 'integer'; values?: (given: readonly string[]) => readonly unknown[] }
  | { kind: 'custom'; sql: (alias: string, value: unknown, bind: Bind) => string }
  /** A to-one relation: `column` of this table holds the other table's `id`. */
  | { kind: 'relation'; column: string; target: () => FilterTarget }
  /** A to-many relation: `column` of the other table holds this one's `id`. */
  | { kind: 'list'; column: string; target: () => FilterTarget };

type Bind = (value: unknown) => string;
type Filter = Record<string, unknown>;
/** What one statement's filter has used up so far. */
interface Statement { bind: Bind; relations: number }

/** Postgres takes 65,535 values a statement, and it has others besides; each relation is a query of its own in there. */
const MAX_LIST = 1000, MAX_DEPTH = 16, MAX_VALUES = 10_000, MAX_RELATIONS = 100;
const SQL: Partial<Record<Operator, string>> = { eq: '=', ne: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=', like: 'LIKE', ilike: 'ILIKE' };

/**
 * SQL of a filter, or `TRUE`. Values are only ever bound, never spelled out.
 * @param alias of the table in the surrounding statement
 * @param bind adds a parameter and answers its placeholder
 * @throws BadInput with the path of a list that is too long, a nesting that is too deep or a relation too many
 */
export const whereSql = (target: FilterTarget, filter: Filter | null | undefined, alias: string, bind: Bind): string =>
  (filter ? conditionsSql(target, filter, alias, { bind, relations: 0 }, ['where']) : 'TRUE');

function conditionsSql(target: FilterTarget, filter: Filter, alias: string, statement: Statement, path: readonly string[]): string {
  if (path.length > MAX_DEPTH * 2) throw new BadInput(`Filters may be nested ${MAX_DEPTH} deep.`, path);
  const terms: string[] = [];
  for (const [name, value] of Object.entries(filter)) {
    if (value === undefined || value === null) continue;
    const here = [...path, name];
    if (name === 'and' || name === 'or') {
      const list = value as Filter[];
      checkLength(list, here);
      const parts = list.map((part, i) => conditionsSql(target, part, alias, statement, [...here, String(i)]));
      terms.push(parts.length ? `(${parts.join(name === 'and' ? ' AND ' : ' OR ')})` : name === 'and' ? 'TRUE' : 'FALSE');
    } else if (name === 'not') {
      terms.push(`(${conditionsSql(target, value as Filter, alias, statement, here)}) IS NOT TRUE`);
    } else {
      terms.push(fieldSql(target.fields[name]!, value, alias, statement, here));
    }
  }
  return terms.length ? terms.join(' AND ') : 'TRUE';
}

function fieldSql(field: FilterField, value: unknown, alias: string, statement: Statement, path: string[]): string {
  const { bind } = statement;
  switch (field.kind) {
    case 'custom': return field.sql(alias, value, bind);
    case 'oneOf': {
      const list = value as string[];
      checkLength(list, path);
      return `${alias}.${field.column} = ANY(${bindValue(bind, field.values ? field.values(list) : list, path)}::${field.cast}[])`;
    }
    case 'compare': return compareSql(`${alias}.${field.column}`, field.cast, value as Comparison, bind, path);
    case 'relation': return existsSql(field.target(), (inner) => `${inner}.id = ${alias}.${field.column}`, value as Filter, alias, statement, path);
    case 'list': {
      const terms = Object.entries(value as ListConditions).filter(([, filter]) => filter != null).map(([name, filter]) => {
        // Unknown is not true, so a child for which it is unknown breaks `every`.
        const exists = existsSql(field.target(), (inner) => `${inner}.${field.column} = ${alias}.id`, name === 'every' ? { not: filter } : filter!, alias, statement, [...path, name]);
        return name === 'some' ? exists : `NOT ${exists}`;
      });
      return terms.length ? terms.join(' AND ') : 'TRUE';
    }
  }
}

function existsSql(target: FilterTarget, join: (inner: string) => string, filter: Filter, alias: string, statement: Statement, path: string[]): string {
  if (++statement.relations > MAX_RELATIONS) throw new BadInput(`A filter may look at ${MAX_RELATIONS} relations.`, path);
  const inner = `${alias}_${target.table[0]}`;
  return `EXISTS (SELECT 1 FROM ${target.table} ${inner} WHERE ${join(inner)} AND ${conditionsSql(target, filter, inner, statement, path)})`;
}

function compareSql(column: string, cast: string, comparison: Comparison, bind: Bind, path: string[]): string {
  const terms = Object.entries(comparison).filter(([, v]) => v !== undefined && v !== null).map(([name, value]) => {
    const operator = name as Operator;
    if (operator === 'isNull') return `${column} IS ${value ? '' : 'NOT '}NULL`;
    if (operator === 'in' || operator === 'notIn') {
      checkLength(value as unknown[], [...path, name]);
      const list = bindValue(bind, value, [...path, name]);
      return operator === 'in' ? `${column} = ANY(${list}::${cast}[])` : `${column} <> ALL(${list}::${cast}[])`;
    }
    if (operator.endsWith('like') && /(?<!\\)(\\\\)*\\$/.test(value as string)) throw new BadInput('A pattern may not end in a single backslash; two stand for one.', [...path, name]);
    return `${column} ${SQL[operator]} ${bindValue(bind, value, [...path, name])}::${cast}`;
  });
  return terms.length ? `(${terms.join(' AND ')})` : 'TRUE';
}

/** Binds what Postgres can take as a value. */
function bindValue(bind: Bind, value: unknown, path: string[]): string {
  if ([value].flat().some((text) => typeof text === 'string' && text.includes('\0'))) throw new BadInput('A text in a filter may not have a NUL character.', path);
  const placeholder = bind(value);
  if (Number(placeholder.slice(1)) > MAX_VALUES) throw new BadInput(`A filter may have ${MAX_VALUES} values.`, path);
  return placeholder;
}

function checkLength(list: unknown[], path: string[]) {
  if (list.length > MAX_LIST) throw new BadInput(`A list in a filter may have ${MAX_LIST} members; this one has ${list.length}.`, path);
}
