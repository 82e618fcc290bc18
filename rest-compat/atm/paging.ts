import type { GraphClient } from '../graph-client';
import { Refused } from './errors';
import type { Filter, Model, Page } from './models';
import type { Columns } from './wire';

const DEFAULT_SIZE = 10, MAX_SIZE = 100;
/** The graph reads no further pages; nothing lies behind them. */
const LAST_READABLE_PAGE = 10_000_000;

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

/** Page 0 is empty, and page -n lies n pages before the last `size` rows: the original sliced a Python list, and clients may have come to lean on it. */
async function rowsOf<Row extends { number: number }>(graph: GraphClient, model: Model<Row>, { page, size }: Paging, where?: Filter): Promise<Page<Row>> {
  if (page >= 1) return model.page(graph, Math.min(page, LAST_READABLE_PAGE), size, where);
  const { total } = await model.page(graph, 1, 1, where);
  const from = Math.max(0, total + (page - 1) * size), to = page === 0 ? 0 : Math.max(0, total + page * size);
  if (from >= to) return { total, rows: [] };
  const first = Math.floor(from / size) + 1;
  const pages = await Promise.all([first, first + 1].map((at) => model.page(graph, at, size, where)));
  const start = from - (first - 1) * size;
  return { total, rows: pages.flatMap(({ rows }) => rows).slice(start, start + to - from) };
}

export interface Envelope { num_results: number; objects: Columns[]; page: number; total_pages: number }

/** A page of a collection, or of those of its objects that match the filter, in the documented envelope. */
export async function envelope<Row extends { number: number }>(graph: GraphClient, model: Model<Row>, paging: Paging, where?: Filter): Promise<Envelope> {
  const { total, rows } = await rowsOf(graph, model, paging, where);
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
