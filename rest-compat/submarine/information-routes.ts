import type { FastifyInstance, FastifyRequest } from 'fastify';
import { serve } from '../routes';
import type { Api } from './api';
import { sendResult } from './envelope';
import { Refused } from './errors';
import { serveReadable } from './experiment-routes';
import { ExperimentDocument, OutputsDocument } from './operations.generated';

const JOB_TYPES = ['TFJob', 'PyTorchJob', 'XGBoost', 'Notebook'];
const idIn = (request: FastifyRequest) => (request.params as { id: string }).id;

/** What is asked besides the experiments themselves. */
export function informationRoutes(app: FastifyInstance, api: Api) {
  const { graph, baseUrl } = api;
  serveReadable(app, api, 'ping', (_request, reply) => sendResult(reply, 'Pong'));
  // There are none beside this server, so nothing is at these addresses.
  for (const name of ['tensorboard', 'mlflow']) serveReadable(app, api, name, (_request, reply) => sendResult(reply, { available: false, url: `/${name}/` }));

  // As in the original, an experiment that does not exist has none.
  serve(app, '/api/v1/experiment/artifacts/:id', {
    GET: async (request, reply) => {
      const { found } = await graph(request).request(OutputsDocument, { id: idIn(request) });
      return sendResult(reply, (found?.outputs ?? []).flatMap(({ url }) => (url === null ? [] : [new URL(url, baseUrl(request)).href])));
    },
  });

  // With this route an agent in the cluster tells the original how a job stands. Here the engine knows it, and nobody else may say so.
  serve(app, '/api/v1/internal/:type/:id', {
    POST: async (request, reply) => {
      const { type } = request.params as { type: string }, id = idIn(request);
      if (!JOB_TYPES.includes(type)) throw new Refused(404, `There are no jobs of the type ${type.slice(0, 100)}; there are ${JOB_TYPES.join(', ')}.`);
      const { found } = await graph(request).request(ExperimentDocument, { id });
      if (!found) throw new Refused(404, `cannot find experiment with id:${id}`);
      throw new Refused(403, 'The status of an experiment is that of its processes; a client cannot set it. DELETE ends an experiment.');
    },
  });
}
