import { LRUCache } from 'lru-cache';
import { Client, type QueryConfig } from 'pg';

/** How often a statement is seen before it is prepared: what a client wrote once, with filters of its own, may never come again. */
const SEEN_BEFORE = 5;
/** Each connection of Postgres keeps what it has prepared, some ten kilobytes a statement. */
const MOST_PREPARED = 200, MOST_WATCHED = 1000, MOST_LENGTH = 16_384;
/** So often at most all are given up when there are too many: clients, too, may write statements that come again and again. */
const ANEW_MS = 600_000;

const seen = new LRUCache<string, number>({ max: MOST_WATCHED }), names = new Map<string, string>();
let epoch = 0, began = performance.now(), given = 0;

/** By which connections of this process prepare a statement with parameters; none while it is rare. */
function nameOf(text: string): string | undefined {
  const name = names.get(text);
  if (name || text.length > MOST_LENGTH) return name;
  if (names.size === MOST_PREPARED) {
    if (performance.now() - began < ANEW_MS) return undefined;
    names.clear();
    epoch += 1;
    began = performance.now();
  }
  const times = (seen.get(text) ?? 0) + 1;
  seen.set(text, times);
  if (times > SEEN_BEFORE) names.set(text, `s${given++}`);
  return undefined;
}

type Done = (error: Error | null, result?: unknown) => void;

/**
 * A connection that prepares the statements which come again and again: for our short ones Postgres needs longer to parse and to plan
 * than to carry out. It goes on planning where a plan for any parameters would be worse (`plan_cache_mode`).
 */
export class PreparingClient extends Client {
  private generation = 0;
  private epoch = epoch;

  override query(...args: any[]): any {
    const [statement, values, done] = args as [string | QueryConfig, unknown[] | Done | undefined, Done | undefined];
    const { text, values: own, ...rest } = typeof statement === 'string' ? { text: statement, values: values as unknown[] } : statement;
    const params = Array.isArray(values) ? values : own, name = text && params?.length && !('name' in rest) ? nameOf(text) : undefined;
    if (!name) return super.query(...(args as [never]));
    if (this.epoch !== epoch) {
      this.epoch = epoch;
      super.query('DEALLOCATE ALL').catch(() => {});   // refused after an error in a transaction: then they stay with the connection
    }
    const prepared = super.query({ ...rest, name: `${name}.${this.generation}`, text, values: params } as never) as unknown as Promise<unknown>;
    const answer = prepared.catch((error: Error) => {
      if (this.isForgotten(error)) this.generation += 1;
      // In a transaction nothing is carried out after an error; `transaction` begins it again.
      if (isPlanOutdated(error) && this.getTransactionStatus() === 'I') return super.query({ ...rest, text, values: params } as never);
      throw error;
    });
    const callback = typeof values === 'function' ? values : done;
    if (!callback) return answer;
    answer.then((result) => callback(null, result), (error: Error) => callback(error));
  }

  /** Whether what was prepared is of no use any more: then all is prepared again. pg goes on counting on what it closes after an error of its own. */
  private isForgotten(error: Error): boolean {
    const { code } = error as { code?: string };
    return isPlanOutdated(error) || code === NOT_PREPARED || code === undefined;
  }
}

const NOT_PREPARED = '26000';

/** Of a prepared statement whose columns are others now: a newer version may have changed a table below us. Tried again, it works. */
export function isPlanOutdated(error: unknown): boolean {
  const { code, routine } = error as { code?: string; routine?: string };
  return code === '0A000' && routine === 'RevalidateCachedQuery';
}
