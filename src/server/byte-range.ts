export interface ByteRange { from: number; to: number }

/**
 * The part that a `Range` header asks for, `to` excluded.
 * @returns null for all of it, also when the header asks for several parts or is none that we know: both may be ignored
 */
export function byteRange(header: string | undefined, bytes: number): ByteRange | 'UNSATISFIABLE' | null {
  const [, first = '', last = ''] = /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i.exec(header ?? '') ?? [];
  if (!first && !last) return null;
  if (first && last && Number(last) < Number(first)) return null;
  const from = first ? Number(first) : Math.max(0, bytes - Number(last));
  const to = first && last ? Math.min(bytes, Number(last) + 1) : bytes;
  return from < to ? { from, to } : 'UNSATISFIABLE';
}
