import { BadInput } from '../../../core/errors';

/** A place in the log of a pod, as clients keep it. */
export const encodeLogCursor = (pod: number, position: number): string => Buffer.from(`log:${pod}:${position}`).toString('base64url');

/** @throws BadInput when the text is not a cursor that `encodeLogCursor` made for this pod */
export function decodeLogCursor(pod: number, text: string): number {
  const [, of, position] = /^log:(\d{1,10}):(\d{1,15})$/.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  if (encodeLogCursor(Number(of), Number(position)) !== text) throw new BadInput('`after` is not a place in a log. Use the `next` of a LogChunk as it was received.', ['after']);
  if (Number(of) !== pod) throw new BadInput('`after` is a place in the log of another pod. Use the `next` of a LogChunk of this one, or leave it out to begin anew.', ['after']);
  return Number(position);
}
