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
  private readonly parts: Buffer[] = [];
  /** Keyed by node, or by the text of a string that Python keeps once. */
  private readonly memo = new Map<object | string, number>();

  write(value: PyValue): Buffer {
    this.op(0x80, 3);
    this.save(value);
    this.op(0x2e);
    return Buffer.concat(this.parts);
  }

  private op(...bytes: number[]) { this.parts.push(Buffer.from(bytes)); }

  private sized(code: number, size: 1 | 4, body: Uint8Array) {
    const head = Buffer.alloc(1 + size);
    head[0] = code;
    if (size === 1) head[1] = body.length;
    else head.writeUInt32LE(body.length, 1);
    this.parts.push(head, Buffer.from(body));
  }

  private put(key?: object | string) {
    // Every number is taken, also by strings that are never referred to, as Python does.
    const index = this.puts++;
    if (key !== undefined) this.memo.set(key, index);
    this.indexed(0x71, 0x72, index);
  }
  private puts = 0;

  private indexed(short: number, long: number, index: number) {
    if (index < 256) return this.op(short, index);
    const bytes = Buffer.alloc(5);
    bytes[0] = long;
    bytes.writeUInt32LE(index, 1);
    this.parts.push(bytes);
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
      this.sized(value.length < 256 ? 0x43 : 0x42, value.length < 256 ? 1 : 4, value);
      return this.put(value);
    }
    if (Array.isArray(value)) return this.list(value);
    if (value instanceof PyTuple) return this.tuple(value);
    if (value instanceof PyDict) return this.dict(value);
    if (value instanceof PyGlobal) {
      this.parts.push(Buffer.from(`c${value.module}\n${value.name}\n`));
      return this.put(value);
    }
    return this.object(value);
  }

  private int(value: number) {
    if (value >= 0 && value < 0x100) return this.op(0x4b, value);
    if (value >= 0 && value < 0x10000) return this.op(0x4d, value & 0xff, value >> 8);
    const fits = value >= -0x80000000 && value <= 0x7fffffff;
    const bytes = Buffer.alloc(fits ? 5 : 10);
    if (fits) { bytes[0] = 0x4a; bytes.writeInt32LE(value, 1); }
    else { bytes[0] = 0x8a; bytes[1] = 8; bytes.writeBigInt64LE(BigInt(value), 2); }
    this.parts.push(bytes);
  }

  private float(value: number) {
    if (!Number.isFinite(value)) throw new RangeError(`${value} is not a finite number`);
    const bytes = Buffer.alloc(9);
    bytes[0] = 0x47;
    bytes.writeDoubleBE(value, 1);
    this.parts.push(bytes);
  }

  private text(text: string, key?: string) {
    if (key !== undefined && this.recall(key)) return;
    this.sized(0x58, 4, Buffer.from(text, 'utf8'));
    this.put(key);
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
