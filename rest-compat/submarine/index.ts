import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { takeAnyBody } from '../body';
import type { GraphClient } from '../graph-client';
import { serve } from '../routes';
import type { Api } from './api';
import { environmentRoutes } from './environment-routes';
import { failure, Refused } from './errors';
import { envelope } from './envelope';
import { experimentRoutes } from './experiment-routes';
import { informationRoutes } from './information-routes';
import { logRoutes } from './log-routes';
import { submarineOpenApi } from './openapi';
import { profileOf, type Profile } from './profile';
import { templateRoutes } from './template-routes';

export { submarineOpenApi } from './openapi';
/** Whether a path belongs to this API. */
export const submarineOwns = (path: string) => /^\/(api\/v1|v1\/openapi\.json)(\/|$)/.test(path);
/** What the server refuses before this API is asked, in its envelope. */
export const submarineRefusal = (status: number, message: string): object => envelope({ code: status, message });

export interface SubmarineRestOptions {
  /** The graph as the sender of this request may use it. */
  graph: (request: FastifyRequest) => GraphClient;
  /** Shown in the document that describes this API. */
  version: string;
  /** The profile of requests that name none. */
  profile?: Profile;
  /** Address of this server as its clients see it, without a trailing slash; by default taken from the Host header, which the server has checked. */
  baseUrl?: (request: FastifyRequest) => string;
}

/** Submarine's REST API over the graph: /api/v1/experiment, and /v1/openapi.json. */
export function submarineRest({ graph, version, profile = 'documented', baseUrl = (request) => `${request.protocol}://${request.host}` }: SubmarineRestOptions): FastifyPluginAsync {
  const api: Api = { graph, baseUrl, profile: (request) => profileOf(request, profile) };
  return async (app) => {
    takeAnyBody(app);
    app.setErrorHandler(failure);
    app.addHook('onRequest', async (request) => { api.profile(request); });
    informationRoutes(app, api);
    logRoutes(app, api);
    experimentRoutes(app, api);
    environmentRoutes(app, api);
    templateRoutes(app, api);
    // Where the original has its description.
    const document = { ...submarineOpenApi(), info: { title: 'Submarine', version }, servers: [{ url: '/' }] };
    serve(app, '/v1/openapi.json', { GET: () => document });
    app.all('/api/v1/*', (request) => { throw new Refused(404, `There is nothing at ${request.url.split('?')[0]!.slice(0, 200)}.`); });
  };
}
