import { Readable } from 'node:stream';
import { isoFromMicroseconds } from '../microseconds';
import { FolderWatch } from './folder-watch';
import { endOf, filePositions, isEnded, LogFiles, recordsOfFile, type Placed } from './log-files';
import { HEADER_BYTES, type LogStream } from './record';
import { turn } from './turn';

const MOST_LINES = 1000, MOST_BYTES = 256 * 1024;

/** `text` is without its line end; bytes that are not UTF-8 are shown as U+FFFD. A line of more than 64 KB comes in several. */
export interface LogLine { at: string; stream: LogStream; text: string }

export interface LogPage {
  lines: LogLine[];
  /** where the next page begins: `after` of the next call */
  next: number;
  /** bytes of output before these lines that are no longer kept; 0 almost always */
  droppedBytes: number;
  /** the task has ended and nothing follows */
  ended: boolean;
}

export interface PageOptions {
  /** `next` of an earlier page; null or absent: the beginning */
  after?: number | null;
  stream?: LogStream | null;
  maxLines?: number;
  /** about as many bytes of text, one line at least */
  maxBytes?: number;
}

/** Reads the log of one attempt of a task, while it is written and afterwards, also in another process. */
export class LogReader {
  constructor(private readonly folder: string) {}

  async read({ after, ...limits }: PageOptions = {}): Promise<LogPage> {
    const files = new LogFiles(this.folder, after ?? 0);
    try {
      return await this.page(files, after ?? 0, limits);
    } finally {
      await files.close();
    }
  }

  /** The last lines, as many as the limits allow. */
  async tail(lines: number, { stream, maxBytes = MOST_BYTES }: Omit<PageOptions, 'after' | 'maxLines'> = {}): Promise<LogPage> {
    let left = lines, bytesLeft = maxBytes, start: number | undefined;
    const goBack = (records: Placed[]): boolean => {
      for (const placed of records.reverse()) {
        if (stream && placed.record.stream !== stream) continue;
        for (const line of [...linesOf(placed)].reverse()) {
          bytesLeft -= line.bytes.length;
          if (left-- <= 0 || bytesLeft < 0) {
            start ??= endOf(placed);
            return true;
          }
          start = line.position;
        }
      }
      return false;
    };
    for (const begins of (await filePositions(this.folder)).reverse()) if (await recordsOfFile(this.folder, begins, goBack)) break;
    return this.readTail({ after: start ?? null, stream, maxLines: lines, maxBytes });
  }

  /** Goes on where something is missing: the last lines of a stream that says little may lie on both sides. */
  private async readTail(options: PageOptions): Promise<LogPage> {
    const page = await this.read(options);
    if (!page.lines.length || page.ended || page.lines.length >= options.maxLines!) return page;
    const more = await this.read({ ...options, after: page.next, maxLines: options.maxLines! - page.lines.length });
    return { ...more, lines: [...page.lines, ...more.lines], droppedBytes: page.droppedBytes + more.droppedBytes };
  }

  /**
   * Pages as they are written, until the task's end; a page may hold no lines when it tells of the end. Whoever is slow holds
   * nothing up: pages are read when they are asked for, and what was dropped meanwhile is told.
   */
  async *follow({ after, ...limits }: PageOptions & { signal?: AbortSignal } = {}): AsyncGenerator<LogPage, void, undefined> {
    const { signal } = limits;
    const watch = new FolderWatch(this.folder, signal);
    const files = new LogFiles(this.folder, after ?? 0);
    let next = after ?? 0;
    try {
      while (!signal?.aborted) {
        const changed = watch.change();
        await turn();
        const page = await this.page(files, next, limits);
        if (page.lines.length || page.droppedBytes || page.ended) yield page;
        if (page.ended) return;
        if (page.next === next) await changed;
        next = page.next;
      }
    } finally {
      watch.close();
      await files.close();
    }
  }

  /**
   * The output itself, byte by byte, as far as it is written now.
   * @param mark what stands in the place of output that was dropped; nothing by default
   */
  text({ stream, mark }: { stream?: LogStream | null; mark?: (droppedBytes: number) => string } = {}): Readable {
    return Readable.from(this.bytes(stream ?? null, mark), { objectMode: false, highWaterMark: MOST_BYTES });
  }

  private async *bytes(stream: LogStream | null, mark?: (droppedBytes: number) => string): AsyncGenerator<Buffer> {
    const files = new LogFiles(this.folder, 0);
    try {
      for (;;) {
        const { records, droppedBytes } = await files.next();
        if (droppedBytes && mark) yield Buffer.from(mark(droppedBytes));
        if (!records.length) return;
        for (const { record } of records) if (!stream || record.stream === stream) yield Buffer.from(record.text);
      }
    } finally {
      await files.close();
    }
  }

  private async page(files: LogFiles, from: number, { stream, maxLines = MOST_LINES, maxBytes = MOST_BYTES }: Omit<PageOptions, 'after'>): Promise<LogPage> {
    const over = await isEnded(this.folder);
    const page: LogPage = { lines: [], next: from, droppedBytes: 0, ended: false };
    let bytes = 0;
    for (;;) {
      const { records, droppedBytes } = await files.next();
      // What is missing lies before a page, not inside of it: there nobody could tell where.
      if (droppedBytes && page.lines.length) {
        files.putBack(records, droppedBytes);
        return page;
      }
      page.droppedBytes += droppedBytes;
      if (!records.length) {
        page.next = Math.max(page.next, files.position);
        return { ...page, ended: over };
      }
      for (const [index, placed] of records.entries()) {
        if (!stream || placed.record.stream === stream) {
          const at = isoFromMicroseconds(placed.record.at);
          for (const line of linesOf(placed, from)) {
            if (page.lines.length >= maxLines || (page.lines.length > 0 && bytes + line.bytes.length > maxBytes)) {
              files.putBack(records.slice(index));
              return page;
            }
            bytes += line.bytes.length;
            page.lines.push({ at, stream: placed.record.stream, text: line.bytes.toString('utf8') });
            page.next = line.next;
          }
        }
        page.next = Math.max(page.next, endOf(placed));
      }
    }
  }
}

interface Line { position: number; next: number; bytes: Buffer }

/** The lines of a record with their positions, by which a page can begin and end inside of it. @param from those that begin before it are left out */
function* linesOf({ position, record: { text } }: Placed, from = 0): Generator<Line, void, undefined> {
  const body = position + HEADER_BYTES;
  let start = 0;
  if (from > position) {
    // Straight to the place: a record may have thousands of short lines, which every page would go through.
    const newline = text.indexOf(0x0a, Math.max(0, from - body - 1));
    start = newline === -1 ? text.length : newline + 1;
  }
  while (start < text.length) {
    const newline = text.indexOf(0x0a, start);
    const end = newline === -1 ? text.length : newline;
    const after = Math.min(end + 1, text.length);
    yield { position: start === 0 ? position : body + start, next: body + after, bytes: text.subarray(start, end) };
    start = after;
  }
}
