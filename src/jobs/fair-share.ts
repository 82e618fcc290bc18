import type { Tx } from '../database/transaction';
import { nextStartTag, slotOf, slotPriority, slotsOf, virtualTime } from './fair-queue';
import type { JobDefinition } from './job-definition';
import type { JobQueue } from './job-queue';

/** A run that shares the workers with others of its priority and its kind. */
export interface Sharer { priority: number; lastTag: number | null }

/**
 * Enqueues jobs of one run so that runs of equal priority advance together, see `fair-queue`.
 * @param greatestGiven greatest tag of all runs of this kind and priority that have not ended; null without one
 * @returns the run's new last tag, which the caller stores in the same transaction
 */
export async function enqueueFairly<P extends object>(
  queue: JobQueue, tx: Tx, job: JobDefinition<P>, payloads: P[], { priority, lastTag }: Sharer, greatestGiven: number | null, options: { delaySeconds?: number } = {},
): Promise<number> {
  const urgent = await queue.greatestWaiting(tx, job as never, slotsOf(priority));
  const first = nextStartTag(virtualTime(urgent === null ? null : slotOf(urgent).startTag, greatestGiven), lastTag);
  await queue.enqueue(tx, job, payloads.map((data, i) => ({ data, priority: slotPriority(priority, first + i) })), options);
  return first + payloads.length - 1;
}
