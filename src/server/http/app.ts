import type { IncomingMessage } from 'node:http';
import compress from '@fastify/compress';
import helmet from '@fastify/helmet';
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { Logger } from '../../core/logger';
import { limits } from '../limits';
import { errorHandler, notFoundHandler } from './errors';
import { requestIdOf } from './request-id';

/** Below this many bytes an answer costs less as it is. */
const COMPRESS_FROM = 4096;

/** The HTTP server with what every route shares: request ids, logs, headers, errors. */
export async function createApp(log: Logger): Promise<FastifyInstance> {
  const app: FastifyInstance = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ requestIdLogLabel: 'requestId', disableRequestLogging: true }),
    genReqId: requestIdOf,
    bodyLimit: limits.bodyBytes,
    requestTimeout: 600_000,
    // curl --http2 and Java's HttpClient offer h2c with each request; without this Node would hand them to the websocket's listener.
    http: { shouldUpgradeCallback: ({ headers }: IncomingMessage) => headers.upgrade?.toLowerCase() === 'websocket' },
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 600 },
    frameworkErrors: errorHandler,
  });
  app.setErrorHandler(errorHandler);
  app.setNotFoundHandler(notFoundHandler);
  app.addHook('onRequest', async (request, reply) => { reply.header('x-request-id', request.id); });
  app.addHook('onResponse', async (request, reply) => {
    // Without the query string, which may hold data.
    request.log.info({ method: request.method, path: request.url.split('?')[0], status: reply.statusCode, ms: Math.round(reply.elapsedTime * 10) / 10 }, 'request');
  });
  // The content policy is sent with our pages, where it means something; TLS ends at a proxy, and that decides about its header.
  await app.register(helmet, { contentSecurityPolicy: false, strictTransportSecurity: false });
  // Level 1: a JSON answer shrinks nearly as much, in a third of the time.
  await app.register(compress, { threshold: COMPRESS_FROM, encodings: ['gzip'], zlibOptions: { level: 1 } });
  return app;
}
