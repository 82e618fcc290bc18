// What ATM's REST API costs above the graph: its routes, the same fields by one GraphQL operation over HTTP, and a bare server, in turns.
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fill } from './nested-read/data.mjs';
import { reads } from './rest-overhead/reads.mjs';
import { withDatabase } from './support/database.mjs';
import { cpuSeconds, ended, project, reply, startPeer, startRungraph } from './support/processes.mjs';
import { machine, median, printTable, quantile } from './table.mjs';

export async function run(args) {
  const { values } = parseArgs({ args, options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '2' }, connections: { type: 'string', default: '4' } } });
  const [rounds, seconds, connections] = [values.rounds, values.seconds, values.connections].map(Number);
  await withDatabase(async ({ db, databaseUrl, home }) => {
    await fill(db, 5);
    const client = fork(join(project, 'bench/support/load.mjs'));
    const running = [];
    try {
      const [server, floor] = [await startRungraph({ databaseUrl, home }), await startPeer('rest-overhead/floor.mjs', { databaseUrl })];
      running.push(server, floor);
      for (const read of reads) {
        const sides = [
          { name: 'REST', pid: server.pid, url: server.url + read.path, numbers: read.numbers.rest },
          { name: 'GraphQL over HTTP', pid: server.pid, url: `${server.url}/graphql`, body: JSON.stringify({ query: read.query }), numbers: ({ data }) => read.numbers.graphql(data) },
          { name: 'node:http + pg, by hand', pid: floor.pid, url: floor.url + read.path, numbers: read.numbers.rest },
        ];
        report(read.name, await compare(client, sides, { rounds, seconds, connections }), { rounds, seconds, connections });
      }
    } finally {
      await ended(client, 'SIGKILL');
      await Promise.all(running.map((side) => side.stop()));
    }
  });
}

/** @returns by side: the size of its answer, and a measurement a round */
async function compare(client, sides, { rounds, seconds, connections }) {
  const texts = await Promise.all(sides.map(async ({ url, body }) => (await fetch(url, body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body })).text()));
  const numbers = texts.map((text, i) => JSON.stringify(sides[i].numbers(JSON.parse(text))));
  for (const [i, found] of numbers.entries()) if (found !== numbers[0]) throw new Error(`${sides[i].name} answers something else: ${texts[i].slice(0, 500)}`);
  const measure = async ({ url, body, pid }, ms) => {
    const before = cpuSeconds(pid);
    client.send({ url, body, connections, ms });
    const { latencies, seconds } = await reply(client);
    return { msEach: seconds * 1000 / latencies.length, latencies, cpuMs: (cpuSeconds(pid) - before) / latencies.length * 1000 };
  };
  for (const side of sides) await measure(side, 1500);
  const results = sides.map(({ name }, i) => ({ name, bytes: Buffer.byteLength(texts[i]), measured: [] }));
  for (let round = 0; round < rounds; round++) for (const [i, side] of sides.entries()) results[i].measured.push(await measure(side, seconds * 1000));
  return results;
}

function report(name, results, { rounds, seconds, connections }) {
  const [ours] = results;
  printTable(`rest-overhead: ${name}, ${connections} connections; ${rounds} rounds of ${seconds} s in turns, medians; ${machine()}`, results.map(({ name, bytes, measured }) => {
    const latencies = measured.flatMap((round) => round.latencies).sort((a, b) => a - b);
    return {
      side: name, kB: (bytes / 1000).toFixed(1), 'ms a request': median(measured.map(({ msEach }) => msEach)).toFixed(2),
      'p50 ms': quantile(latencies, 0.5).toFixed(1), 'p99 ms': quantile(latencies, 0.99).toFixed(1), 'server CPU ms': median(measured.map(({ cpuMs }) => cpuMs)).toFixed(2),
      'REST / this': median(measured.map(({ msEach }, i) => ours.measured[i].msEach / msEach)).toFixed(2),
    };
  }));
}
