import type { Searchable } from './columns';
import type { Order, Where } from './conditions';
import { all, columnOf } from './filters';
import { parseQuery } from './query';
import { shown, unsearchable } from './refusal';

/** What `q` asks for, as variables of the graph's list and the part of that list that is meant. */
export interface Search {
  where: Where;
  orderBy: Order[];
  /** Rows that are left out in front, and how many there are at most after them. */
  window: { offset: number; limit: number };
  /** One object is asked for, not a list. */
  single: boolean;
}

/** @throws Refused 400 as the original, with the reason */
export function searchOf(kind: Searchable, q: string): Search {
  const { filters, order_by: order, limit, offset, single } = parseQuery(q);
  return {
    where: all(kind, filters),
    orderBy: order.map(({ field, direction }) => orderBy(kind, field, direction)),
    // As the original has it, a limit of 0 is none.
    window: { offset: offset ?? 0, limit: limit || Infinity },
    single,
  };
}

function orderBy(kind: Searchable, name: string, direction: 'asc' | 'desc'): Order {
  const [relation, inner, ...more] = name.split('__');
  if (relation !== undefined && inner !== undefined && !more.length) {
    if (!Object.hasOwn(kind.one, relation)) throw unsearchable(`There is no relation ${shown(relation)} to order by; there are ${Object.keys(kind.one).join(', ') || 'none'}.`);
    return { [relation]: orderBy(kind.one[relation]!(), inner, direction) };
  }
  const column = columnOf(kind, name);
  if (column.holds === 'pickle') throw unsearchable(`Nothing can be ordered by ${name}.`);
  // In ATM's databases null comes before every value.
  const way = { direction: direction.toUpperCase(), nulls: direction === 'asc' ? 'FIRST' : 'LAST' };
  return column.holds === 'id of' ? { [column.relation]: { field: 'ID', ...way } } : { field: column.order, ...way };
}
