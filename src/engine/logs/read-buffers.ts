import { HEADER_BYTES, LONGEST_TEXT } from './record';

/** Holds a whole record at least, wherever it begins. */
const WINDOW = 2 * (HEADER_BYTES + LONGEST_TEXT);
/** A file is full at a megabyte, which its last record may exceed. */
const FILE = (1 << 20) + WINDOW;

/** Buffers that are used again. They lie outside of V8's heap, and a few dozen new ones of this size make it collect everything. */
class Buffers {
  private readonly kept: Buffer[] = [];

  constructor(private readonly bytes: number, private readonly most: number) {}

  take(least = 0): Buffer {
    return (least <= this.bytes ? this.kept.pop() : undefined) ?? Buffer.allocUnsafeSlow(Math.max(least, this.bytes));
  }

  putBack(buffer: Buffer): void {
    if (buffer.length === this.bytes && this.kept.length < this.most) this.kept.push(buffer);
  }
}

export const windows = new Buffers(WINDOW, 8), files = new Buffers(FILE, 2);
