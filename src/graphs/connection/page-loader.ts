import DataLoader from 'dataloader';
import type { GraphQLResolveInfo } from 'graphql';
import type { GraphContext } from '../context';
import { whereSql, type FilterTarget } from '../filter/where';
import { defineLoader } from '../loader';
import { readerOf } from '../rows';
import { nodeSelection, type Selection } from '../selection';
import type { PageOf } from './connection.type';
import { afterSql, joinSql, orderSql, reversed, totalOrder, type OrderInput, type Orders } from './order';
import { pageRequest, type NumberedPageArgs } from './page-args';

export interface ListArgs extends Partial<NumberedPageArgs> {
  where?: object | null;
  orderBy?: OrderInput[] | null;
}
export interface ListDefinition<T extends object> {
  entity: new () => T;
  target: FilterTarget;
  orders?: Orders;
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
    return (args: ListArgs, selection: Selection) => {
      const key = `${selection.key} ${JSON.stringify(args)}`;
      if (!byArgs.has(key)) byArgs.set(key, makeLoaders(list, ctx, args, selection));
      return byArgs.get(key)!;
    };
  });
  return (ctx: GraphContext, args: ListArgs, info: GraphQLResolveInfo, parentKey = ROOT) => groups(ctx)(args, nodeSelection(info)).page.load(parentKey);
}

function makeLoaders<T extends object>(list: ListDefinition<T>, ctx: GraphContext, args: ListArgs, { properties, pageInfo }: Selection) {
  const request = pageRequest(args, list.defaultSize);
  const order = totalOrder(args.orderBy ?? undefined, list.orders ?? { fields: {} });
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
    // One more tells whether there are more.
    const limit = pageInfo ? request.size + 1 : request.size;
    const from = (mine: string) => `FROM ${list.target.table} t ${joinSql(order, 't')} WHERE ${mine}${conditions.join(' AND ')} ORDER BY ${orderSql(walk, 't')} LIMIT ${limit} OFFSET ${request.offset}`;
    // A cursor is made of what the list is ordered by.
    const { columns: own, width, toInstance } = readerOf(ctx.db, list.entity, properties && new Set([...properties, ...order.flatMap((term) => term.property ?? [])]));
    const foreign = order.filter((term) => term.property === null);
    const columns = [own, ...foreign.map((term, i) => `${term.sql('t')} AS order${i}`)].join(', ');
    const nodeOf = !foreign.length ? toInstance : (row: unknown[]) => {
      const node = toInstance(row);
      foreign.forEach((term, i) => term.keep(node, row[width + i]));
      return node;
    };
    const rows = await ctx.readArrays(list.parent
      ? `SELECT c.*, p.key FROM unnest(${bind(parents)}::int[]) AS p(key) CROSS JOIN LATERAL (SELECT ${columns} ${from(`t.${list.parent} = p.key AND `)}) c`
      : `SELECT ${columns} ${from('')}`, params);
    const byParent = new Map<number, T[]>(parents.map((parent) => [parent, []]));
    for (const row of rows) byParent.get(list.parent ? row[width + foreign.length] as number : ROOT)!.push(nodeOf(row));
    return parents.map((parent) => {
      const nodes = byParent.get(parent)!, more = nodes.length > request.size;
      if (more) nodes.pop();
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
