import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '../../core/config';
import type { Logger } from '../../core/logger';
import { RunStatus } from '../../core/states';
import type { Query } from '../../database/data-source';
import { worker as runWorker } from '../worker';

const LOOK_EVERY_MS = 500;

export interface WorkerLimits {
  /** Numbers of the dataruns whose end is waited for; null: all. */
  dataruns: number[] | null;
  /** Null: as long as it takes. */
  totalSeconds: number | null;
  save: boolean;
}

/** Runs trials in the foreground until no datarun is pending or running any more, or the time is over. */
export async function worker(config: Config, log: Logger, { dataruns, totalSeconds, save }: WorkerLimits): Promise<void> {
  const until = async (query: Query, ended: AbortSignal): Promise<void> => {
    const end = totalSeconds === null ? Infinity : Date.now() + totalSeconds * 1000;
    while (!ended.aborted) {
      if (Date.now() >= end) return log.info({ seconds: totalSeconds }, 'The time is over. Exiting.');
      if (!await anyToDo(query, dataruns, log)) return log.info('No dataruns found. Exiting.');
      await delay(Math.min(LOOK_EVERY_MS, Math.max(end - Date.now(), 0)));
    }
  };
  await runWorker(config, log, { save, until });
}

/** A database that is away for a moment has not lost its runs. */
async function anyToDo(query: Query, dataruns: number[] | null, log: Logger): Promise<boolean> {
  try {
    return (await query('select 1 from datarun where status = any($1) and ($2::integer[] is null or id = any($2)) limit 1', [[RunStatus.PENDING, RunStatus.RUNNING], dataruns])).length > 0;
  } catch (error) {
    log.warn({ err: error }, 'the dataruns could not be looked up; trying again');
    return true;
  }
}
