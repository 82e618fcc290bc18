// What Rungraph is compared with: graphql-ws as it comes (each client's stream executed and serialised on its own,
// everything it shows in memory), and `ws` alone, which sends one ready Buffer to everyone.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

const require = createRequire(import.meta.url);
const dist = join(import.meta.dirname, '../../dist/src');
const { connectionOptions } = require(join(dist, 'database/data-source.js'));
const { EventFeed, encodeCursor } = require(join(dist, 'events/index.js'));
const { createLogger } = require(join(dist, 'core/logger.js'));

const mode = process.argv[2];
const feed = new EventFeed({ connection: () => connectionOptions(process.env.DATABASE_URL), query: () => { throw new Error('not used'); }, log: createLogger('warn', 'peer') });
await feed.start();

const subject = 'dr_1';
const message = ({ id, at, payload }) => ({
  cursor: encodeCursor(id), at, kind: payload.kind,
  datarun: { id: subject, status: 'PENDING', progress: { total: 1_000_000, done: payload.done, failed: 0, running: 0 } },
});
const snapshot = () => message({ id: feed.position, at: new Date().toISOString(), payload: { kind: 'SNAPSHOT', done: 0 } });

/** A queue for each client, as pub/sub helpers of GraphQL servers have it. */
async function* messages() {
  const queue = [];
  let wake = () => {};
  const off = feed.on('datarun', subject, (event) => { queue.push(message(event)); wake(); });
  try {
    yield { datarunUpdated: snapshot() };
    for (;;) {
      while (queue.length) yield { datarunUpdated: queue.shift() };
      await new Promise((resolve) => { wake = resolve; });
    }
  } finally {
    off();
  }
}

const http = createServer();
const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
if (mode === 'plain') {
  const schema = buildSchema(`
    type Query { none: String }
    type Progress { total: Int done: Int! failed: Int! running: Int! }
    type Datarun { id: ID! status: String! progress: Progress! }
    type DatarunEvent { cursor: String! at: String! kind: String! datarun: Datarun! }
    type Subscription { datarunUpdated(id: ID!): DatarunEvent! }`);
  schema.getSubscriptionType().getFields().datarunUpdated.subscribe = messages;
  useServer({ schema }, sockets);
} else {
  const buffer = (content) => Buffer.from(JSON.stringify({ id: 'subscription-00000', type: 'next', payload: { data: { datarunUpdated: content } } }));
  sockets.on('connection', (socket) => socket.send(buffer(snapshot()), { binary: false }));
  feed.on('datarun', subject, (event) => {
    const bytes = buffer(message(event));
    for (const socket of sockets.clients) socket.send(bytes, { binary: false });
  });
}
http.listen(0, '127.0.0.1', () => process.send({ url: `ws://127.0.0.1:${http.address().port}` }));
