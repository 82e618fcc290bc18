import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { takeAnyBody } from '../body';
import type { GraphClient } from '../graph-client';
import { controlRoutes } from './additions/control';
import { leaderboardRoute } from './additions/leaderboard';
import { predictionRoutes } from './additions/prediction';
import { takeMultipart, type StoreUpload } from './additions/upload';
import { collectionRoutes } from './collection-routes';
import { collectionFailure, runFailure } from './errors';
import { sendJson } from './json';
import { swagger } from './swagger';
import { runRoute } from './run-route';
import { serve } from '../routes';

export { atmOpenApi } from './openapi';
export type { StoredUpload, StoreUpload } from './additions/upload';

export interface AtmRestOptions {
  /** The graph as the sender of this request may use it. */
  graph: (request: FastifyRequest) => GraphClient;
  /** Shown in the documents that describe this API. */
  version: string;
  /** Address of this server as its clients see it, without a trailing slash; by default taken from the Host header, which the server has checked. */
  baseUrl?: (request: FastifyRequest) => string;
  /** Keeps the files that the sender of this request uploads; without it uploads are refused. */
  storeUpload?: (request: FastifyRequest) => StoreUpload;
}

/** ATM's REST API over the graph: /api/datasets, dataruns, hyperpartitions, classifiers, run, and /swagger.json. */
export function atmRest({ graph, version, baseUrl = (request) => `${request.protocol}://${request.host}`, storeUpload }: AtmRestOptions): FastifyPluginAsync {
  return async (app) => {
    takeAnyBody(app);
    if (storeUpload) await takeMultipart(app);
    app.setErrorHandler(collectionFailure);
    // As the original has it, though there is no text.
    app.addHook('onSend', async ({ method }, reply) => { if (method === 'OPTIONS') reply.header('content-type', 'text/html; charset=utf-8'); });
    await app.register(async (collections) => {
      collectionRoutes(collections, { graph, baseUrl, storeUpload });
      leaderboardRoute(collections, { graph, baseUrl });
      predictionRoutes(collections, { graph });
      controlRoutes(collections, { graph });
    });
    await app.register(async (run) => {
      run.setErrorHandler(runFailure);
      runRoute(run, { graph });
    });
    serve(app, '/swagger.json', { GET: (request, reply) => sendJson(reply, 200, swagger(version, baseUrl(request))) });
    // The documentation page.
    serve(app, '/swagger', { GET: (_request, reply) => reply.redirect('/', 302) });
  };
}
