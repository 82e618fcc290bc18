import { performance } from 'node:perf_hooks';

/** The longest time for which followers of logs leave the event loop to others between two pages, in ms. */
const MOST_PAUSE_MS = 20;

const waiting: (() => void)[] = [];
let last = performance.eventLoopUtilization();

/**
 * Resolves for one at a time, and only when the event loop has rested for as long as it has worked since it resolved last: a log
 * that is written faster than it can be sent to its followers takes half of the loop at most.
 */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    if (waiting.push(resolve) === 1) schedule();
  });
}

function schedule(): void {
  const { active, idle } = performance.eventLoopUtilization(last), pause = Math.min(active - idle, MOST_PAUSE_MS);
  if (pause < 1) setImmediate(next);
  else setTimeout(next, pause);
}

function next(): void {
  last = performance.eventLoopUtilization();
  waiting.shift()!();
  if (waiting.length) schedule();
}
