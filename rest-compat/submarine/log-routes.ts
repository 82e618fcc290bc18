import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { GraphClient } from '../graph-client';
import { serve } from '../routes';
import type { Api } from './api';
import { found, serveReadable } from './experiment-routes';
import { logsOf } from './log-text';
import { ExperimentPodsDocument, type ExperimentRowFragment, type RunStatus } from './operations.generated';
import { podsOf, remainingPods } from './pods';
import type { Profile } from './profile';
import { statesOf } from './statuses';
import { arrayOf, pagesOf, sendPieces } from './stream';
import { idOf } from './wire';

const PAGE = 50;
/** What the documentation shows of an answer with logs: all six keys, success null. */
const outcome = (profile: Profile) => (profile === 'v0.8' ? { success: true } as const : {});
/** Pods are named after the experiment's name in the documentation, and after its id by the released server. */
const podBase = (row: Pick<ExperimentRowFragment, 'name' | 'legacyIds'>, profile: Profile) => (profile === 'v0.8' ? idOf(row, profile) : row.name);

/** Logs: the list names the pods only. */
export function logRoutes(app: FastifyInstance, api: Api) {
  const { graph, profile: profileOf } = api;

  serveReadable(app, api, 'logs', (request, reply) => {
    const client = graph(request), profile = profileOf(request), status = statusParameter(request);
    return sendPieces(reply, outcome(profile), arrayOf(experimentsWithPods(client, status), ({ name, legacyIds, pods }) => ({
      experimentId: idOf({ legacyIds }, profile),
      logContent: podsOf(pods, podBase({ name, legacyIds }, profile)).map(({ podName }) => ({ podName, podLog: profile === 'v0.8' ? [] : null })),
    })));
  });

  serve(app, '/api/v1/experiment/logs/:id', {
    GET: async (request, reply) => {
      const client = graph(request), profile = profileOf(request), row = await found(client, request);
      const pods = podsOf(await remainingPods(client, row.id, null), podBase(row, profile));
      return sendPieces(reply, outcome(profile), logsOf(client, idOf(row, profile), pods, profile));
    },
  });
}

/** Pages of experiments, each with all of its pods. @param status null: whatever it is */
async function* experimentsWithPods(client: GraphClient, status: RunStatus[] | null) {
  if (status?.length === 0) return;
  for await (const page of pagesOf(async (after) => (await client.request(ExperimentPodsDocument, { first: PAGE, after, status })).list)) {
    const rows = [];
    for (const { id, pods: { nodes, pageInfo }, ...row } of page) rows.push({ ...row, pods: pageInfo.hasNextPage ? [...nodes, ...await remainingPods(client, id, pageInfo.endCursor)] : nodes });
    yield rows;
  }
}

/** @returns null when all are asked for */
function statusParameter(request: FastifyRequest): RunStatus[] | null {
  const { status } = request.query as { status?: string | string[] };
  const [text = ''] = [status].flat();
  return text === '' ? null : statesOf(text);
}
