import type { FastifyInstance, FastifyRequest } from 'fastify';
import { serve } from '../routes';
import type { Api } from './api';
import { sendResult } from './envelope';
import { Refused } from './errors';
import { ExperimentDocument, OutputsDocument } from './operations.generated';

const JOB_TYPES = ['TFJob', 'PyTorchJob', 'XGBoost', 'Notebook'];
const idIn = (request: FastifyRequest) => (request.params as { id: string }).id;

/** What is asked besides the experiments themselves. */
export function informationRoutes(app: FastifyInstance, { graph, baseUrl }: Api) {
  serve(app, '/api/v1/experiment/ping', { GET: (_request, reply) => sendResult(reply, 'Pong') });
  // There are none beside this server, so nothing is at these addresses.
  serve(app, '/api/v1/experiment/tensorboard', { GET: (_request, reply) => sendResult(reply, { available: false, url: '/tensorboard/' }) });
  serve(app, '/api/v1/experiment/mlflow', { GET: (_request, reply) => sendResult(reply, { available: false, url: '/mlflow/' }) });

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
