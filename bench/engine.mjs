// How long the local engine takes from `submit` to the task's process, and what it adds to each of many short tasks
// against a bare loop that spawns the same command with pipes for its output. Short tasks run two at a time on both sides.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dist, project } from './support/processes.mjs';
import { machine, median, printTable, quantile } from './table.mjs';

const require = createRequire(import.meta.url);
const { createLogger } = require(join(dist, 'core/logger.js'));
const { pythonInterpreter } = require(join(dist, 'engine/python-path.js'));
const { LocalExecutor } = require(join(dist, 'engine/index.js'));

const AT_ONCE = 2, WARM_UP = 5;
const micros = () => (performance.timeOrigin + performance.now()) * 1000;

export async function run(args) {
  const { values } = parseArgs({ args, options: { tasks: { type: 'string', default: '200' }, rounds: { type: 'string', default: '3' } } });
  const folder = mkdtempSync(join(tmpdir(), 'rungraph-bench-'));
  const count = Number(values.tasks);
  try {
    const rows = [];
    for (const isolate of [false, true]) {
      const executor = new LocalExecutor({ interpreter: pythonInterpreter({ python: process.env.RUNGRAPH_PYTHON }), pythonPath: join(project, 'python'), log: createLogger('warn', 'bench'), isolate, capacity: { cpus: AT_ONCE } });
      await executor.start();
      if (isolate && executor.limits().isolation.how === 'none') {
        console.log(`Not measured in isolation: ${executor.limits().isolation.why}`);
        await executor.stop(0);
        continue;
      }
      let last = 0;
      const task = () => ({ id: `${isolate}-${++last}`, command: { argv: ['true'] }, env: {}, folder: join(folder, `${isolate}-${last}`), logFolder: join(folder, `${isolate}-${last}.log`) });
      const starts = [];
      for (let n = 0; n < WARM_UP + count; n++) {
        const began = micros();
        const [handle] = await executor.submit([task()]);
        const { startedAt } = await handle.started;
        starts.push((microsOf(startedAt) - began) / 1000);
        await handle.ended;
      }
      const ours = [], bare = [];
      for (let round = 0; round < Number(values.rounds); round++) {
        bare.push(await bareLoop(count));
        const began = performance.now();
        await Promise.all(Array.from({ length: count }, async () => (await executor.submit([task()]))[0].ended));
        ours.push(performance.now() - began);
      }
      await executor.stop(0);
      const sorted = starts.slice(WARM_UP).sort((a, b) => a - b);
      const each = (all) => median(all) / count;
      rows.push({
        tasks: isolate ? 'isolated by bwrap' : 'not isolated', 'submit to process, p50 ms': quantile(sorted, 0.5).toFixed(1), 'p99 ms': quantile(sorted, 0.99).toFixed(1),
        'ms a short task': each(ours).toFixed(1), 'bare spawn, ms': each(bare).toFixed(1), 'added, ms': (each(ours) - each(bare)).toFixed(1),
      });
    }
    printTable(`engine: the local engine, warm; ${count} tasks one at a time, then ${count} tasks, ${AT_ONCE} at a time, against a bare spawn loop, medians of ${values.rounds} rounds in turns; ${machine()}`, rows);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const microsOf = (iso) => Date.parse(`${iso.slice(0, 23)}Z`) * 1000 + Number(iso.slice(23, 26));

async function bareLoop(count) {
  const began = performance.now();
  let left = count;
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (left-- > 0) {
      const child = spawn('true', { stdio: ['ignore', 'pipe', 'pipe'] });
      child.stdout.resume();
      child.stderr.resume();
      await once(child, 'close');
    }
  }));
  return performance.now() - began;
}
