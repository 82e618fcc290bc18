import type { WriteStream } from 'node:tty';

const WIDTH = 30;

export interface Shown { fraction: number; done: number | null; failed: number | null; total: number | null; etaSeconds: number | null }

/** One line that is drawn over itself on a terminal; elsewhere a line at every tenth. */
export class LiveBar {
  private tenth = -1;
  private drawn = '';

  constructor(private readonly out: Pick<WriteStream, 'write' | 'isTTY'> & { columns?: number }) {}

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
      // A line that wraps cannot be drawn over. A terminal that does not know its width says 0.
      const shown = line.slice(0, (this.out.columns || 80) - 1);
      if (shown !== this.drawn) this.out.write(`\r\u001b[2K${shown}`);
      this.drawn = shown;
    } else if (tenth > this.tenth) {
      this.out.write(`${line}\n`);
    }
    this.tenth = Math.max(tenth, this.tenth);
  }

  /** Writes lines that stay, above the bar. */
  above(lines: string[]): void {
    if (lines.length) this.out.write(`${this.drawn && '\r\u001b[2K'}${lines.join('\n')}\n${this.drawn}`);
  }

  end(): void {
    if (this.drawn) this.out.write('\n');
    this.drawn = '';
  }
}
