import type { FastifyInstance, FastifyRequest } from 'fastify';
import { notJson, Refused } from './errors';

/** Takes bodies of any kind as they are, so that this API answers to wrong ones in its own words. */
export function takeAnyBody(app: FastifyInstance) {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

/** @throws Refused 415 when the body is not declared as JSON, 400 when it is not a JSON object */
export function jsonObject(request: FastifyRequest): Record<string, unknown> {
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) throw notJson();
  const body = decoded(request.body);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new Refused(400, 'The body must be a JSON object.', 'BadRequest');
  return body as Record<string, unknown>;
}

function decoded(body: unknown): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body as Buffer | undefined));
  } catch { throw new Refused(400, 'Unable to decode data', 'BadRequest'); }
}
