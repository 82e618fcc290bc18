import { BadInput } from '../../../core/errors';

/** A place in the log of one pod, as clients keep it. */
export const encodeLogCursor = (position: number): string => Buffer.from(`log:${position}`).toString('base64url');

/** @throws BadInput when the text is not a cursor that `encodeLogCursor` made */
export function decodeLogCursor(text: string): number {
  const position = Number(/^log:(\d{1,15})$/.exec(Buffer.from(text, 'base64url').toString())?.[1] ?? NaN);
  if (encodeLogCursor(position) !== text) throw new BadInput('`after` is not a place in a log. Use the `next` of a LogChunk as it was received.', ['after']);
  return position;
}
