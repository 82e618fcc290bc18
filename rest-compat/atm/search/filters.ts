import type { Searchable } from './columns';
import { ALWAYS, conditionOn, NEVER, type Comparison, type Where } from './conditions';
import { shown, unsearchable } from './refusal';
import { parseFilter, type Filter } from './query';

type Operator = Comparison | 'has' | 'any' | 'order';

const OPERATORS = new Map<string, Operator>(Object.entries({
  eq: ['==', 'eq', 'equals', 'equal_to'], ne: ['!=', 'ne', 'neq', 'not_equal_to', 'does_not_equal'],
  gt: ['>', 'gt'], lt: ['<', 'lt'], gte: ['>=', 'ge', 'gte', 'geq'], lte: ['<=', 'le', 'lte', 'leq'],
  // The databases that ATM supports ignore case in both.
  like: ['like', 'ilike'], in: ['in'], notIn: ['not_in'], isNull: ['is_null'], isNotNull: ['is_not_null'], has: ['has'], any: ['any'],
  // The original has them as operators, and no query can be made with them.
  order: ['asc', 'desc'],
} satisfies Record<Operator, string[]>).flatMap(([operator, names]) => names.map((name) => [name, operator as Operator])));

/** Where all filters of a list hold. @throws Refused 400 */
export const all = (kind: Searchable, filters: readonly Filter[]): Where => joined('and', filters.map((filter) => whereOf(kind, filter)));

function whereOf(kind: Searchable, filter: Filter): Where {
  if (filter.or) return joined('or', filter.or.map((part) => whereOf(kind, part)));
  if (filter.and) return all(kind, filter.and);
  const { name, op, val, field } = filter;
  if (name === undefined || op === undefined) throw unsearchable(`A filter needs ${name === undefined ? 'a name' : 'an op'}, or one of or and and: ${shown(filter)}.`);
  const operator = OPERATORS.get(op);
  if (!operator) throw unsearchable(`There is no operator ${shown(op)}; there are ${[...OPERATORS.keys()].join(', ')}.`);
  if (operator === 'order') throw unsearchable(`${op} is no condition; order_by orders.`);
  if (field && operator !== 'isNull' && operator !== 'isNotNull') throw unsearchable(`${shown(name)} cannot be compared with another column; give a val in place of field.`);
  const [relation, inner, ...more] = name.split('__');
  if (relation !== undefined && inner !== undefined && !more.length) return onRelation(kind, relation, operator, val, { name: inner, op: 'eq', val });
  if (Object.hasOwn(kind.one, name) || Object.hasOwn(kind.many, name)) return onRelation(kind, name, operator, val);
  if (operator === 'has' || operator === 'any') throw unsearchable(`${shown(name)} is no relation, and has and any are for relations: ${relationsOf(kind)}.`);
  return conditionOn(columnOf(kind, name), name, operator, val);
}

/** @param otherwise the filter on the related object where `val` is no filter itself */
function onRelation(kind: Searchable, relation: string, operator: Operator, val: unknown, otherwise?: Filter): Where {
  const one = Object.hasOwn(kind.one, relation) ? kind.one[relation] : undefined, many = Object.hasOwn(kind.many, relation) ? kind.many[relation] : undefined;
  const related = (one ?? many)?.();
  if (!related) throw unsearchable(`There is no relation ${shown(relation)}; there are ${relationsOf(kind)}.`);
  if (!otherwise && operator === 'isNull') return one ? NEVER : { [relation]: { none: {} } };
  if (!otherwise && operator === 'isNotNull') return one ? ALWAYS : { [relation]: { some: {} } };
  const fitting = one ? 'has' : 'any';
  if (operator !== fitting) throw unsearchable(`${relation} is a relation to ${one ? 'one object' : 'many objects'}: ask for it with ${fitting}.`);
  if (val === null || val === undefined) throw unsearchable(`${relation}: ${fitting} needs a val other than null.`);
  const filter = typeof val === 'object' && !Array.isArray(val) ? parseFilter(val) : otherwise;
  if (!filter) throw unsearchable(`${relation}: ${fitting} needs a filter as val, or the name of a column as in ${relation}__id.`);
  const where = whereOf(related, filter);
  return { [relation]: one ? where : { some: where } };
}

/** @throws Refused 400 naming the columns that there are */
export function columnOf(kind: Searchable, name: string) {
  if (!Object.hasOwn(kind.columns, name)) throw unsearchable(`There is no column ${shown(name)}; there are ${Object.keys(kind.columns).join(', ')}.`);
  return kind.columns[name]!;
}

const relationsOf = ({ one, many }: Searchable) => [...Object.keys(one), ...Object.keys(many)].join(', ');
const joined = (how: 'and' | 'or', parts: Where[]): Where => (parts.length === 1 ? parts[0]! : parts.length || how === 'or' ? { [how]: parts } : ALWAYS);
