import { watch, type FSWatcher } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Folders on other machines tell nothing, so we look now and then all the same. */
const POLL_MS = 1000;
/** A log that has not begun: its folder is not there yet. */
const ABSENT_POLL_MS = 100;
/** A task that writes without pause is read in portions instead of line by line. */
const PORTION_MS = 20;

/** Tells when something in a folder changes. */
export class FolderWatch {
  private watcher: FSWatcher | null = null;
  private changed = Promise.withResolvers<void>();

  constructor(private readonly folder: string) {}

  /** Resolves at the next change after this call, when the signal says so, or after a second; never rejects. */
  change(signal?: AbortSignal): Promise<void> {
    this.open();
    this.changed = Promise.withResolvers<void>();
    const { promise } = this.changed;
    return (async () => {
      const stop = new AbortController();
      const ended = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
      await Promise.race([promise.then(() => delay(PORTION_MS)), delay(this.watcher ? POLL_MS : ABSENT_POLL_MS, undefined, { signal: ended }).catch(() => undefined)]);
      stop.abort();
    })();
  }

  close(): void {
    this.watcher?.close();
    this.watcher = null;
  }

  private open(): void {
    if (this.watcher) return;
    try {
      this.watcher = watch(this.folder, () => this.changed.resolve());
      this.watcher.on('error', () => this.close());
    } catch {
      this.watcher = null;   // not there yet, or no more watches to be had: polling does
    }
  }
}
