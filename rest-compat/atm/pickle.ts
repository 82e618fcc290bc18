/** What the writer can express. A safe integer is a Python int, any other number a float; `PyFloat` marks a whole number that is meant as a float. */
export type PyValue = null | boolean | number | string | Uint8Array | PyNode | PyValue[];
export type PyNode = PyFloat | PyTuple | PyDict | PyGlobal | PyObject | PySymbol;

/** Nodes are told apart by identity: the same node written twice becomes one Python object with two references. */
export class PyFloat { constructor(readonly value: number) {} }
export class PyTuple { constructor(readonly items: readonly PyValue[]) {} }
export class PyDict { constructor(readonly entries: readonly (readonly [PyValue, PyValue])[]) {} }
export class PyGlobal { constructor(readonly module: string, readonly name: string) {} }
/** A string that Python has once, such as an attribute's name; plain strings are written anew each time. */
export class PySymbol { constructor(readonly text: string) {} }
/** `callable(*args)`, or `cls.__new__(cls, *args)` when `how` is 'new'; then `state` is applied. */
export class PyObject {
  constructor(readonly how: 'call' | 'new', readonly target: PyGlobal, readonly args: PyTuple, readonly state?: PyValue) {}
}

/** What Python's pickler puts between two APPENDS or SETITEMS. */
const BATCH = 1000;
const MARK = 0x28;

/**
 * Writes a pickle of protocol 3 with the opcodes, and in the order, of Python's own pickler.
 * @throws RangeError for a number that is not finite
 */
export function pickle(value: PyValue): Buffer {
  return new Pickler().write(value);
}

class Pickler {
  private out = Buffer.allocUnsafe(512);
  private length = 0;
  /** Keyed by node, or by the text of a string that Python keeps once. */
  private readonly memo = new Map<object | string, number>();
  private puts = 0;

  write(value: PyValue): Buffer {
    this.op(0x80);
    this.op(3);
    this.save(value);
    this.op(0x2e);
    return this.out.subarray(0, this.length);
  }

  /** Makes room for `size` bytes and answers where they begin. */
  private take(size: number): number {
    const from = this.length;
    this.length += size;
    if (this.length > this.out.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.length, 2 * this.out.length));
      this.out.copy(larger, 0, 0, from);
      this.out = larger;
    }
    return from;
  }

  private op(byte: number) {
    const at = this.take(1);
    this.out[at] = byte;
  }

  /** An opcode and a little-endian argument of 1, 2 or 4 bytes. */
  private opWith(code: number, size: 1 | 2 | 4, argument: number) {
    this.op(code);
    const at = this.take(size);
    this.out.writeUIntLE(argument, at, size);
  }

  private put(key?: object | string) {
    // Every number is taken, also by strings that are never referred to, as Python does.
    const index = this.puts++;
    if (key !== undefined) this.memo.set(key, index);
    this.indexed(0x71, 0x72, index);
  }

  private indexed(short: number, long: number, index: number) {
    return index < 256 ? this.opWith(short, 1, index) : this.opWith(long, 4, index);
  }

  /** Writes a reference if the key was written before. */
  private recall(key: object | string): boolean {
    const index = this.memo.get(key);
    if (index === undefined) return false;
    this.indexed(0x68, 0x6a, index);
    return true;
  }

  private save(value: PyValue): void {
    if (value === null) return this.op(0x4e);
    if (typeof value === 'boolean') return this.op(value ? 0x88 : 0x89);
    if (typeof value === 'number') return Number.isSafeInteger(value) ? this.int(value) : this.float(value);
    // CPython has every one-character (latin-1) string once, so its pickler refers back to it.
    if (typeof value === 'string') return this.text(value, /^[\0-\xff]$/.test(value) ? value : undefined);
    if (value instanceof PyFloat) return this.float(value.value);
    if (value instanceof PySymbol) return this.text(value.text, value.text);
    if (this.recall(value)) return;
    if (value instanceof Uint8Array) {
      if (value.length < 256) this.opWith(0x43, 1, value.length);
      else this.opWith(0x42, 4, value.length);
      const at = this.take(value.length);
      this.out.set(value, at);
      return this.put(value);
    }
    if (Array.isArray(value)) return this.list(value);
    if (value instanceof PyTuple) return this.tuple(value);
    if (value instanceof PyDict) return this.dict(value);
    if (value instanceof PyGlobal) {
      this.bytesOf(`c${value.module}\n${value.name}\n`);
      return this.put(value);
    }
    return this.object(value);
  }

  private int(value: number) {
    if (value >= 0 && value < 0x100) return this.opWith(0x4b, 1, value);
    if (value >= 0 && value < 0x10000) return this.opWith(0x4d, 2, value);
    if (value >= -0x80000000 && value <= 0x7fffffff) return this.opWith(0x4a, 4, value >>> 0);
    this.opWith(0x8a, 1, 8);
    const at = this.take(8);
    this.out.writeBigInt64LE(BigInt(value), at);
  }

  private float(value: number) {
    if (!Number.isFinite(value)) throw new RangeError(`${value} is not a finite number`);
    this.op(0x47);
    const at = this.take(8);
    this.out.writeDoubleBE(value, at);
  }

  private text(text: string, key?: string) {
    if (key !== undefined && this.recall(key)) return;
    this.opWith(0x58, 4, Buffer.byteLength(text));
    this.bytesOf(text);
    this.put(key);
  }

  private bytesOf(text: string) {
    const at = this.take(Buffer.byteLength(text));
    this.out.write(text, at);
  }

  private tuple(value: PyTuple) {
    const { items } = value;
    if (items.length === 0) return this.op(0x29);
    if (items.length > 3) this.op(MARK);
    for (const item of items) this.save(item);
    this.op(items.length > 3 ? 0x74 : 0x84 + items.length);
    this.put(value);
  }

  private list(value: PyValue[]) {
    this.op(0x5d);
    this.put(value);
    this.batches(value, 0x61, 0x65, (item) => this.save(item));
  }

  private dict(value: PyDict) {
    this.op(0x7d);
    this.put(value);
    this.batches(value.entries, 0x73, 0x75, ([key, item]) => { this.save(key); this.save(item); });
  }

  private batches<T>(items: readonly T[], one: number, many: number, save: (item: T) => void) {
    for (let start = 0; start < items.length; start += BATCH) {
      const batch = items.slice(start, start + BATCH);
      if (batch.length > 1) this.op(MARK);
      batch.forEach(save);
      this.op(batch.length > 1 ? many : one);
    }
  }

  private object(value: PyObject) {
    this.save(value.target);
    this.save(value.args);
    this.op(value.how === 'new' ? 0x81 : 0x52);
    this.put(value);
    if (value.state === undefined) return;
    this.save(value.state);
    this.op(0x62);
  }
}
