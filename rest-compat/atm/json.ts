import type { FastifyReply } from 'fastify';

// ECMAScript's JSON.rawJSON (in Node since 22); TypeScript's library does not declare it yet.
const { rawJSON } = JSON as unknown as { rawJSON(text: string): object };

/** A number whose digits are part of the answer; stands in the JSON exactly as the text says. */
export type Digits = object;

/**
 * A decimal with a fixed number of fraction digits, as the documented API shows them: `0.625` -> `0.6250000000`.
 * Surplus digits are rounded half away from zero.
 * @param text plain decimal notation, as the graph's `Decimal` is
 * @throws RangeError for anything else
 */
export function fixed(text: string | null, digits: number): Digits | null {
  if (text === null) return null;
  const parts = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!parts) throw new RangeError(`${text} is not a plain decimal number`);
  const [, sign, whole, fraction = ''] = parts;
  if (fraction.length <= digits) return rawJSON(`${sign}${BigInt(whole!)}.${fraction.padEnd(digits, '0')}`);
  const up = fraction[digits]! >= '5' ? 1n : 0n;
  const scaled = (BigInt(whole + fraction.slice(0, digits)) + up).toString().padStart(digits + 1, '0');
  return rawJSON(`${sign}${scaled.slice(0, -digits)}.${scaled.slice(-digits)}`);
}

/** An object with its keys in alphabetical order; of a key that comes twice the last value counts, as in a Python dict. */
export const inOrder = <T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> => Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));

/** Sends compact JSON that ends in a newline, with the bare media type, as the original did. */
export function sendJson(reply: FastifyReply, status: number, body: unknown) {
  // As bytes: Fastify appends a charset to the media type of a text.
  return reply.code(status).header('content-type', 'application/json').send(Buffer.from(`${JSON.stringify(body)}\n`));
}
