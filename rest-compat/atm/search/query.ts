import { z } from 'zod';
import { Refused } from '../errors';
import { unsearchable } from './refusal';

/** A condition, or conditions of which all or one must hold. */
export interface Filter { name?: string; op?: string; val?: unknown; field?: unknown; or?: Filter[]; and?: Filter[] }

const filter: z.ZodType<Filter> = z.object({
  name: z.string().optional(), op: z.string().optional(), val: z.unknown().optional(), field: z.unknown().optional(),
  get or() { return z.array(filter).optional(); },
  get and() { return z.array(filter).optional(); },
});

const count = z.union([z.int().min(0), z.string().regex(/^\d{1,15}$/).transform(Number)], 'must be a whole number of 0 or more').nullish();

/** As everywhere in the original, keys that it does not know are ignored. */
const query = z.object({
  filters: z.array(filter).default([]),
  order_by: z.array(z.strictObject({ field: z.string(), direction: z.enum(['asc', 'desc']).default('asc') })).default([]),
  limit: count, offset: count,
  single: z.unknown().optional().transform(Boolean),
  group_by: z.unknown().optional().refine((groups) => !groups || (Array.isArray(groups) && !groups.length), 'is not supported'),
});
export type Query = z.output<typeof query>;

/** More than the graph lets filters be nested, and far less than what fills the stack. */
const MAX_DEPTH = 64;
const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' && value !== null && (levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1)));

/** @throws Refused 400 */
export function parseQuery(q: string): Query {
  let json: unknown;
  try { json = JSON.parse(q); } catch { throw new Refused(400, 'Unable to decode data', 'BadRequest'); }
  if (isDeeper(json, MAX_DEPTH)) throw unsearchable(`Objects and lists may be nested ${MAX_DEPTH} deep.`);
  return parsed(query, json, 'q');
}

/** The val of has and any, where it is a filter. @throws Refused 400 */
export const parseFilter = (val: object): Filter => parsed(filter, val, 'val');

function parsed<T>(schema: z.ZodType<T>, json: unknown, name: string): T {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  throw unsearchable(`${[name, ...path].join('.').slice(0, 200)}: ${message.slice(0, 200)}.`);
}
