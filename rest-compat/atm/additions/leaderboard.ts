import type { FastifyInstance } from 'fastify';
import type { RouteOptions } from '../collection-routes';
import { sendJson } from '../json';
import { classifiers } from '../models';
import * as op from '../operations.generated';
import { envelope, linkHeader, pagingOf } from '../paging';
import { serve } from '../../routes';
import { named } from './lookup';

/** GET /api/dataruns/:id/leaderboard: its complete classifiers by the score target, best first, in the pages of a collection. */
export function leaderboardRoute(app: FastifyInstance, { graph, baseUrl }: RouteOptions) {
  serve(app, '/api/dataruns/:id/leaderboard', {
    GET: async (request, reply) => {
      const client = graph(request), paging = pagingOf(request.query);
      const run = await named(request, client, 'datarun', op.DatarunTargetDocument);
      const found = await envelope(client, classifiers, paging, async (page, size) =>
        (await client.request(op.LeaderboardPageDocument, { parent: run.number, by: run.scoreTarget, page, size })).list);
      reply.header('link', linkHeader(`${baseUrl(request)}/api/dataruns/${run.number}/leaderboard`, paging, found.total_pages));
      return sendJson(reply, 200, found);
    },
  });
}
