// Nested reads from Postgres over HTTP: our server, what the machine can do at best by hand, and PostGraphile, in turns.
import { execFileSync, fork } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { comparable, fill, peerQuery, query } from './nested-read/data.mjs';
import { withDatabase } from './support/database.mjs';
import { cpuSeconds, ended, project, reply, startPeer, startRungraph } from './support/processes.mjs';
import { machine, median, printTable, quantile } from './table.mjs';

const PEER = 'postgraphile@5.1.5';

export async function run(args) {
  const { values } = parseArgs({ args, options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '4' }, connections: { type: 'string', default: '10' }, 'no-peer': { type: 'boolean', default: false } } });
  const [rounds, seconds, connections] = [values.rounds, values.seconds, values.connections].map(Number);
  const peer = values['no-peer'] ? null : installPeer();
  await withDatabase(async ({ db, databaseUrl, home }) => {
    await fill(db);
    const sides = [
      { name: 'Rungraph', start: () => startRungraph({ databaseUrl, home }).then((server) => ({ ...server, url: `${server.url}/graphql` })), query },
      { name: 'node:http + pg, by hand', start: () => startPeer('nested-read/floor.mjs', { databaseUrl }), query },
      { name: 'the same, named statements', start: () => startPeer('nested-read/floor.mjs', { databaseUrl, args: ['prepared'] }), query },
      ...(peer ? [{ name: PEER, start: () => startPeer('nested-read/postgraphile.mjs', { databaseUrl, args: [peer] }), query: peerQuery }] : []),
    ];
    const client = fork(join(project, 'bench/support/load.mjs'));
    const running = [];
    try {
      for (const side of sides) running.push(Object.assign(side, await side.start()));
      const answers = await Promise.all(sides.map(firstAnswer));
      answers.forEach((answer, i) => { if (comparable(answer) !== comparable(answers[0])) throw new Error(`${sides[i].name} answers something else: ${answer.slice(0, 500)}`); });
      const measure = async ({ url, query, pid }, ms) => {
        const before = cpuSeconds(pid);
        client.send({ url, body: JSON.stringify({ query }), connections, ms });
        const { latencies, seconds } = await reply(client);
        return { rate: latencies.length / seconds, latencies, cpuMs: (cpuSeconds(pid) - before) / latencies.length * 1000 };
      };
      for (const side of sides) await measure(side, 1500);
      const results = new Map(sides.map(({ name }) => [name, []]));
      for (let round = 0; round < rounds; round++) {
        for (const side of sides) results.get(side.name).push(await measure(side, seconds * 1000));
      }
      report(results, Buffer.byteLength(answers[0]), { rounds, seconds, connections });
    } finally {
      await ended(client, 'SIGKILL');
      await Promise.all(running.map((side) => side.stop()));
    }
  });
}

async function firstAnswer({ url, query }) {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) });
  return response.text();
}

function report(results, bytes, { rounds, seconds, connections }) {
  const [ours] = results.values();
  printTable(`nested-read: 10 data sets -> 50 dataruns -> 1,000 of 40,000 classifiers in Postgres, ${(bytes / 1000).toFixed(0)} kB of JSON, ${connections} connections; ${rounds} rounds of ${seconds} s in turns, medians; ${machine()}`,
    [...results].map(([name, measured]) => {
      const latencies = measured.flatMap((round) => round.latencies).sort((a, b) => a - b);
      return {
        side: name, 'requests/s': median(measured.map(({ rate }) => rate)).toFixed(0),
        'p50 ms': quantile(latencies, 0.5).toFixed(0), 'p99 ms': quantile(latencies, 0.99).toFixed(0),
        'server CPU ms': median(measured.map(({ cpuMs }) => cpuMs)).toFixed(2),
        'Rungraph / this': median(measured.map(({ rate }, i) => ours[i].rate / rate)).toFixed(2),
      };
    }));
}

/** Into a cache beside our packages, not among them. @returns its folder, or null when it cannot be had */
function installPeer() {
  const folder = join(project, 'node_modules/.cache/rungraph-bench', PEER.replace('@', '-'));
  if (existsSync(join(folder, 'node_modules/postgraphile'))) return folder;
  process.stderr.write(`Installing ${PEER} in ${folder} ...\n`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"private":true}');
    execFileSync('npm', ['install', '-E', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', PEER], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'], timeout: 120_000 });
    return folder;
  } catch (error) {
    process.stderr.write(`${PEER} could not be installed (${error.message}), so it is not compared.\n`);
    return null;
  }
}
