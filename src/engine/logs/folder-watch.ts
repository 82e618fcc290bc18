import { watch, type FSWatcher } from 'node:fs';

/** Folders on other machines tell nothing, so we look now and then all the same. */
const POLL_MS = 1000;
/** A log that has not begun: its folder is not there yet. */
const ABSENT_POLL_MS = 100;
/** A task that writes without pause is read in portions instead of line by line. */
const PORTION_MS = 20;

/** Tells when something in a folder changes. */
export class FolderWatch {
  private watcher: FSWatcher | null = null;
  private finish = (): void => undefined;
  private hear = (): void => undefined;

  constructor(private readonly folder: string, private readonly signal?: AbortSignal) {}

  /** Resolves soon after the next change from this call on, at the latest after a second, and when the signal is aborted; one wait at a time. */
  change(): Promise<void> {
    this.finish();
    this.open();
    return new Promise((resolve) => {
      let timer = setTimeout(() => this.finish(), this.watcher ? POLL_MS : ABSENT_POLL_MS);
      this.hear = () => {
        this.hear = () => undefined;
        clearTimeout(timer);
        timer = setTimeout(() => this.finish(), PORTION_MS);
      };
      const abort = () => this.finish();
      this.finish = () => {
        clearTimeout(timer);
        this.signal?.removeEventListener('abort', abort);
        resolve();
      };
      this.signal?.addEventListener('abort', abort, { once: true });
    });
  }

  close(): void {
    this.watcher?.close();
    this.watcher = null;
    this.finish();
  }

  private open(): void {
    if (this.watcher) return;
    try {
      this.watcher = watch(this.folder, () => this.hear());
      this.watcher.on('error', () => { this.watcher?.close(); this.watcher = null; });
    } catch {
      this.watcher = null;   // not there yet, or no more watches to be had: polling does
    }
  }
}
