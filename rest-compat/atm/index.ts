import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { GraphClient } from '../graph-client';
import { takeAnyBody } from './body';
import { collectionRoutes } from './collection-routes';
import { collectionFailure, runFailure } from './errors';
import { sendJson } from './json';
import { swagger } from './swagger';
import { runRoute } from './run-route';
import { serve } from './routes';

export { atmOpenApi } from './openapi';

export interface AtmRestOptions {
  /** The graph as the sender of this request may use it. */
  graph: (request: FastifyRequest) => GraphClient;
  /** Shown in the documents that describe this API. */
  version: string;
  /** Address of this server as its clients see it, without a trailing slash; by default taken from the Host header, which the server has checked. */
  baseUrl?: (request: FastifyRequest) => string;
}

/** ATM's REST API over the graph: /api/datasets, dataruns, hyperpartitions, classifiers, run, and /swagger.json. */
export function atmRest({ graph, version, baseUrl = (request) => `${request.protocol}://${request.host}` }: AtmRestOptions): FastifyPluginAsync {
  return async (app) => {
    takeAnyBody(app);
    app.setErrorHandler(collectionFailure);
    await app.register(async (collections) => collectionRoutes(collections, { graph, baseUrl }));
    await app.register(async (run) => {
      run.setErrorHandler(runFailure);
      runRoute(run, { graph });
    });
    serve(app, '/swagger.json', { GET: (request, reply) => sendJson(reply, 200, swagger(version, baseUrl(request))) });
    // The documentation page.
    serve(app, '/swagger', { GET: (_request, reply) => reply.redirect('/', 302) });
  };
}
