import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult, type GraphQLError, type GraphQLSchema } from 'graphql';
import type { Context } from 'graphql-ws';
import type { Extra } from 'graphql-ws/use/ws';
import type { WebSocket } from 'ws';
import { Unavailable } from '../../core/errors';
import type { Logger } from '../../core/logger';
import type { Principal } from '../../core/principal';
import { isConnectionLost, retryWhileDown } from '../../database/transaction';
import type { EventFeed } from '../../events/event-feed';
import { EventSource, type EventRoot } from '../../events/event-source';
import { Hub } from './hub';
import { hubKey } from './hub-key';
import { Member } from './member';
import { toMessage, type FormatError, type Message } from './message';
import { Sockets } from './sockets';
import { failing, NotStarted, perEvent } from './streams';

export interface SubscriptionHubOptions {
  graph: { schema: GraphQLSchema; contextFor(who: Principal, requestId: string): object };
  feed: EventFeed;
  log: Logger;
  /** Who opened this socket, as the upgrade has decided. */
  identify: (extra: Extra) => { who: Principal; requestId: string };
  /** What a client may read of an error; the same function as for HTTP. */
  formatError: FormatError;
  /** Bytes that may wait for one client before its socket is closed with `TOO_SLOW`. */
  maxBacklog?: number;
}

export interface SubscriptionStats {
  /** Now: all zero when nobody is subscribed. */
  sockets: number; hubs: number; members: number; replaying: number;
  /** Since the start. */
  executions: number; slowReaders: number;
}

/** The first three go to `useServer` of graphql-ws as they are; see `createSubscriptionHub`. */
export interface SubscriptionHub {
  context(ctx: Context<any, Extra>, id: string): object;
  subscribe(args: ExecutionArgs): Promise<AsyncIterable<ExecutionResult>>;
  onError(ctx: Context<any, Extra>, id: string, payload: unknown, errors: readonly GraphQLError[]): ReturnType<FormatError>[];
  /** Ends every subscription with `complete`; close the sockets first (1001) and clients are not told twice. */
  close(): void;
  stats(): SubscriptionStats;
}

/**
 * Live subscriptions for graphql-ws: clients that ask the same share one execution and one serialisation of each event.
 *
 *     const hub = createSubscriptionHub({ graph, feed, log, identify, formatError });
 *     useServer({ schema: graph.schema, context: hub.context, subscribe: hub.subscribe, onError: hub.onError }, wsServer);
 *
 * `wsServer` should have perMessageDeflate off: a compressed socket works, at several times the cost. `context` also
 * serves queries and mutations of the socket. A subscription whose resolver returns no EventSource runs as graphql-js runs it.
 * `feed` belongs to the caller, who starts and stops it.
 */
export function createSubscriptionHub({ graph, feed, log, identify, formatError, maxBacklog = 1_000_000 }: SubscriptionHubOptions): SubscriptionHub {
  const hubs = new Map<string, Hub>();
  const sockets = new Sockets();
  const askers = new WeakMap<object, Asker>();
  const totals = { executions: 0, slowReaders: 0 };
  let closed = false;
  const offGap = feed.onGap(() => hubs.forEach((hub) => hub.readLog()));

  const run = async (args: ExecutionArgs, who: Principal, rootValue: unknown, requestId: string) => {
    totals.executions++;
    return execute({ ...args, rootValue, contextValue: graph.contextFor(who, requestId) });
  };

  function hubFor(key: string, args: ExecutionArgs, source: EventSource, who: Principal): Hub {
    const render = (root: EventRoot, id: number, final: boolean, wanted: () => boolean): Promise<Message> => retryWhileDown(async () => {
      if (!wanted()) throw new Unavailable('Everyone who asked for this has left.');
      const requestId = `event-${id}`;
      const result = await run(args, who, root, requestId);
      const lost = result.errors?.map(thrown).find((error) => error && isConnectionLost(error));
      if (lost) throw lost;   // the event is not lost: it is executed again when the database is back
      return toMessage(id, final, result, (error) => formatError(error, requestId));
    });
    const hub = new Hub({
      log: feed, source, render, maxBacklog,
      onEmpty: () => hubs.delete(key),
      onSlow: (member) => {
        totals.slowReaders++;
        log.warn({ backlog: member.backlog, topic: source.topic, subject: source.subject }, 'closed a socket that does not read its messages');
        member.closeSlow();
        sockets.completeAll(member.socket);
      },
    });
    hubs.set(key, hub);
    return hub;
  }

  function memberOf({ socket, id, who }: Asker, args: ExecutionArgs, source: EventSource): Member {
    const key = hubKey(args, source, who);
    let hub: Hub | undefined;
    return new Member(socket, id, (member) => {
      hub = hubs.get(key) ?? hubFor(key, args, source, who);
      sockets.add(member);
      hub.enter(member);
      void hub.bring(member, source);
    }, (member) => {
      sockets.delete(member);
      hub?.leave(member);
    });
  }

  return {
    context({ extra }, id) {
      const { who, requestId } = identify(extra);
      const context = graph.contextFor(who, requestId);
      askers.set(context, { socket: extra.socket, id, who, requestId });
      return context;
    },

    async subscribe(args) {
      if (closed) return failing(new Unavailable('The server is shutting down.'));
      const started = await createSourceEventStream(args);
      if (!(Symbol.asyncIterator in started)) return failing(new NotStarted(started.errors!));
      const asker = askers.get(args.contextValue as object);
      if (!asker) throw new Error('The context of a subscription must be the one that `context` made.');
      if (started instanceof EventSource) return memberOf(asker, args, started);
      return perEvent(started, (root) => run(args, asker.who, root, asker.requestId));
    },

    onError: ({ extra }, _id, _payload, errors) => errors
      .flatMap((error) => (error.originalError instanceof NotStarted ? error.originalError.errors : error))
      .map((error) => formatError(error, identify(extra).requestId)),

    close() {
      closed = true;
      offGap();
      sockets.completeAll();
    },

    stats() {
      const all = [...hubs.values()];
      const sum = (of: (hub: Hub) => number) => all.reduce((total, hub) => total + of(hub), 0);
      return { sockets: sockets.size, hubs: hubs.size, members: sum((hub) => hub.size), replaying: sum((hub) => hub.replaying), ...totals };
    },
  };
}

/** What a resolver threw; GraphQL wraps what is not an Error once more. */
const thrown = ({ originalError }: GraphQLError): unknown => (originalError as { thrownValue?: unknown } | undefined)?.thrownValue ?? originalError;

interface Asker { socket: WebSocket; id: string; who: Principal; requestId: string }
