// All subscribers, in a process of their own: notes when each message arrived, and what was lost or came twice.
import { once } from 'node:events';
import { WebSocket } from 'ws';

const AT_ONCE = 200;
const now = () => performance.timeOrigin + performance.now();
const [{ url, clients, graphql, query, variables }] = await once(process, 'message');
const arrivals = [];   // of each client: the numbers of the events and when they came
let ready = 0;
let received = 0;

function start() {
  const mine = { n: [], at: [] };
  arrivals.push(mine);
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, graphql ? 'graphql-transport-ws' : [], { perMessageDeflate: false, skipUTF8Validation: true });
    socket.on('error', reject);
    socket.on('close', (code, reason) => { throw new Error(`a socket was closed: ${code} ${reason}`); });
    socket.on('open', () => { if (graphql) socket.send('{"type":"connection_init"}'); });
    socket.on('message', (data) => {
      const at = now();
      const text = data.latin1Slice();
      const n = /"done":(\d+)/.exec(text)?.[1];
      if (n !== undefined && !text.includes('"SNAPSHOT"')) {
        mine.n.push(Number(n));
        mine.at.push(at);
        received++;
      } else if (text.includes('connection_ack')) {
        socket.send(JSON.stringify({ id: `subscription-${arrivals.length}`, type: 'subscribe', payload: { query, variables } }));
      } else if (text.includes('"SNAPSHOT"')) {
        ready++;
        resolve();
      } else if (!text.startsWith('{"type":"p')) {
        throw new Error(`not expected: ${text}`);
      }
    });
  });
}

await Promise.all(Array.from({ length: AT_ONCE }, async () => { while (arrivals.length < clients) await start(); }));
process.send({ ready });

const [{ expect, first }] = await once(process, 'message');
for (const end = Date.now() + 15_000; received < clients * expect && Date.now() < end;) await new Promise((resolve) => setTimeout(resolve, 50));
await new Promise((resolve) => setTimeout(resolve, 200));   // for what comes twice
let lost = 0, duplicates = 0;
for (const { n } of arrivals) {
  const different = new Set(n.filter((number) => number >= first && number < first + expect));
  lost += expect - different.size;
  duplicates += n.length - different.size;
}
process.send({ times: arrivals.flatMap(({ n, at }) => n.map((number, i) => ({ n: number, at: at[i] }))), lost, duplicates });
setInterval(() => {}, 1000);   // until we are ended: closing ten thousand sockets is no part of this
