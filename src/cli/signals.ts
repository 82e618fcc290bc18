import { constants } from 'node:os';
import type { Logger } from '../core/logger';

/** A terminal, npm and our own parent may each pass on one and the same signal. */
const SAME_SIGNAL_MS = 3000;

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** Resolves at the first SIGTERM, SIGINT or SIGHUP (the terminal was closed), or when the parent that started us over IPC is gone. A second one, some seconds later, ends at once. */
export function stopOnSignal(log: Logger): Promise<void> {
  return new Promise((resolve) => {
    let first: number | undefined;
    const stop = (why: string) => {
      log.info({ why }, 'stopping');
      first = performance.now();
      // A channel that is listened to would keep this process alive after its work has ended.
      process.removeAllListeners('disconnect');
      process.channel?.unref();
      resolve();
    };
    // The listeners stay: between one and the next the same signal, passed on by somebody else, would end the process.
    for (const signal of SIGNALS) {
      process.on(signal, () => {
        if (first === undefined) stop(signal);
        else if (performance.now() - first > SAME_SIGNAL_MS) process.exit(128 + constants.signals[signal]);
      });
    }
    process.once('disconnect', () => { if (first === undefined) stop('parent is gone'); });
    // It may have gone while we were starting, when nobody listened.
    if (process.connected === false) stop('parent is gone');
  });
}
