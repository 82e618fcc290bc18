import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphClient } from '../graph-client';
import { serve, type Handler } from '../routes';
import type { Api } from './api';
import { bodyOf, checked, type Body } from './body';
import { sendEnvelope, shown } from './envelope';
import { Refused } from './errors';
import { inOurWords, NO_EXPERIMENT } from './graph-words';
import { jobInput } from './job-input';
import { CreateExperimentDocument, DeleteExperimentDocument, ExperimentDocument, ExperimentPageDocument, ReplaceExperimentDocument, type ExperimentRowFragment, type FrameworkJobInput } from './operations.generated';
import type { Profile } from './profile';
import { experimentSpec } from './spec-schema';
import { arrayOf, pagesOf, sendPieces } from './stream';
import { specOf } from './spec-wire';
import { submittedExperiment } from './template-routes';
import { deleted, experiment, idOf } from './wire';

/** Few, as each may be as large as a request. */
const PAGE = 25;
const keysOf = (profile: Profile) => (profile === 'documented' ? shown.result : undefined);

/** The experiment that a request names, in either spelling. @throws Refused 404 */
export async function found(graph: GraphClient, request: FastifyRequest): Promise<ExperimentRowFragment> {
  const { found: row } = await graph.request(ExperimentDocument, { id: (request.params as { id: string }).id });
  if (!row) throw new Refused(404, NO_EXPERIMENT);
  return row;
}

/** No specification at all is answered as the original does, though it is no success. */
const nothingAsked = (reply: FastifyReply) => sendEnvelope(reply, { message: 'Invalid experiment spec.' });

/** Sends a job to the graph, and its refusals in the words of this API. */
async function asked<T>(body: Body, invalid: 500 | 409, send: (input: FrameworkJobInput) => Promise<T>): Promise<T> {
  const job = jobInput(checked(experimentSpec, body), invalid);
  try { return await send(job); } catch (error) { throw inOurWords(error, job); }
}

/** What can be done to an experiment or, for POST, with a template, by its name in the path. */
function writes({ graph, profile: profileOf }: Api) {
  const create = async (request: FastifyRequest, reply: FastifyReply, body: Body) => {
    const profile = profileOf(request);
    const { created } = await asked(body, 500, ({ name, ...job }) => graph(request).request(CreateExperimentDocument, { input: { ...job, name: name.toLowerCase() } }));
    return sendEnvelope(reply, { success: true, result: experiment(created, profile, { isNew: true }) }, keysOf(profile));
  };
  return {
    create,
    byName: {
      POST: async (request, reply) => create(request, reply, await submittedExperiment(request, graph(request))),
      // The whole specification anew: what it lacks, the experiment lacks from then on.
      PATCH: async (request, reply) => {
        const body = bodyOf(request), client = graph(request), profile = profileOf(request), { id } = await found(client, request);
        if (body.value === null) return nothingAsked(reply);
        const { replaced } = await asked(body, 409, (input) => client.request(ReplaceExperimentDocument, { id, input }));
        if (profile === 'v0.8') return sendEnvelope(reply, { success: true, result: experiment(replaced, profile) });
        return sendEnvelope(reply, { success: true, result: specOf(replaced, idOf(replaced, profile), profile) }, shown.success);
      },
      DELETE: async (request, reply) => {
        const client = graph(request), profile = profileOf(request), row = await found(client, request);
        await client.request(DeleteExperimentDocument, { id: row.id });
        return sendEnvelope(reply, { success: true, result: deleted(row, profile) }, keysOf(profile));
      },
    } satisfies Record<string, Handler>,
  };
}

/** Serves a path that is something of its own when it is read. For other methods its last part is a name as any other, as in the original. */
export function serveReadable(app: FastifyInstance, api: Api, name: string, GET: Handler) {
  const others = Object.entries(writes(api).byName).map(([method, handler]): [string, Handler] => [method, (request, reply) => {
    request.params = { id: name };
    return handler(request, reply);
  }]);
  serve(app, `/api/v1/experiment/${name}`, { GET, ...Object.fromEntries(others) });
}

/** Experiments: created, listed, shown, changed, deleted. */
export function experimentRoutes(app: FastifyInstance, api: Api) {
  const { graph, profile: profileOf } = api, { create, byName } = writes(api);

  serve(app, '/api/v1/experiment', {
    POST: (request, reply) => {
      const body = bodyOf(request);
      return body.value === null ? nothingAsked(reply) : create(request, reply, body);
    },
    // `?status` is accepted and has no effect, as in the original.
    GET: (request, reply) => {
      const client = graph(request), profile = profileOf(request);
      const pages = pagesOf(async (after) => (await client.request(ExperimentPageDocument, { first: PAGE, after })).list);
      return sendPieces(reply, { success: true }, arrayOf(pages, (row) => experiment(row, profile)), keysOf(profile));
    },
  });

  serve(app, '/api/v1/experiment/:id', {
    ...byName,
    GET: async (request, reply) => {
      const profile = profileOf(request), row = await found(graph(request), request);
      return sendEnvelope(reply, { success: true, result: experiment(row, profile) }, keysOf(profile));
    },
  });
}
