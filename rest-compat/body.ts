import type { FastifyInstance } from 'fastify';

/** Takes bodies of any kind as bytes, so that an API answers to wrong ones in its own words. */
export function takeAnyBody(app: FastifyInstance) {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

/** The text of a body that was taken so; null when its bytes are no UTF-8. */
export function textOf(body: unknown): string | null {
  try { return new TextDecoder('utf-8', { fatal: true }).decode(body as Buffer | undefined); } catch { return null; }
}
