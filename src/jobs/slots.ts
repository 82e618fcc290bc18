/** Slots that look for jobs while they have none; each look is a statement a second. */
const SPARE = 2;
/** After a busy time they are kept for a while: the next jobs are often near. */
const REST_MS = 5_000;

/** Starts one slot, which hands each job that it takes to `around`. */
export type StartSlot = (around: (work: () => Promise<void>) => Promise<void>) => Promise<{ /** resolves when it takes no more and its job, if it has one, has ended */ close(): Promise<void> }>;

/** As many slots as are busy and a few that look for more, up to as many as are allowed. */
export class Slots {
  private open = 0;
  private busy = 0;
  private closing = 0;
  private ended = false;

  /** @param most how many jobs may run at a time; asked each time @param failed is told when a slot cannot be opened */
  constructor(private readonly most: () => number, private readonly start: StartSlot, private readonly failed: (error: Error) => void) {}

  /** Opens slots while there are too few; to be called when more jobs are allowed than before. */
  fill(): void {
    while (!this.ended && this.open < this.most() && this.open - this.busy < SPARE) {
      this.open++;
      this.openOne().catch((error: Error) => { this.open--; this.failed(error); });
    }
  }

  /** Opens no more. */
  end(): void { this.ended = true; }

  private async openOne(): Promise<void> {
    let rest: NodeJS.Timeout | undefined, closed = false;
    const slot = await this.start(async (work) => {
      clearTimeout(rest);
      this.busy++;
      this.fill();
      try {
        await work();
      } finally {
        this.busy--;
        if (this.open - this.closing > this.most()) close();
        else rest = setTimeout(() => { if (this.open - this.closing - this.busy > SPARE) close(); }, REST_MS).unref();
      }
    });
    // It may have taken a job at the last moment, so it counts until it has really ended.
    const close = () => {
      if (closed || this.ended) return;
      closed = true;
      this.closing++;
      void slot.close().catch(this.failed).then(() => { this.closing--; this.open--; this.fill(); });
    };
  }
}
