// The client, in a process of its own: as many requests at a time as it has connections, for as long as it is told. POST with a body, else GET.
import { Agent, request } from 'node:http';

process.on('message', async ({ url, body, connections, ms }) => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const latencies = [];
  const ask = () => new Promise((resolve, reject) => {
    const asked = performance.now();
    request(url, { agent, ...(body !== undefined && { method: 'POST', headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } }) }, (response) => {
      response.on('data', () => {}).on('end', () => {
        latencies.push(performance.now() - asked);
        if (response.statusCode === 200) resolve();
        else reject(new Error(`${url} answered ${response.statusCode}`));
      });
    }).on('error', reject).end(body);
  });
  const start = performance.now();
  await Promise.all(Array.from({ length: connections }, async () => { while (performance.now() - start < ms) await ask(); }));
  process.send({ latencies, seconds: (performance.now() - start) / 1000 });
  agent.destroy();
});
