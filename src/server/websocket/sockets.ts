import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ExecutionArgs } from 'graphql';
import type { Context } from 'graphql-ws';
import type { Extra } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { LimitExceeded, Unavailable } from '../../core/errors';
import type { Logger } from '../../core/logger';
import { operator } from '../../core/principal';
import type { GraphContext, GraphRuntime } from '../../graphs/context';
import type { Authenticator } from '../auth/authenticator';
import type { BrowserGuard } from '../browser-guard';
import type { ErrorReporter } from '../graphql/error-reporter';
import type { Execute } from '../graphql/executor';
import { Refused, toGraphQLError, type Preparation } from '../graphql/prepare';
import { limits } from '../limits';
import type { SubscriptionHub } from '../subscriptions';
import { speakGraphql } from './protocol';
import { admit, refuse, type Peer } from './upgrade';

/** A socket that answers no ping within this time is cut. With ten thousand sockets, more frequent ones are a tenth of the server's work. */
const PING_MS = 30_000;

export interface SocketParts {
  graph: GraphRuntime; guard: BrowserGuard; auth: Authenticator; preparation: Preparation; execute: Execute; report: ErrorReporter; log: Logger;
  /** Sockets that may be open at a time. */
  maxSockets: number;
  /** Makes the hub; it asks back who opened a socket. */
  hub: (identify: (extra: Extra) => Peer) => SubscriptionHub;
}
export interface Sockets {
  hub: SubscriptionHub;
  /** Open sockets. */
  count(): number;
  /** Closes all with 1001 and takes no more; cuts those that have not answered after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

/** Serves graphql-transport-ws at `/graphql` of this HTTP server. */
export function serveWebsockets(server: Server, parts: SocketParts): Sockets {
  const { graph: { schema }, auth, preparation, execute, report, log, maxSockets } = parts;
  const peers = new WeakMap<IncomingMessage, Peer>();
  const sockets = new WebSocketServer({ noServer: true, maxPayload: limits.messageBytes, perMessageDeflate: false });
  const hub = parts.hub(({ request }) => peers.get(request)!);
  let isClosing = false;

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // ws listens from handleUpgrade on; until then a reset must not end the process.
    const ignore = () => {};
    socket.on('error', ignore);
    try {
      if (isClosing) throw new Unavailable('The server is stopping.');
      peers.set(request, admit(request, parts));
      if (sockets.clients.size >= maxSockets) throw new Unavailable(`This server has ${maxSockets} websockets open and takes no more (RUNGRAPH_MAX_SOCKETS). Try again later.`);
    } catch (error) {
      return refuse(socket, error, log);
    }
    sockets.handleUpgrade(request, socket, head, (ws) => {
      socket.off('error', ignore);
      sockets.emit('connection', ws, request);
    });
  });

  const closeAll = speakGraphql(sockets, {
    context: hub.context,
    subscribe: hub.subscribe,
    execute,
    onError: hub.onError,
    onNext: (_ctx, _id, _payload, args, { errors, ...result }) =>
      errors && { ...result, errors: errors.map((error) => report(error, (args.contextValue as GraphContext).requestId)) },

    onConnect({ connectionParams, extra: { request } }) {
      const peer = peers.get(request)!;
      const token = tokenIn(connectionParams);
      if (token !== undefined) {
        if (typeof token !== 'string' || !auth.accepts(token)) return false;
        peers.set(request, { ...peer, who: operator });
      }
      try {
        auth.require(peers.get(request)!.who);
        return true;
      } catch {
        return false;
      }
    },

    onSubscribe(ctx, _id, { query, operationName, variables }) {
      try {
        checkSubscriptions(ctx);
        const document = preparation.document(query);
        preparation.operation({ document, operationName, variables });
        return { schema, document, operationName, variableValues: variables } as ExecutionArgs;
      } catch (error) {
        if (error instanceof Refused) return error.errors;
        throw error;
      }
    },
  }, { pingMs: PING_MS, log });

  return {
    hub,
    count: () => sockets.clients.size,
    async close(graceMs) {
      isClosing = true;
      const cut = setTimeout(() => { for (const client of sockets.clients) client.terminate(); }, graceMs);
      await closeAll();
      clearTimeout(cut);
      hub.close();
    },
  };
}

/** `{authorization: "Bearer <token>"}`, as clients send headers here, or `{token}`; undefined when none is sent. */
function tokenIn(params: Readonly<Record<string, unknown>> = {}): unknown {
  const authorization = params.authorization ?? params.Authorization;
  return typeof authorization === 'string' ? authorization.replace(/^bearer +/i, '') : authorization ?? params.token;
}

function checkSubscriptions({ subscriptions }: Context<Record<string, unknown>, Extra>): void {
  const actual = Object.keys(subscriptions).length;
  const limit = limits.subscriptionsPerSocket;
  if (actual > limit) throw new Refused([toGraphQLError(new LimitExceeded(`This socket has ${actual} operations at once; at most ${limit} are allowed.`, { limit, actual }))]);
}
