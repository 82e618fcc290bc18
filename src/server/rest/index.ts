import type { FastifyPluginAsync } from 'fastify';
import { atmOpenApi, atmRest } from '../../../rest-compat/atm';
import { GraphFailure } from '../../../rest-compat/graph-client';
import { submarineOpenApi, submarineOwns, submarineRefusal, submarineRest } from '../../../rest-compat/submarine';
import type { Config } from '../../core/config';
import { AppError } from '../../core/errors';
import type { Logger } from '../../core/logger';
import { storeUpload } from '../../graphs/automl/dataset/uploads';
import type { GraphRuntime } from '../../graphs/context';
import '../http/gate';   // declares `request.who`
import type { RefusalForm } from '../http/refusal-forms';
import type { OpenApi } from '../pages/openapi';
import { localGraph } from './local-graph-client';

/** The legacy APIs over the graph of this process, as `startServer` mounts them. */
export function restApis({ graph, config, log, version }: { graph: GraphRuntime; config: Config; log: Logger; version: string }): { rest: FastifyPluginAsync[]; openapi: OpenApi[]; refusalForms: RefusalForm[] } {
  const clientFor = localGraph(graph, log);
  const { publicUrl } = config;
  return {
    rest: [atmRest({
      version,
      graph: (request) => clientFor(request.who, request.id),
      storeUpload: (request) => (content) => storeUpload(config, graph.contextFor(request.who, request.id).query, content).catch(asGraphFailure),
      ...(publicUrl && { baseUrl: () => publicUrl }),
    }), submarineRest({
      version, profile: config.submarineProfile,
      graph: (request) => clientFor(request.who, request.id),
      ...(publicUrl && { baseUrl: () => publicUrl }),
    })],
    openapi: [atmOpenApi(), submarineOpenApi()],
    refusalForms: [{ api: 'submarine', owns: submarineOwns, body: submarineRefusal }],
  };
}

/** The REST layer knows the codes of the graph, not our classes. */
function asGraphFailure(error: unknown): never {
  throw error instanceof AppError ? new GraphFailure([{ message: error.message, extensions: { ...error.details, code: error.code } }], { cause: error }) : error;
}
