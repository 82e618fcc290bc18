/**
 * Which slot comes next, as arithmetic on the one integer by which the queue sorts (greater first).
 *
 * Start-time fair queueing: P. Goyal, H. M. Vin, H. Cheng, "Start-time fair queueing: a scheduling algorithm for
 * integrated services packet switching networks" (SIGCOMM 1996). Every slot has a start tag; the least tag goes first.
 * A flow's next tag is `max(virtual time, its last tag + 1)`: all slots cost 1, all dataruns of one priority weigh the
 * same. So of two dataruns that both have slots waiting, neither gets more than 2 slots ahead of the other, whichever came
 * first, and a datarun gains nothing from the time when it asked for nothing.
 */

const tagBits = 22;
const tags = 2 ** tagBits;
/** Priorities outside are treated as the nearest one inside. */
export const priorityRange = { least: -(2 ** (31 - tagBits)), greatest: 2 ** (31 - tagBits) - 1 } as const;
/** Greatest start tag that is told apart; later slots share it and then go in order of creation. */
export const lastTag = tags - 1;

const clamp = (value: number, least: number, greatest: number) => Math.min(Math.max(value, least), greatest);

/**
 * One signed 32-bit integer for (priority, start tag): a higher priority always goes first, then the smaller tag.
 * @param priority whole number, higher first; clamped to -512..511
 * @param startTag a whole number from 0; clamped to 0..4,194,303
 * @throws RangeError for what is not a whole number
 */
export function slotPriority(priority: number, startTag: number): number {
  if (!Number.isInteger(priority) || !Number.isInteger(startTag)) throw new RangeError(`slotPriority(${priority}, ${startTag}): both must be whole numbers`);
  return clamp(priority, priorityRange.least, priorityRange.greatest) * tags + (lastTag - clamp(startTag, 0, lastTag));
}

/** The (clamped) priority and start tag that made this integer. */
export function slotOf(value: number): { priority: number; startTag: number } {
  const priority = Math.floor(value / tags);
  return { priority, startTag: lastTag - (value - priority * tags) };
}

/** The integers between which the slots of one priority lie, both inclusive: to look for them in the queue. */
export const slotsOf = (priority: number) => ({ least: slotPriority(priority, lastTag), greatest: slotPriority(priority, 0) });

/**
 * The virtual time of one priority: how far its dataruns have come together.
 * @param leastWaiting least start tag among the waiting slots of this priority, null when none waits
 * @param greatestGiven greatest start tag given so far to any of its dataruns that have not ended, null without one:
 *   so time starts again from 0 when a priority has nothing left to do, and tags stay small. A running slot has no say:
 *   one trial of an hour would hold the time back, and a newcomer would be paid for that hour.
 */
export const virtualTime = (leastWaiting: number | null, greatestGiven: number | null): number => leastWaiting ?? greatestGiven ?? 0;

/**
 * Start tag of a datarun's next slot; those after it, asked for at the same time, follow as +1, +2, ...
 * @param now virtual time of its priority
 * @param last start tag of the datarun's latest slot, null when it has none. Slots that wait again after a pause get new
 *   tags with null; their old ones would let the datarun catch up on the others.
 */
export const nextStartTag = (now: number, last: number | null): number => last === null ? now : Math.max(now, last + 1);
