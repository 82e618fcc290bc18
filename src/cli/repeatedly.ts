import type { Logger } from '../core/logger';

/** Does a chore again and again, never twice at a time; a failure is logged and the next turn comes all the same. */
export function repeatedly(everyMs: number, log: Logger, chore: () => Promise<unknown>): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve();
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    running = chore().then(() => {}, (error: unknown) => log.warn({ err: error }, 'a chore failed; it will be done again')).finally(() => { busy = false; });
  }, everyMs).unref();
  return { async stop() { clearInterval(timer); await running; } };
}
