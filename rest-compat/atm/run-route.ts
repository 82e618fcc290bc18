import type { FastifyInstance } from 'fastify';
import { jsonObject } from './body';
import type { RouteOptions } from './collection-routes';
import { Refused } from './errors';
import { runRequest } from './input';
import { sendJson } from './json';
import { DatasetIdDocument, StartDatarunDocument } from './operations.generated';
import { serve } from '../routes';

/** POST /api/run: starts one datarun, or one for each hyperpartition. */
export function runRoute(app: FastifyInstance, { graph }: Pick<RouteOptions, 'graph'>) {
  serve(app, '/api/run', {
    POST: async (request, reply) => {
      const { dataset, input } = runRequest(jsonObject(request));
      const client = graph(request);
      const { found } = await client.request(DatasetIdDocument, { number: dataset });
      if (!found) throw new Refused(404, `dataset_id: there is no data set ${dataset}; GET /api/datasets lists them.`, 'NotFound');
      const { startDatarun } = await client.request(StartDatarunDocument, { input: { ...input, datasetId: found.id } });
      return sendJson(reply, 200, { datarun_ids: startDatarun.map(({ number }) => number), status: 200 });
    },
  });
}
