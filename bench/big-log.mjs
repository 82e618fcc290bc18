// What the API takes to answer while a pod writes a gigabyte to its log as fast as it can, with and without somebody who follows
// it over a websocket, against the same questions before it.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { asker } from './support/asker.mjs';
import { withDatabase } from './support/database.mjs';
import { startRungraph } from './support/processes.mjs';
import { machine, printTable, quantile } from './table.mjs';

const GOAL_P95_MS = 100, MOST_WORKER_MB = 300;
const WRITE = 'import sys\nline = b"%0999d\\n"\nfor i in range(0, MANY, 100): sys.stdout.buffer.write(b"".join(line % j for j in range(i, i + 100)))';
const QUERY = 'query($id: ID!) { experiment(id: $id) { finishedAt pods { nodes { phase log(tail: 5) { lines { text } } } } } }';

export async function run(args) {
  const { values } = parseArgs({ args, options: { rounds: { type: 'string', default: '5' }, lines: { type: 'string', default: '1000000' } } });
  const quiet = [], loud = [], followed = [], rates = [];
  let workerMb = 0;
  await withDatabase(async ({ home, databaseUrl }) => {
    const server = await startRungraph({ databaseUrl, home, workers: 1 });
    try {
      const ask = asker(server.url);
      const write = async (lines) => (await ask('mutation($i: CreateExperimentInput!) { createExperiment(input: $i) { id } }', { i: { name: 'loud', stages: [{ name: 'main', components: [{ name: 'writer', command: { argv: ['python3', '-c', WRITE.replace('MANY', lines)] } }] }] } })).createExperiment.id;
      const timed = async (id, into) => {
        const began = performance.now(), { experiment } = await ask(QUERY, { id });
        into.push(performance.now() - began);
        const { workers } = await ask('{ workers { pid } }');
        for (const { pid } of workers) workerMb = Math.max(workerMb, Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1000);
        await delay(20);
        return experiment.finishedAt;
      };
      const first = await write('1000');
      while (!(await timed(first, []))) { /* until the worker has run one */ }
      for (let round = 0; round < Number(values.rounds); round++) {
        for (let i = 0; i < 100; i++) await timed(first, quiet);
        const began = performance.now(), id = await write(values.lines);
        while (!(await timed(id, loud))) { /* until it is over */ }
        rates.push(Number(values.lines) / 1000 / ((performance.now() - began) / 1000));
        const other = await write(values.lines), follower = fork(join(import.meta.dirname, 'big-log/follower.mjs'), [server.url, await podOf(ask, other)]), done = once(follower, 'message');
        while (!(await timed(other, followed))) { /* until it is over */ }
        await done;
      }
    } finally {
      await server.stop();
    }
  });
  const row = (what, times) => ({ what, answers: times.sort((a, b) => a - b).length, 'p50, ms': quantile(times, 0.5).toFixed(0), 'p95, ms': quantile(times, 0.95).toFixed(0), 'most, ms': times.at(-1).toFixed(0) });
  printTable(`big-log: ${Number(values.lines) / 1000} MB on stdout, ${values.rounds} times; goal: p95 ${GOAL_P95_MS} ms and ${MOST_WORKER_MB} MB; the worker had at most ${workerMb.toFixed(0)} MB; ${quantile(rates.sort((a, b) => a - b), 0.5).toFixed(0)} MB/s; ${machine()}`,
    [row('a pod writes', loud), row('a pod writes, and is followed', followed), row('nothing runs', quiet)]);
}

async function podOf(ask, id) {
  for (;;) {
    const { experiment } = await ask('query($id: ID!) { experiment(id: $id) { pods { nodes { id } } } }', { id });
    if (experiment.pods.nodes.length) return experiment.pods.nodes[0].id;
    await delay(20);
  }
}
