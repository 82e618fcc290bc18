import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { ApolloServer } from '@apollo/server';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { LimitExceeded } from '../../core/errors';
import type { GraphContext, GraphRuntime } from '../../graphs/context';
import type { Authenticator } from '../auth/authenticator';
import { wantsPage, type Pages } from '../pages/pages';

export interface GraphRoute { apollo: ApolloServer<GraphContext>; graph: GraphRuntime; auth: Authenticator; pages: Pages }

/** `/graphql`: operations over HTTP, and GraphiQL for a browser that opens it. The websocket of the same path is `websocket/`. */
export function addGraphQL(app: FastifyInstance, { apollo, graph, auth, pages }: GraphRoute): void {
  const handler = fastifyApolloHandler(apollo, { context: async (request) => graph.contextFor(request.who, request.id) });
  app.route({
    method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: '/graphql',
    exposeHeadRoute: false,
    // The page itself shows no data; everything else is asked for below.
    config: { open: true },
    onRequest: async (request, reply) => {
      if (wantsPage(request)) return pages.send(reply, 'graphiql/index.html');
      auth.require(request.who);
      reply.header('cache-control', 'no-store');
    },
    preHandler: async ({ body }: FastifyRequest) => {
      if (Array.isArray(body)) throw new LimitExceeded(`The body has ${body.length} operations in a list; send each in a request of its own.`, { limit: 1, actual: body.length });
    },
    handler,
  });
}
