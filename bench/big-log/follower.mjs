// Follows the log of a pod to its end, in a process of its own.
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

const [url, id] = process.argv.slice(2);
const client = createClient({ url: `${url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket });
let lines = 0;
for await (const { data } of client.iterate({ query: 'subscription($id: ID!) { podLog(podId: $id) { lines { at stream text } } }', variables: { id } })) lines += data.podLog.lines.length;
await client.dispose();
process.send(lines);
