/** Lets one loop sleep until somebody has something for it; a call that comes while it works is not forgotten. */
export class Wake {
  private pending = false;
  private resume: (() => void) | null = null;

  now(): void {
    this.pending = true;
    this.resume?.();
  }

  /** @param ms longest sleep; without it only `now()` ends the sleep */
  async wait(ms?: number): Promise<void> {
    if (!this.pending) {
      await new Promise<void>((resolve) => {
        const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
        this.resume = () => { clearTimeout(timer); resolve(); };
      });
    }
    this.resume = null;
    this.pending = false;
  }
}
