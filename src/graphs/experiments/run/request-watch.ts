import type { Logger } from '../../../core/logger';
import type { Wanted } from './gang-changes';

const EVERY_MS = 1000;

/** Looks once a second whether what is asked of a gang is still what it was begun for. A database that is away is asked again. */
export class RequestWatch {
  private readonly anew = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private looking: Promise<void> | undefined;

  /** @param look what is wanted now; null when it is not known any more @param onWanted told each time, until it is to begin anew */
  constructor(private readonly look: () => Promise<Wanted | null>, private readonly onWanted: (wanted: Wanted) => void, private readonly log: Logger) {
    this.timer = setInterval(() => { this.looking ??= this.once().finally(() => { this.looking = undefined; }); }, EVERY_MS);
  }

  /** Aborted when it is to begin anew, or is not wanted any more. */
  get signal(): AbortSignal { return this.anew.signal; }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  private async once(): Promise<void> {
    try {
      const wanted = await this.look();
      if (!wanted || this.anew.signal.aborted) return;
      if (wanted.isAnew) this.anew.abort();
      else this.onWanted(wanted);
    } catch (error) {
      this.log.debug({ err: error }, 'looking for changes of a request');
    }
  }
}
