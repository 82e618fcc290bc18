import type { GraphClient } from '../graph-client';
import { Refused } from './errors';
import type { Model } from './models';
import type { Columns } from './wire';

const DEFAULT_SIZE = 10, MAX_SIZE = 100;
/** The graph reads no further pages than the one after this; nothing lies behind them. */
const LAST_READABLE_PAGE = 9_999_999;

export interface Paging { page: number; size: number }

const INTEGER = /^\s*[+-]?\d+\s*$/;
/** The first value of a query parameter, as the original reads repeated ones. */
export const parameter = (query: unknown, name: string): string | undefined => {
  const value = (query as Record<string, string | string[] | undefined>)[name];
  return Array.isArray(value) ? value[0] : value;
};

/**
 * `page` and `results_per_page`. A size that is missing, not a whole number or below 1 means 10; more than 100 means 100.
 * @throws Refused 400 for a page that is not a whole number
 */
export function pagingOf(query: unknown): Paging {
  const asked = parameter(query, 'page') ?? '1';
  const page = INTEGER.test(asked) ? Number(asked) : NaN;
  if (!Number.isSafeInteger(page)) throw new Refused(400, `page must be a whole number such as 1, not ${JSON.stringify(asked.slice(0, 50))}.`);
  const size = parameter(query, 'results_per_page') ?? '';
  return { page, size: INTEGER.test(size) && Number(size) > 0 ? Math.min(Number(size), MAX_SIZE) : DEFAULT_SIZE };
}

/** Reads a numbered page of a list. */
export type ReadPage<Row> = (page: number, size: number) => Promise<{ totalCount: number; nodes: Row[] }>;

/** The part of a list that is paged through: so many rows at most, after those that are left out. */
export interface Window { offset: number; limit: number }
const WHOLE: Window = { offset: 0, limit: Infinity };

/** Page 0 is empty, and page -n lies n pages before the last `size` rows: the original sliced a Python list, and clients may have come to lean on it. */
export async function rowsOf<Row>(read: ReadPage<Row>, { page, size }: Paging, { offset, limit }: Window = WHOLE): Promise<{ total: number; rows: Row[] }> {
  const within = (count: number) => Math.max(0, Math.min(limit, count - offset));
  if (page >= 1) {
    const start = (page - 1) * size;
    const { total, rows } = await rowsFrom(read, offset + start, Math.min(size, limit - start), size);
    return { total: within(total), rows };
  }
  const total = within((await read(1, 1)).totalCount);
  const from = Math.max(0, total + (page - 1) * size), to = page === 0 ? 0 : Math.max(0, total + page * size);
  return { total, rows: from < to ? (await rowsFrom(read, offset + from, to - from, size)).rows : [] };
}

/** So many rows, `size` at most, from anywhere in the list: they may lie across two pages. @returns them, and how many the list has */
async function rowsFrom<Row>(read: ReadPage<Row>, from: number, count: number, size: number): Promise<{ total: number; rows: Row[] }> {
  if (count <= 0) return { total: (await read(1, 1)).totalCount, rows: [] };
  const first = Math.min(Math.floor(from / size) + 1, LAST_READABLE_PAGE), start = from % size;
  const pages = await Promise.all([read(first, size), ...(start + count > size ? [read(first + 1, size)] : [])]);
  return { total: pages[0]!.totalCount, rows: pages.flatMap(({ nodes }) => nodes).slice(start, start + count) };
}

export interface Envelope { num_results: number; objects: Columns[]; page: number; total_pages: number }

/** A page in the documented envelope. */
export async function envelope<Row extends { number: number }>(graph: GraphClient, model: Model<Row>, paging: Paging, read: ReadPage<Row>, window?: Window): Promise<Envelope> {
  const { total, rows } = await rowsOf(read, paging, window);
  return {
    num_results: total,
    objects: await model.documents(graph, rows),
    page: paging.page,
    total_pages: Math.ceil(total / paging.size),
  };
}

/** `Link` header of a collection. @param base URL of the collection without its query */
export function linkHeader(base: string, { page, size }: Paging, totalPages: number): string {
  const link = (to: number, rel: string) => `<${base}?page=${to}&results_per_page=${size}>; rel="${rel}"`;
  return [...(page < totalPages ? [link(page + 1, 'next')] : []), link(totalPages, 'last')].join(', ');
}
