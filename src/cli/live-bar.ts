import type { WriteStream } from 'node:tty';

const WIDTH = 30;

export interface Shown { fraction: number; done: number | null; failed: number | null; total: number | null; etaSeconds: number | null }

/** One line that is drawn over itself on a terminal; elsewhere a line at every tenth. */
export class LiveBar {
  private tenth = -1;
  private open = false;

  constructor(private readonly out: Pick<WriteStream, 'write' | 'isTTY'>) {}

  show({ fraction, done, failed, total, etaSeconds }: Shown, notes: (string | null)[]): void {
    const filled = Math.round(fraction * WIDTH);
    const ended = (done ?? 0) + (failed ?? 0);
    const line = [
      `  [${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${total ? `${ended}/${total}` : ended}`,
      failed ? `${failed} errored` : null,
      etaSeconds ? `${Math.ceil(etaSeconds)} s left` : null,
      ...notes,
    ].filter(Boolean).join('  ');
    const tenth = Math.floor(fraction * 10);
    if (this.out.isTTY) {
      this.out.write(`\r\u001b[2K${line}`);
      this.open = true;
    } else if (tenth > this.tenth) {
      this.out.write(`${line}\n`);
    }
    this.tenth = Math.max(tenth, this.tenth);
  }

  end(): void {
    if (this.open) this.out.write('\n');
  }
}
