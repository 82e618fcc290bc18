import type { FastifyPluginAsync } from 'fastify';
import { atmOpenApi, atmRest } from '../../../rest-compat/atm';
import type { Config } from '../../core/config';
import type { Logger } from '../../core/logger';
import type { GraphRuntime } from '../../graphs/context';
import '../http/gate';   // declares `request.who`
import type { OpenApi } from '../pages/openapi';
import { localGraph } from './local-graph-client';

/** The legacy APIs over the graph of this process, as `startServer` mounts them. */
export function restApis({ graph, config, log, version }: { graph: GraphRuntime; config: Config; log: Logger; version: string }): { rest: FastifyPluginAsync[]; openapi: OpenApi[] } {
  const clientFor = localGraph(graph, log);
  const { publicUrl } = config;
  return {
    rest: [atmRest({ version, graph: (request) => clientFor(request.who, request.id), ...(publicUrl && { baseUrl: () => publicUrl }) })],
    openapi: [atmOpenApi()],
  };
}
