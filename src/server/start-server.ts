import type { AddressInfo } from 'node:net';
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import { openArtefacts } from '../artefacts';
import { reachableHost, type Config } from '../core/config';
import type { Logger } from '../core/logger';
import type { EventFeed } from '../events/event-feed';
import type { GraphRuntime } from '../graphs/context';
import { addArtefacts } from './artefacts';
import { artefactsOpenApi } from './artefacts-openapi';
import { createAuthenticator } from './auth/authenticator';
import { createBrowserGuard } from './browser-guard';
import { startApollo } from './graphql/apollo';
import { createErrorReporter } from './graphql/error-reporter';
import { createExecutor } from './graphql/executor';
import { createPreparation } from './graphql/prepare';
import { addGraphQL } from './graphql/route';
import { addHealth, type Readiness } from './health';
import { createApp } from './http/app';
import { addGate } from './http/gate';
import { extraPorts, type ExtraPort } from './http/extra-ports';
import { addGracefulClose } from './http/graceful-close';
import { addRefusalForms, type RefusalForm } from './http/refusal-forms';
import { addLeaderboard } from './leaderboard';
import { addMetrics } from './metrics';
import { addDocumentation } from './pages/documentation';
import type { OpenApi } from './pages/openapi';
import { addPages } from './pages/pages';
import { createSubscriptionHub } from './subscriptions';
import { serveWebsockets } from './websocket/sockets';

/** Time for running requests and open sockets to end, in ms. */
const GRACE_MS = 10_000;

export interface ServerDeps {
  config: Config;
  log: Logger;
  graph: GraphRuntime;
  /** Started and stopped by the caller. */
  feed: EventFeed;
  /** The operator's token, see `ensureToken`. */
  token: string;
  ready: Readiness;
  /** The REST APIs. */
  rest: FastifyPluginAsync[];
  /** Their OpenAPI 3 documents. */
  openapi?: OpenApi[];
  /** How they word what the server itself refuses. */
  refusalForms?: RefusalForm[];
  version: string;
  /** Id of the last event in the log, for the lag in `/metrics`. */
  lastEventId?: () => Promise<number>;
}

export interface RunningServer {
  /** Without a slash at the end, as programs on this machine reach it. */
  url: string;
  port: number;
  /** Ports beside it, each for one of the old APIs. */
  extraPorts: readonly ExtraPort[];
  app: FastifyInstance;
  /** Takes no more connections, closes websockets with 1001 and gives running requests 10 s. May be called again. */
  stop(): Promise<void>;
}

/** Serves the graph over HTTP and websockets, the REST APIs and our pages, on one port and those beside it. @throws when the address is in use */
export async function startServer(deps: ServerDeps): Promise<RunningServer> {
  const { config, log, graph, feed, version } = deps;
  const { schema } = graph;
  const guard = createBrowserGuard(config);
  const auth = createAuthenticator(deps.token, config.auth);
  const report = createErrorReporter(log);
  const execute = createExecutor();
  const preparation = createPreparation(schema);
  const apollo = await startApollo({ schema, execute, preparation, report, log });

  const app = await createApp(log);
  const extra = extraPorts(config, log);
  addRefusalForms(app, deps.refusalForms ?? [], extra.apiOf);
  const close = addGracefulClose(app, GRACE_MS, extra.servers);
  const sockets = serveWebsockets(app.server, {
    graph, guard, auth, preparation, execute, report, log, maxSockets: config.maxSockets,
    hub: (identify) => createSubscriptionHub({ graph, feed, log, identify, formatError: report }),
  });
  addGate(app, { guard, auth });
  addHealth(app, deps.ready, version);
  addMetrics(app, { sockets: sockets.count, subscriptions: sockets.hub.stats, position: () => feed.position, lastEventId: deps.lastEventId });
  const pages = await addPages(app);
  addGraphQL(app, { apollo, graph, auth, pages });
  addDocumentation(app, { pages, parts: [...deps.openapi ?? [], artefactsOpenApi()], version });
  addLeaderboard(app, { graph });
  addArtefacts(app, { graph, home: config.home, artefacts: openArtefacts(config) });
  for (const plugin of deps.rest) await app.register(plugin);

  async function stop(): Promise<void> {
    await Promise.all([sockets.close(GRACE_MS), close()]);
    await apollo.stop();
  }
  let stopping: Promise<void> | undefined;

  try {
    await app.listen({ host: config.host, port: config.port });
    await extra.listen(app);
  } catch (error) {
    await stop();
    throw error;
  }
  const { port } = app.server.address() as AddressInfo;
  return { app, port, extraPorts: extra.list, url: `http://${reachableHost(config.host)}:${port}`, stop: () => (stopping ??= stop()) };
}
