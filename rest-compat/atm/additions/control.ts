import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { GraphClient } from '../../graph-client';
import type { RouteOptions } from '../collection-routes';
import { Refused } from '../errors';
import { sendJson } from '../json';
import { dataruns } from '../models';
import * as op from '../operations.generated';
import { parameter } from '../paging';
import { serve, type Handler } from '../../routes';
import { named } from './lookup';

const changes = { cancel: op.CancelDatarunDocument, pause: op.PauseDatarunDocument, resume: op.ResumeDatarunDocument } as const;

/** POST /api/dataruns/:id/cancel, pause and resume answer the datarun as GET does. */
export function controlRoutes(app: FastifyInstance, { graph }: Pick<RouteOptions, 'graph'>) {
  for (const [name, operation] of Object.entries(changes)) {
    serve(app, `/api/dataruns/:id/${name}`, {
      POST: async (request, reply) => {
        const client = graph(request);
        const { id } = await named(request, client, 'datarun', op.DatarunIdDocument);
        const { changed } = await client.request(operation, { id });
        return sendJson(reply, 200, (await dataruns.documents(client, [changed]))[0]);
      },
    });
  }
}

const deletions: Readonly<Record<string, (request: FastifyRequest, client: GraphClient, force: boolean) => Promise<unknown>>> = {
  datasets: async (request, client, force) => client.request(op.DeleteDatasetDocument, { ...await named(request, client, 'data set', op.DatasetIdDocument), force }),
  dataruns: async (request, client, force) => client.request(op.DeleteDatarunDocument, { ...await named(request, client, 'datarun', op.DatarunIdDocument), force }),
};

/** DELETE of one object of a collection, where that is possible; 204 without a body. `?force=true` cancels what is active first. */
export function deletion(collection: string, graph: RouteOptions['graph']): { DELETE?: Handler } {
  const remove = deletions[collection];
  return remove ? {
    DELETE: async (request, reply) => {
      await remove(request, graph(request), forced(parameter(request.query, 'force')));
      return reply.code(204).send();
    },
  } : {};
}

function forced(value = 'false'): boolean {
  if (value !== 'true' && value !== 'false') throw new Refused(400, `force must be true or false, not ${JSON.stringify(value.slice(0, 50))}.`);
  return value === 'true';
}
