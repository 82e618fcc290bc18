// From `npm start`, as a user types it, to the first answered query: with data from before, and on an empty home.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { project } from './support/processes.mjs';
import { machine, median, printTable } from './table.mjs';

const floor = `require('node:http').createServer((_, r) => r.end('{"data":{}}')).listen(0, '127.0.0.1', function () { console.log('listening on http://127.0.0.1:' + this.address().port) })`;

export async function run(args) {
  const { values } = parseArgs({ args, options: { rounds: { type: 'string', default: '5' } } });
  const rounds = Number(values.rounds), temporary = mkdtempSync(join(tmpdir(), 'rungraph-bench-'));
  const times = { 'npm start, data from before': [], 'npm start, empty home': [], 'bare node:http': [] };
  try {
    await untilAnswer(npmStart(join(temporary, 'kept')));
    for (let round = 0; round < rounds; round++) {
      times['npm start, data from before'].push(await untilAnswer(npmStart(join(temporary, 'kept'))));
      times['npm start, empty home'].push(await untilAnswer(npmStart(join(temporary, `new${round}`))));
      times['bare node:http'].push(await untilAnswer(spawn(process.execPath, ['-e', floor], { stdio: ['ignore', 'pipe', 'inherit'] })));
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  printTable(`start: from the command to the first answered query, ${rounds} rounds, medians; ${machine()}`,
    Object.entries(times).map(([side, ms]) => ({ side, 'seconds': (median(ms) / 1000).toFixed(2), slowest: (Math.max(...ms) / 1000).toFixed(2) })));
}

const npmStart = (home) => spawn('npm', ['start', '--', '--port', '0', '--home', home], { cwd: project, detached: true, stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, RUNGRAPH_LOG_LEVEL: 'error' } });

/** Milliseconds until it answered; it has ended when this resolves. */
async function untilAnswer(child) {
  const began = performance.now();
  const exit = once(child, 'exit');
  try {
    let printed = '', url;
    for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) if ((url = /listening on (http:\S+)/.exec(printed += chunk)?.[1])) break;
    if (!url) throw new Error(`It ended before it listened: ${printed}`);
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"query":"{ datasets { totalCount } }"}' });
    if (!response.ok || !('data' in await response.json())) throw new Error(`It answered ${response.status}.`);
    return performance.now() - began;
  } finally {
    child.stdout.resume();
    child.kill('SIGTERM');
    await exit;
  }
}
