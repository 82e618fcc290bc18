import DataLoader from 'dataloader';
import type { GraphContext } from '../context';
import { whereSql, type FilterTarget } from '../filter/where';
import { defineLoader } from '../loader';
import { columnsOf, hydrate } from '../rows';
import type { PageOf } from './connection.type';
import { afterSql, orderSql, reversed, totalOrder, type Direction, type OrderTerm } from './order';
import { pageRequest, type NumberedPageArgs } from './page-args';

export interface ListArgs extends Partial<NumberedPageArgs> {
  where?: object | null;
  orderBy?: { field: string; direction: Direction }[] | null;
}
export interface ListDefinition<T extends object> {
  entity: new () => T;
  target: FilterTarget;
  orders?: Record<string, OrderTerm>;
  /** Column that holds the parent's key; absent for a list at the root. */
  parent?: string;
  defaultSize?: number;
}

const ROOT = 0;

/**
 * Pages of a list for any number of parents in one statement (a lateral join, so that each parent's page stops at its
 * own limit), and their counts in a second one that runs only when asked for.
 */
export function definePages<T extends object>(list: ListDefinition<T>) {
  const groups = defineLoader((ctx) => {
    const byArgs = new Map<string, { page: DataLoader<number, PageOf<T>>; count: DataLoader<number, number> }>();
    return (args: ListArgs) => {
      const key = JSON.stringify(args);
      if (!byArgs.has(key)) byArgs.set(key, makeLoaders(list, ctx, args));
      return byArgs.get(key)!;
    };
  });
  return (ctx: GraphContext, args: ListArgs, parentKey = ROOT) => groups(ctx)(args).page.load(parentKey);
}

function makeLoaders<T extends object>(list: ListDefinition<T>, ctx: GraphContext, args: ListArgs) {
  const request = pageRequest(args, list.defaultSize);
  const order = totalOrder(args.orderBy ?? undefined, list.orders ?? {});
  const count = new DataLoader<number, number>(async (parents) => {
    const params: unknown[] = [];
    const bind = (v: unknown) => `$${params.push(v)}`;
    const mine = list.parent ? `t.${list.parent} = ANY(${bind(parents)}::int[]) AND ` : '';
    const group = list.parent ? `t.${list.parent}` : `${ROOT}`;
    const rows = await ctx.query<{ parent: number; count: number }>(
      `SELECT ${group} AS parent, count(*) AS count FROM ${list.target.table} t WHERE ${mine}${whereSql(list.target, args.where as never, 't', bind)}${list.parent ? ` GROUP BY ${group}` : ''}`, params);
    const counts = new Map(rows.map((row) => [row.parent, row.count]));
    return parents.map((parent) => counts.get(parent) ?? 0);
  });

  const page = new DataLoader<number, PageOf<T>>(async (parents) => {
    const params: unknown[] = [];
    const bind = (v: unknown) => `$${params.push(v)}`;
    const walk = request.backwards ? reversed(order) : order;
    const conditions = [whereSql(list.target, args.where as never, 't', bind)];
    if (request.after != null) conditions.push(afterSql(order, request.after, 't', bind, 'after'));
    if (request.before != null) conditions.push(afterSql(reversed(order), request.before, 't', bind, 'before'));
    const from = (mine: string) => `FROM ${list.target.table} t WHERE ${mine}${conditions.join(' AND ')} ORDER BY ${orderSql(walk, 't')} LIMIT ${request.size + 1} OFFSET ${request.offset}`;
    const columns = columnsOf(ctx.db, list.entity);
    const rows = await ctx.query<T & { parentKey?: number }>(list.parent
      ? `SELECT p.key AS "parentKey", c.* FROM unnest(${bind(parents)}::int[]) AS p(key) CROSS JOIN LATERAL (SELECT ${columns} ${from(`t.${list.parent} = p.key AND `)}) c`
      : `SELECT ${columns} ${from('')}`, params);
    const byParent = new Map<number, object[]>(parents.map((parent) => [parent, []]));
    for (const row of rows) byParent.get(row.parentKey ?? ROOT)!.push(row);
    return parents.map((parent) => {
      const found = byParent.get(parent)!, more = found.length > request.size;
      const nodes = hydrate(list.entity, found.slice(0, request.size));
      if (request.backwards) nodes.reverse();
      return {
        nodes, order,
        hasNextPage: request.backwards ? request.before != null : more,
        hasPreviousPage: request.backwards ? more : request.after != null || request.offset > 0,
        count: () => count.load(parent),
      };
    });
  }, { maxBatchSize: 2000 });
  return { page, count };
}
