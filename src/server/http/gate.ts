import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../core/errors';
import type { Principal } from '../../core/principal';
import type { Authenticator } from '../auth/authenticator';
import type { BrowserGuard } from '../browser-guard';
import { sendError, statusOf } from './errors';

declare module 'fastify' {
  interface FastifyRequest { who: Principal }
  /** `open`: answers the unknown too, because it shows no data. */
  interface FastifyContextConfig { open?: boolean }
}

const PREFLIGHT = {
  'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
  'access-control-allow-headers': 'authorization, content-type, x-request-id, x-rungraph-profile',
  'access-control-max-age': '600',
};

/** Lets a request in: by the name it was sent to, by the page it comes from, by who sends it. Runs before any route and also before a 404. */
export function addGate(app: FastifyInstance, { guard, auth }: { guard: BrowserGuard; auth: Authenticator }): void {
  app.decorateRequest('who', null as unknown as Principal);
  app.addHook('onRequest', async (request, reply) => {
    try {
      guard.checkHost(request.raw);
      if (addCorsHeaders(guard, request, reply) && isPreflight(request)) return await reply.code(204).headers(PREFLIGHT).send();
      guard.checkMethod(request.method, request.headers);
      request.who = auth.identify(request.headers);
      if (!request.routeOptions.config?.open) auth.require(request.who);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      request.log.warn({ origin: request.headers.origin, host: request.headers.host }, error.message);
      // Not thrown: a plugin's own error handler must not make something else of it.
      return sendError(request, reply, statusOf(error.code), error);
    }
  });
}

const isPreflight = ({ method, headers }: FastifyRequest) => method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;

/** @returns whether the page that asks may read the answer */
function addCorsHeaders(guard: BrowserGuard, { headers: { origin } }: FastifyRequest, reply: FastifyReply): boolean {
  reply.header('vary', 'Origin');
  if (origin === undefined || !guard.isAllowed(origin)) return false;
  reply.headers({ 'access-control-allow-origin': origin, 'access-control-expose-headers': 'link, location, x-request-id' });
  return true;
}
