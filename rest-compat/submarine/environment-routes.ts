import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GraphFailure, type GraphClient } from '../graph-client';
import { serve } from '../routes';
import type { Api } from './api';
import { bodyOf, checked } from './body';
import { sendResult } from './envelope';
import { environmentWire } from './environment-wire';
import { Refused } from './errors';
import * as op from './operations.generated';
import { environmentSpec } from './spec-schema';
import { arrayOf, pagesOf, sendPieces } from './stream';

const NOT_STORED = 'Unable to process the environment spec.';
const absent = () => new Refused(404, 'Environment not found.');

/** /api/v1/environment: stored environments. In a path they are called by their name, whatever the parameter is called. */
export function environmentRoutes(app: FastifyInstance, { graph }: Api) {
  serve(app, '/api/v1/environment', {
    GET: async (request, reply) => {
      const client = graph(request);
      const pages = pagesOf(async (after) => (await client.request(op.EnvironmentPageDocument, { first: 50, after })).list);
      return sendPieces(reply, { success: true }, arrayOf(pages, environmentWire));
    },
    POST: async (request, reply) => {
      const input = inputOf(bodyOf(request));
      const { environment } = await graph(request).request(op.CreateEnvironmentDocument, { input }).catch(refuse);
      return sendResult(reply, environmentWire(environment));
    },
  });
  serve(app, '/api/v1/environment/:id', {
    GET: async (request, reply) => sendResult(reply, environmentWire(await named(request, graph(request)))),
    PATCH: async (request, reply) => {
      const client = graph(request), body = bodyOf(request), { id } = await named(request, client);
      const { environment } = await client.request(op.UpdateEnvironmentDocument, { id, input: inputOf(body) }).catch(refuse);
      return sendResult(reply, environmentWire(environment));
    },
    DELETE: async (request, reply) => {
      const client = graph(request), { id } = await named(request, client);
      const { environment } = await client.request(op.DeleteEnvironmentDocument, { id }).catch(refuse);
      return sendResult(reply, environmentWire(environment));
    },
  });
}

/** @throws Refused 404 */
async function named(request: FastifyRequest, client: GraphClient): Promise<op.EnvironmentRowFragment> {
  const { found } = await client.request(op.EnvironmentDocument, { name: (request.params as { id: string }).id });
  if (!found) throw absent();
  return found;
}

/** @throws Refused 400 */
function inputOf(body: ReturnType<typeof bodyOf>): op.CreateEnvironmentInput {
  if (body.value === null) throw new Refused(400, 'Invalid environment spec.');
  const { name, ...rest } = checked(environmentSpec, body);
  if (name == null) throw new Refused(400, NOT_STORED);
  return { name, ...rest };
}

/** The original has one text for everything that the database does not take; where it cannot be guessed, the reason stands behind it. */
function refuse(error: unknown): never {
  if (!(error instanceof GraphFailure)) throw error;
  if (error.code === 'NOT_FOUND') throw absent();
  if (error.code === 'CONFLICT') throw new Refused(400, NOT_STORED);
  if (error.code !== 'BAD_USER_INPUT') throw error;
  const aboutName = error.errors[0]?.extensions?.path?.join('.') === 'input.name';
  throw new Refused(400, aboutName ? NOT_STORED : `${NOT_STORED} ${error.message}`);
}
