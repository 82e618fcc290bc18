// Components of experiments through the whole product, against a bare loop that spawns the same processes, as many at a time.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { asker } from './support/asker.mjs';
import { withDatabase } from './support/database.mjs';
import { startRungraph } from './support/processes.mjs';
import { machine, median, printTable } from './table.mjs';

/** Processes at a time, on both sides. */
const AT_ONCE = 8;
const COMMAND = ['/bin/true'];
const GOAL_MS = 25;

export async function run(args) {
  const { values } = parseArgs({ args, options: { rounds: { type: 'string', default: '3' }, tasks: { type: 'string', default: '200' }, graph: { type: 'string', default: '500' } } });
  const workloads = [
    { about: `${values.tasks} tasks that need nothing`, needs: Array.from({ length: Number(values.tasks) }, () => []) },
    { about: `a graph of ${values.graph} components`, needs: layered(Number(values.graph)) },
  ].map((workload) => ({ ...workload, ours: [], bare: [] }));
  const rounds = Number(values.rounds);
  await withDatabase(async ({ home, databaseUrl }) => {
    const server = await startRungraph({ databaseUrl, home, workers: 1, env: { RUNGRAPH_TASKS_AT_ONCE: String(AT_ONCE) } });
    try {
      const ask = asker(server.url);
      while (!(await ask('{ workers { alive } }')).workers.some(({ alive }) => alive)) await delay(100);
      await ours(ask, Array.from({ length: 20 }, () => []));
      for (let round = 0; round < rounds; round++) {
        for (const workload of workloads) {
          workload.bare.push(await bare(workload.needs));
          workload.ours.push(await ours(ask, workload.needs));
          if (process.stderr.isTTY) process.stderr.write(`\rround ${round + 1} of ${rounds}, ${workload.about}  `);
        }
      }
    } finally {
      await server.stop();
    }
  });
  report(workloads, rounds);
}

/** Ten components a layer; each needs two of the layer before, so that the order matters and eight may always run. */
const layered = (count) => Array.from({ length: count }, (_, i) => (i < 10 ? [] : [i - 10, i - 10 - (i % 10) + ((i + 3) % 10)]));

/** @returns seconds from the request to the last commit */
async function ours(ask, needs) {
  const components = needs.map((producers, i) => ({ name: `c${i}`, command: { argv: COMMAND }, dependsOn: producers.map((producer) => ({ component: `c${producer}` })) }));
  const began = performance.now();
  const { createExperiment: { id } } = await ask('mutation($i: CreateExperimentInput!) { createExperiment(input: $i) { id } }', { i: { name: 'workflow', stages: [{ name: 'main', components }] } });
  for (;;) {
    const { experiment } = await ask('query($id: ID!) { experiment(id: $id) { status finishedAt progress { done } } }', { id });
    if (experiment.finishedAt) {
      if (experiment.progress.done !== needs.length) throw new Error(`Only ${experiment.progress.done} of ${needs.length} components have finished.`);
      return (Date.parse(experiment.finishedAt) - (performance.timeOrigin + began)) / 1000;
    }
    await delay(250);
  }
}

/** The same processes in the same order, and nothing else. */
async function bare(needs) {
  const folder = mkdtempSync(join(tmpdir(), 'rungraph-bare-'));
  const open = needs.map((producers) => new Set(producers).size), consumers = needs.map(() => []);
  needs.forEach((producers, i) => new Set(producers).forEach((producer) => consumers[producer].push(i)));
  const ready = open.flatMap((count, i) => (count ? [] : [i]));
  let running = 0, done = 0;
  const began = performance.now();
  try {
    await new Promise((resolve, reject) => {
      const next = () => {
        while (ready.length && running < AT_ONCE) {
          const i = ready.shift();
          running += 1;
          void once(spawn(COMMAND[0], COMMAND.slice(1), { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] }), 'close').then(() => {
            running -= 1;
            for (const consumer of consumers[i]) if (!--open[consumer]) ready.push(consumer);
            if (++done === needs.length) resolve(); else next();
          }, reject);
        }
      };
      next();
    });
    return (performance.now() - began) / 1000;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function report(workloads, rounds) {
  printTable(`workflow: one worker, ${AT_ONCE} at a time, \`${COMMAND.join(' ')}\`, against a loop of spawn; medians of ${rounds} rounds in turns; goal: ${GOAL_MS} ms a component above the loop; ${machine()}`,
    workloads.map(({ about, needs, ours: ourSeconds, bare: bareSeconds }) => {
      const each = (seconds) => (median(seconds) / needs.length * 1000).toFixed(1);
      return { what: about, 'Rungraph, ms a component': each(ourSeconds), 'bare, ms': each(bareSeconds), 'above it, ms': (median(ourSeconds.map((seconds, i) => seconds - bareSeconds[i])) / needs.length * 1000).toFixed(1) };
    }));
}
