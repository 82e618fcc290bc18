import { STATUS_CODES } from 'node:http';
import type { FastifyReply } from 'fastify';

/** What every answer is wrapped in; keys in this order. */
export interface Envelope {
  /** Name of the HTTP status as an enumeration constant, e.g. `NOT_FOUND`. */
  status: string;
  /** The HTTP status. */
  code: number;
  /** Null for every answer that is no success: it is never false. */
  success: true | null;
  message: string | null;
  result: unknown;
  attributes: Record<string, never>;
}

/** Where the names of HTTP have changed since. */
const OTHER_NAMES: Readonly<Record<number, string>> = { 413: 'REQUEST_ENTITY_TOO_LARGE', 414: 'REQUEST_URI_TOO_LONG' };
const nameOf = (code: number) => OTHER_NAMES[code] ?? STATUS_CODES[code]!.toUpperCase().replace(/[^A-Z]+/g, '_');

/** The keys that the documentation shows where it does not show all of them. */
export const shown = {
  result: ['status', 'code', 'result'],
  success: ['status', 'code', 'success', 'result'],
} as const satisfies Record<string, readonly (keyof Envelope)[]>;

export const envelope = ({ code = 200, ...rest }: Partial<Omit<Envelope, 'status'>>): Envelope =>
  ({ status: nameOf(code), code, success: null, message: null, result: null, attributes: {}, ...rest });

/** Sends an envelope with the HTTP status that is its code. @param keys those that are sent, where it is not all six */
export function sendEnvelope(reply: FastifyReply, parts: Partial<Omit<Envelope, 'status'>>, keys?: readonly (keyof Envelope)[]) {
  const whole = envelope(parts), body = keys ? Object.fromEntries(keys.map((key) => [key, whole[key]])) : whole;
  return reply.code(whole.code).header('content-type', JSON_TYPE).send(JSON.stringify(body));
}
export const JSON_TYPE = 'application/json; charset=utf-8';

/** A success as the released server sends it, all six keys. */
export const sendResult = (reply: FastifyReply, result: unknown) => sendEnvelope(reply, { success: true, result });
