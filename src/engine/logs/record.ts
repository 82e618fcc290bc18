import { crc32 } from 'node:zlib';

/** The format of python/rungraph_supervisor/log_writer.py. */
export const HEADER_BYTES = 28;
/** No record is longer than its header and this. */
export const LONGEST_TEXT = 160 * 1024;
const MAGIC = 0x4c5200;   // 00 'R' 'L', read as a little-endian number of three bytes

export type LogStream = 'STDOUT' | 'STDERR';

export interface LogRecord {
  stream: LogStream;
  /** microseconds since 1970 */
  at: number;
  /** bytes of output that came before this record */
  textOffset: number;
  text: Buffer;
}

/** The record at this place, or null where there is none: it is not wholly written, or the place is not the start of one. */
export function recordAt(bytes: Buffer, start: number): LogRecord | null {
  if (start + HEADER_BYTES > bytes.length || bytes.readUIntLE(start, 3) !== MAGIC) return null;
  const length = bytes.readUInt32LE(start + 20);
  const end = start + HEADER_BYTES + length;
  if (length > LONGEST_TEXT || end > bytes.length) return null;
  const text = bytes.subarray(start + HEADER_BYTES, end);
  if (crc32(text, crc32(bytes.subarray(start, start + HEADER_BYTES - 4))) !== bytes.readUInt32LE(start + 24)) return null;
  return {
    stream: bytes[start + 3] === 0x4f ? 'STDOUT' : 'STDERR',
    at: Number(bytes.readBigUInt64LE(start + 4)),
    textOffset: Number(bytes.readBigUInt64LE(start + 12)),
    text,
  };
}
