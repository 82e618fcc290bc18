import { constants } from 'node:os';
import type { Logger } from '../core/logger';

/** A terminal, npm and our own parent may each pass on one and the same signal. */
const SAME_SIGNAL_MS = 3000;

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** Resolves at the first SIGTERM, SIGINT or SIGHUP (the terminal was closed), or when the parent that started us over IPC is gone. A second one, some seconds later, ends at once. */
export function stopOnSignal(log: Logger): Promise<void> {
  return new Promise((resolve) => {
    const stop = (why: string) => {
      log.info({ why }, 'stopping');
      const first = Date.now();
      for (const signal of SIGNALS) {
        process.removeAllListeners(signal);
        process.on(signal, () => { if (Date.now() - first > SAME_SIGNAL_MS) process.exit(128 + constants.signals[signal]); });
      }
      // A channel that is listened to would keep this process alive after its work has ended.
      process.removeAllListeners('disconnect');
      process.channel?.unref();
      resolve();
    };
    for (const signal of SIGNALS) process.once(signal, () => stop(signal));
    process.once('disconnect', () => stop('parent is gone'));
    // It may have gone while we were starting, when nobody listened.
    if (process.connected === false) stop('parent is gone');
  });
}
