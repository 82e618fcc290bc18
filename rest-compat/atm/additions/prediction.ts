import type { FastifyInstance, FastifyRequest } from 'fastify';
import { decodedJson, utf8 } from '../body';
import type { RouteOptions } from '../collection-routes';
import { Refused } from '../errors';
import { sendJson } from '../json';
import * as op from '../operations.generated';
import { serve } from '../../routes';
import { named } from './lookup';

/** The graph takes as much. */
const MOST_BYTES = 16_000_000;

/** POST /api/dataruns/:id/predict asks the best classifier, /api/classifiers/:id/predict that one. */
export function predictionRoutes(app: FastifyInstance, { graph }: Pick<RouteOptions, 'graph'>) {
  const route = (url: string, target: (request: FastifyRequest) => Promise<{ classifierId: string } | { datarunId: string }>) => {
    serve(app, url, {
      POST: async (request, reply) => {
        const rows = rowsOf(request);
        const { predict: { classifier, classes, labels, probabilities } } = await graph(request).request(op.PredictDocument, { input: { ...await target(request), ...rows } });
        return sendJson(reply, 200, { classes, classifier_id: classifier.number, labels, probabilities });
      },
    }, { bodyLimit: MOST_BYTES });
  };
  route('/api/dataruns/:id/predict', async (request) => ({ datarunId: (await named(request, graph(request), 'datarun', op.DatarunIdDocument)).id }));
  route('/api/classifiers/:id/predict', async (request) => ({ classifierId: (await named(request, graph(request), 'classifier', op.ClassifierIdDocument)).id }));
}

/** @throws Refused 415 for another kind of body, 400 for one that is malformed */
function rowsOf(request: FastifyRequest): { rows: unknown[] } | { csv: string } {
  const type = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  if (type === 'text/csv') return { csv: utf8(request.body) };
  if (type !== 'application/json') throw new Refused(415, 'Send the rows as application/json or as text/csv, and say so in the header Content-Type.', 'UnsupportedMediaType');
  const body = decodedJson(request.body);
  const rows = Array.isArray(body) ? body : typeof body === 'object' && body !== null ? (body as { rows?: unknown }).rows : undefined;
  if (!Array.isArray(rows)) throw new Refused(400, 'The body must be a list of rows or {"rows": [...]}; a row is an object with the values by the names of their columns.');
  return { rows };
}
