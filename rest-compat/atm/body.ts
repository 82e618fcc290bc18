import type { FastifyRequest } from 'fastify';
import { textOf } from '../body';
import { notJson, Refused } from './errors';

const UNDECODABLE = 'Unable to decode data';

/** @throws Refused 415 when the body is not declared as JSON, 400 when it is not a JSON object */
export function jsonObject(request: FastifyRequest): Record<string, unknown> {
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) throw notJson();
  const body = decodedJson(request.body);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new Refused(400, 'The body must be a JSON object.', 'BadRequest');
  return body as Record<string, unknown>;
}

/** @throws Refused 400 */
export function decodedJson(body: unknown): unknown {
  const text = utf8(body);
  try { return JSON.parse(text); } catch { throw new Refused(400, UNDECODABLE, 'BadRequest'); }
}

/** @throws Refused 400 */
export function utf8(body: unknown): string {
  const text = textOf(body);
  if (text === null) throw new Refused(400, UNDECODABLE, 'BadRequest');
  return text;
}
