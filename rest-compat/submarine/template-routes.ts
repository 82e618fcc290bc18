import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GraphFailure, type GraphClient } from '../graph-client';
import { serve } from '../routes';
import type { Api } from './api';
import { bodyOf, checked, type Body } from './body';
import { sendResult } from './envelope';
import { Refused } from './errors';
import * as op from './operations.generated';
import { experimentSpec, type ExperimentSpec } from './spec-schema';
import { arrayOf, pagesOf, sendPieces } from './stream';
import { notStored, templateInput } from './template-input';
import { filledTemplate } from './template-mapping';
import { templateSpec, templateSubmission } from './template-schema';
import { templateWire } from './template-wire';

const absent = () => new Refused(404, 'ExperimentTemplate not found.');

/** /api/v1/template: templates of experiments, by their names. */
export function templateRoutes(app: FastifyInstance, { graph }: Api) {
  serve(app, '/api/v1/template', {
    GET: async (request, reply) => {
      const client = graph(request);
      const pages = pagesOf(async (after) => (await client.request(op.TemplatePageDocument, { first: 50, after })).list);
      return sendPieces(reply, { success: true }, arrayOf(pages, templateWire));
    },
    POST: async (request, reply) => {
      const input = inputOf(bodyOf(request));
      const { template } = await graph(request).request(op.CreateTemplateDocument, { input }).catch(refuse);
      return sendResult(reply, templateWire(template));
    },
  });
  serve(app, '/api/v1/template/:id', {
    GET: async (request, reply) => sendResult(reply, templateWire(await named(request, graph(request)))),
    PATCH: async (request, reply) => {
      const client = graph(request), body = bodyOf(request), { id } = await named(request, client);
      const { template } = await client.request(op.UpdateTemplateDocument, { id, input: inputOf(body) }).catch(refuse);
      return sendResult(reply, templateWire(template));
    },
    DELETE: async (request, reply) => {
      const client = graph(request), { id } = await named(request, client);
      const { template } = await client.request(op.DeleteTemplateDocument, { id }).catch(refuse);
      return sendResult(reply, templateWire(template));
    },
  });
}

/**
 * The body with which the experiment could be asked for itself: the template that the path names, filled in with what the body of this request gives.
 * @throws Refused 404 without the template, 400 when the body does not fit it
 */
export async function submittedExperiment(request: FastifyRequest, client: GraphClient): Promise<Body> {
  const body = bodyOf(request);
  if (body.value === null) throw new Refused(400, 'Invalid ExperimentTemplateSubmit spec.');
  const { params } = checked(templateSubmission, body);
  const { spec, parameters } = await named(request, client);
  return { value: asExperiment(filledTemplate(asExperiment(spec), parameters, params ?? {})), ignoresUnknown: false };
}

function asExperiment(value: unknown): ExperimentSpec {
  try {
    return checked(experimentSpec, { value, ignoresUnknown: false });
  } catch (error) {
    throw error instanceof Refused ? new Refused(400, `Template mapping fail: ${error.message}`) : error;
  }
}

/** @throws Refused 404 */
async function named(request: FastifyRequest, client: GraphClient): Promise<op.TemplateRowFragment> {
  const { found } = await client.request(op.TemplateDocument, { name: (request.params as { id: string }).id });
  if (!found) throw absent();
  return found;
}

/** @throws Refused 400 */
function inputOf(body: Body): op.CreateExperimentTemplateInput {
  if (body.value === null) throw new Refused(400, 'Invalid experimentTemplate spec.');
  return templateInput(checked(templateSpec, body));
}

function refuse(error: unknown): never {
  if (!(error instanceof GraphFailure)) throw error;
  if (error.code === 'NOT_FOUND') throw absent();
  throw error.code === 'CONFLICT' || error.code === 'BAD_USER_INPUT' ? notStored(error.message) : error;
}
