import { BadInput } from '../core/errors';

/** What clients keep and send back as `after`. They must treat it as opaque: only the server reads the event's id out of it. */
export const encodeCursor = (id: number): string => Buffer.from(`event:${id}`).toString('base64url');

/**
 * @returns the id of the last event that the holder of this cursor has seen
 * @throws BAD_USER_INPUT when the text is not a cursor that `encodeCursor` made
 */
export function decodeCursor(text: string): number {
  const id = Number(/^event:(\d{1,15})$/.exec(Buffer.from(text, 'base64url').toString())?.[1] ?? NaN);
  if (encodeCursor(id) !== text) throw new BadInput('`after` is not the cursor of an event. Use the `cursor` of a message as it was received.', ['after']);
  return id;
}
