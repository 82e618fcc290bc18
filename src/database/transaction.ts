import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import * as pg from 'pg';
import { isPlanOutdated } from './preparing-client';

/** What pg makes of a parameter. */
const { prepareValue } = (pg as unknown as { utils: { prepareValue(value: unknown): unknown } }).utils;

export interface EventDraft {
  /** What kind of thing the event is about, e.g. `datarun`. */
  topic: string;
  /** The id of that thing. */
  subject: string;
  payload: Record<string, unknown>;
}

export interface Tx {
  readonly manager: EntityManager;
  /** Appended in this order when the transaction commits, never when it rolls back. */
  emit(event: EventDraft): void;
  /** A statement whose answer nobody needs: it travels with the next one instead of keeping it waiting, and fails the transaction when it fails. */
  later(text: string, params: unknown[]): void;
  /** Resolves when all of these have succeeded. @throws QueryFailedError of the first that failed */
  settled(): Promise<void>;
}

const SERIALIZATION_FAILURE = '40001', DEADLOCK = '40P01';
const isTransient = (error: unknown) => [SERIALIZATION_FAILURE, DEADLOCK].includes((error as { code?: string }).code ?? '') || isPlanOutdated(error);

/**
 * The one way to write. Events are appended as the last act, under the log's lock, so that the order of their ids is
 * the order of the commits and a reader that goes by id misses none; the lock is held for one round trip only.
 */
export async function transaction<T>(db: DataSource, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(db, work);
    } catch (error) {
      if (attempt === 4 || !isTransient(error)) throw error;
      await delay(Math.random() * 20 * attempt);
    }
  }
}

async function once<T>(db: DataSource, work: (tx: Tx) => Promise<T>): Promise<T> {
  const runner = db.createQueryRunner(), { manager } = runner, events: EventDraft[] = [], sent: Promise<unknown>[] = [];
  const later = (text: string, params?: unknown[]) => {
    // pg would find what cannot be sent only after it has sent the statements behind it, the COMMIT among them.
    const statement = manager.query(text, params?.map(prepareValue));
    statement.catch(() => {});
    sent.push(statement);
  };
  const settled = async () => void await Promise.all(sent);
  let isOpen = false;
  try {
    // Waited for: behind one that failed, each statement would be a transaction of its own.
    await manager.query('START TRANSACTION');
    isOpen = true;
    // For TypeORM, which was not asked to begin it: else its `save` would begin and commit one of its own.
    Object.assign(runner, { isTransactionActive: true });
    const result = await work({ manager, emit: (event) => void events.push(event), later, settled });
    if (events.length) later('select append_events($1::jsonb)', [JSON.stringify(events)]);
    // After a statement that failed Postgres takes this for a ROLLBACK.
    later('COMMIT');
    isOpen = false;
    await settled();
    return result;
  } catch (error) {
    if (isOpen) later('ROLLBACK');
    // The first that failed is the cause: all later ones were only refused.
    const first = (await Promise.allSettled(sent)).find(({ status }) => status === 'rejected') as PromiseRejectedResult | undefined;
    throw first && REFUSED.includes((error as { code?: string }).code ?? '') ? first.reason : error;
  } finally {
    await runner.release();
  }
}

/** Of a statement in a transaction in which another one has failed, and of a prepared one whose preparation was so refused. */
const REFUSED = ['25P02', '26000'];

/** The time now by the clock of the database, with microseconds; unlike now() it goes on within a transaction. */
export async function nowOf({ manager }: Tx): Promise<string> {
  return (await manager.query('select clock_timestamp() as now'))[0].now;
}

const CONNECTION_LOST = /^(08|57P0|ECONN|EPIPE|ENOTFOUND|ETIMEDOUT)|Connection terminated|Connection ended|starting up|shutting down|Client has encountered|already released/;

/** True for what a restart of Postgres looks like from here. */
export function isConnectionLost(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return CONNECTION_LOST.test(code ?? '') || CONNECTION_LOST.test(message ?? '');
}

/**
 * For work whose result was expensive: tries again while the database is away. `work` may run again after a commit
 * whose answer was lost, so it must be fenced (a second run finds the row settled).
 * @param patience for how long, in ms
 */
export async function retryWhileDown<T>(work: () => Promise<T>, patience = 60_000): Promise<T> {
  const until = Date.now() + patience;
  for (let wait = 50; ; wait = Math.min(wait * 2, 1000)) {
    try {
      return await work();
    } catch (error) {
      if (!isConnectionLost(error) || Date.now() + wait > until) throw error;
      await delay(wait);
    }
  }
}
