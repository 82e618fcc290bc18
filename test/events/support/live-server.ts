// A server of things: graphql-ws over real sockets, with the hub behind it.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import DataLoader from 'dataloader';
import { GraphQLError, GraphQLInt, GraphQLNonNull, GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { AppError } from '../../../src/core/errors';
import type { Principal } from '../../../src/core/principal';
import { decodeCursor, EventSource, type EventFeed } from '../../../src/events';
import { createSubscriptionHub, type SubscriptionHub, type SubscriptionHubOptions } from '../../../src/server/subscriptions';
import { log, type World } from './things';

interface ThingContext { who: Principal; things: DataLoader<string, { id: string; value: number } | null> }

export interface LiveServer {
  url: string;
  feed: EventFeed;
  hub: SubscriptionHub;
  /** Sources that are not EventSources and are being iterated now. */
  counting: () => number;
  /** Closes the sockets with 1001, as a server does that is stopped. */
  close(): Promise<void>;
}

const text = { type: new GraphQLNonNull(GraphQLString) };

function thingSchema(world: World, feed: EventFeed, counting: { now: number }): GraphQLSchema {
  const load = (source: { thing: string }, _args: unknown, context: ThingContext) => context.things.load(source.thing);
  const Thing = new GraphQLObjectType({
    name: 'Thing',
    fields: {
      id: text, value: { type: new GraphQLNonNull(GraphQLInt) },
      padding: { type: GraphQLString, args: { bytes: { type: new GraphQLNonNull(GraphQLInt) } }, resolve: (_thing, { bytes }) => 'é'.repeat(bytes / 2) },
      from: { type: GraphQLString, args: { after: { type: GraphQLString } }, resolve: (_thing, { after }) => after },
      owner: { type: GraphQLString, resolve: (_thing, _args, { who }) => who.name },
      broken: { type: GraphQLString, resolve: () => { throw new Error('a secret of the server'); } },
    },
  });
  const ThingEvent = new GraphQLObjectType({ name: 'ThingEvent', fields: { cursor: text, at: text, kind: text, value: { type: GraphQLInt }, thing: { type: Thing, resolve: load } } });
  return new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { broken: { type: GraphQLString, resolve: () => { throw new Error('a secret of the server'); } } } }),
    subscription: new GraphQLObjectType({
      name: 'Subscription',
      fields: {
        thingUpdated: {
          type: ThingEvent,
          args: { id: text, after: { type: GraphQLString } },
          resolve: (root, { id }) => ({ ...root, thing: id }),
          subscribe: (_root, { id, after }) => new EventSource(feed, {
            topic: 'thing', subject: id, after: after == null ? null : decodeCursor(after),
            snapshot: async () => (await world.query('select value from thing where id = $1', [id]))[0] ?? null,
          }),
        },
        count: {
          type: GraphQLInt,
          args: { to: { type: new GraphQLNonNull(GraphQLInt) } },
          async *subscribe(_root: unknown, { to }: { to: number }) {
            counting.now++;
            try {
              for (let n = 1; n <= to; n++) {
                yield { count: n };
                await nextTurn();
              }
            } finally {
              counting.now--;
            }
          },
        },
      },
    }),
  });
}

const formatError = (error: GraphQLError) => {
  const { originalError } = error;
  if (originalError instanceof AppError) return { message: error.message, path: error.path, extensions: { code: originalError.code } };
  return originalError && !(originalError instanceof GraphQLError) ? { message: 'Internal error', extensions: { code: 'INTERNAL_SERVER_ERROR' } } : error.toJSON();
};

/** Whom a client is, it says in the address: `?as=name`. */
export async function startLiveServer(world: World, options: Partial<SubscriptionHubOptions> & { port?: number; perMessageDeflate?: boolean } = {}): Promise<LiveServer> {
  const feed = world.feed();
  await feed.start();
  const counting = { now: 0 };
  const schema = thingSchema(world, feed, counting);
  const hub = createSubscriptionHub({
    graph: {
      schema,
      contextFor: (who): ThingContext => ({
        who,
        things: new DataLoader(async (ids) => {
          const rows = new Map((await world.query('select id, value from thing where id = any($1)', [ids])).map((row) => [row.id, row]));
          return ids.map((id) => rows.get(id) ?? null);
        }),
      }),
    },
    identify: ({ request }) => ({ who: { kind: 'operator', name: new URL(request.url!, 'http://x').searchParams.get('as') }, requestId: 'r' }),
    feed, log, formatError, ...options,
  });
  const http: Server = createServer();
  const wss = new WebSocketServer({ server: http, perMessageDeflate: options.perMessageDeflate ?? false });
  const live = useServer({
    schema, context: hub.context, subscribe: hub.subscribe, onError: hub.onError,
    onNext: (_ctx, _id, _payload, _args, { errors, ...result }) => errors && { ...result, errors: errors.map(formatError) },
  }, wss);
  await new Promise<void>((resolve) => http.listen(options.port ?? 0, '127.0.0.1', resolve));
  return {
    url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}/graphql`,
    feed, hub, counting: () => counting.now,
    async close() {
      const closed = new Promise((resolve) => http.close(resolve));
      await live.dispose();
      http.closeAllConnections();   // those that were about to become sockets
      hub.close();
      await feed.stop();
      await closed;
    },
  };
}
