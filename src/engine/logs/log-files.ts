import { open, readdir, readFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { files, windows } from './read-buffers';
import { HEADER_BYTES, recordAt, type LogRecord } from './record';

export interface Placed { position: number; record: LogRecord }

/** Positions at which the files of a log begin, in rising order; none for a log that has not begun. */
export async function filePositions(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch(absent(() => [] as string[]));
  return names.flatMap((name) => /^(\d{16,})\.log$/.exec(name)?.[1] ?? []).map(Number).sort((a, b) => a - b);
}

/** @param use gets all whole records of the file that begins at `position`, none if it is gone; their text is no longer theirs afterwards */
export async function recordsOfFile<T>(folder: string, position: number, use: (records: Placed[]) => T): Promise<T> {
  const handle = await open(pathOf(folder, position)).catch(absent(() => null));
  if (!handle) return use([]);
  let buffer: Buffer | undefined, filled = 0;
  try {
    buffer = files.take((await handle.stat()).size);
    for (let bytesRead = -1; bytesRead !== 0 && filled < buffer.length; filled += bytesRead) ({ bytesRead } = await handle.read(buffer, filled, buffer.length - filled, filled));
    return use(parse(buffer.subarray(0, filled), position));
  } finally {
    if (buffer) files.putBack(buffer);
    await handle.close();
  }
}

export async function isEnded(folder: string): Promise<boolean> {
  return readFile(join(folder, 'end')).then(() => true, absent(() => false));
}

/** Reads the records of a log from a position on, across its files; what was dropped in between is counted and skipped. The text of records is theirs until the next ones are read. */
export class LogFiles {
  private file: { handle: FileHandle; begins: number } | null = null;
  private buffer: Buffer | null = null;
  private textOffset: number | null = null;
  private pending: { records: Placed[]; droppedBytes: number } | null = null;
  private at: number;

  /** @param position of a record, or anywhere inside of one */
  constructor(private readonly folder: string, position: number) {
    this.at = Math.max(0, position);
  }

  /** Where the next record begins. */
  get position(): number {
    return this.pending?.records[0]?.position ?? this.at;
  }

  /** Gives records back, to be the next ones again. */
  putBack(records: Placed[], droppedBytes = 0): void {
    this.pending = { records, droppedBytes };
  }

  async close(): Promise<void> {
    this.putBackBuffer();
    await this.closeFile();
  }

  /** The next records, whole and in order; none when there are no more at present. `droppedBytes` of output lay before them. */
  async next(): Promise<{ records: Placed[]; droppedBytes: number }> {
    const { pending } = this;
    this.pending = null;
    if (pending?.records.length) return pending;
    const next = await this.read();
    // Whoever waits for more holds nothing.
    if (!next.records.length) this.putBackBuffer();
    return next;
  }

  private async read(): Promise<{ records: Placed[]; droppedBytes: number }> {
    if (!this.file && !await this.find()) return { records: [], droppedBytes: 0 };
    let records = await this.window();
    if (!records.length && await this.enter(this.at)) records = await this.window();
    let missing = 0;
    if (!records.length) {
      const after = (await filePositions(this.folder)).find((begins) => begins > this.at);
      if (after === undefined) return { records, droppedBytes: 0 };
      // The last record of the file may have been written between the two looks.
      records = await this.window();
      if (!records.length) {
        missing = after - this.at;
        if (!await this.enter(after)) return this.read();
        this.at = after;
        records = await this.window();
        if (!records.length) return { records, droppedBytes: this.textOffset === null ? missing : 0 };
      }
    }
    const first = records[0]!.record, last = records.at(-1)!;
    const droppedBytes = this.textOffset === null ? missing : first.textOffset - this.textOffset;
    this.textOffset = last.record.textOffset + last.record.text.length;
    this.at = last.position + HEADER_BYTES + last.record.text.length;
    return { records, droppedBytes };
  }

  /** Opens the file that holds the position, and goes back to the start of the record there. */
  private async find(): Promise<boolean> {
    const begins = (await filePositions(this.folder)).findLast((each) => each <= this.at);
    if (begins === undefined || !await this.enter(begins)) return false;
    if ((await this.window()).length) return true;
    return recordsOfFile(this.folder, begins, (records) => {
      const last = records.at(-1), inside = records.find((each) => this.at < endOf(each));
      if (inside) this.at = inside.position;
      // So that what is missing between this file and the next is counted without headers.
      else if (last && this.at === endOf(last)) this.textOffset = last.record.textOffset + last.record.text.length;
      return true;
    });
  }

  private async enter(begins: number): Promise<boolean> {
    if (this.file?.begins === begins) return false;
    const handle = await open(pathOf(this.folder, begins)).catch(absent(() => null));
    if (!handle) return false;
    await this.closeFile();
    this.file = { handle, begins };
    return true;
  }

  private async window(): Promise<Placed[]> {
    const { handle, begins } = this.file!, buffer = this.buffer ??= windows.take();
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, this.at - begins);
    return parse(buffer.subarray(0, bytesRead), this.at);
  }

  private async closeFile(): Promise<void> {
    await this.file?.handle.close();
    this.file = null;
  }

  private putBackBuffer(): void {
    if (this.buffer) windows.putBack(this.buffer);
    this.buffer = null;
  }
}

function parse(bytes: Buffer, begins: number): Placed[] {
  const found: Placed[] = [];
  for (let at = 0; ;) {
    const record = recordAt(bytes, at);
    if (!record) return found;
    found.push({ position: begins + at, record });
    at += HEADER_BYTES + record.text.length;
  }
}

export const endOf = ({ position, record }: Placed) => position + HEADER_BYTES + record.text.length;
const pathOf = (folder: string, position: number) => join(folder, `${String(position).padStart(16, '0')}.log`);

/** What a missing file or folder means; other failures are thrown on. */
function absent<T>(value: () => T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code !== 'ENOENT') throw error;
    return value();
  };
}
