import { LRUCache } from 'lru-cache';
import { Client, type QueryConfig } from 'pg';

/** How often a statement is seen before it is prepared: what a client wrote once, with filters of its own, may never come again. */
const SEEN_BEFORE = 5;
/** Each connection of Postgres keeps what it has prepared, some ten kilobytes a statement. */
const MOST_PREPARED = 200, MOST_WATCHED = 1000, MOST_LENGTH = 16_384;

const seen = new LRUCache<string, number>({ max: MOST_WATCHED }), names = new Map<string, string>();

/** By which connections of this process prepare a statement with parameters; none while it is rare. */
function nameOf(text: string): string | undefined {
  const name = names.get(text);
  if (name || names.size === MOST_PREPARED || text.length > MOST_LENGTH) return name;
  const times = (seen.get(text) ?? 0) + 1;
  seen.set(text, times);
  if (times > SEEN_BEFORE) names.set(text, `s${names.size}`);
  return undefined;
}

type Done = (error: Error | null, result?: unknown) => void;

/**
 * A connection that prepares the statements which come again and again: for our short ones Postgres needs longer to parse and to plan
 * than to carry out. It goes on planning where a plan for any parameters would be worse (`plan_cache_mode`).
 */
export class PreparingClient extends Client {
  private generation = 0;

  override query(...args: any[]): any {
    const [statement, values, done] = args as [string | QueryConfig, unknown[] | undefined, Done | undefined];
    const { text, values: params, ...rest } = typeof statement === 'string' ? { text: statement, values } : statement;
    const name = text && params?.length && !('name' in rest) ? nameOf(text) : undefined;
    if (!name) return super.query(...(args as [never]));
    const config = { ...rest, name: `${name}.${this.generation}`, text, values: params };
    const callback = typeof values === 'function' ? (values as unknown as Done) : done;
    if (callback) return super.query(config as never, ((error: Error | null, result?: unknown) => { this.check(error); callback(error, result); }) as never);
    return (super.query(config as never) as unknown as Promise<unknown>).catch((error: Error) => { this.check(error); throw error; });
  }

  /** A newer version may have changed a table below us: then all is prepared again. */
  private check(error: Error | null): void {
    if (error && isPlanOutdated(error)) this.generation += 1;
  }
}

/** Of a prepared statement whose columns are others now; tried again, it works. */
export function isPlanOutdated(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return code === '0A000' && !!message?.includes('cached plan');
}
