import type { FastifyInstance } from 'fastify';
import { serve } from '../routes';
import { sendResult } from './envelope';

/** What is asked of the server rather than of an experiment. */
export function informationRoutes(app: FastifyInstance) {
  serve(app, '/api/v1/experiment/ping', { GET: (_request, reply) => sendResult(reply, 'Pong') });
  // There are none beside this server, so nothing is at these addresses.
  serve(app, '/api/v1/experiment/tensorboard', { GET: (_request, reply) => sendResult(reply, { available: false, url: '/tensorboard/' }) });
  serve(app, '/api/v1/experiment/mlflow', { GET: (_request, reply) => sendResult(reply, { available: false, url: '/mlflow/' }) });
}
