// Many subscribers with an equal operation, one event a second: how long from the start of the writer's transaction
// until each client has the message. All sides get the same events through the same log in Postgres.
import { execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { printTable, quantile } from './table.mjs';

const require = createRequire(import.meta.url);
const dist = join(import.meta.dirname, '../dist/src');
const { createLogger } = require(join(dist, 'core/logger.js'));
const { ensureDatabase, stopDatabase } = require(join(dist, 'database/embedded/index.js'));
const { openDatabase } = require(join(dist, 'database/open.js'));
const { transaction } = require(join(dist, 'database/transaction.js'));

const now = () => performance.timeOrigin + performance.now();
const WARM_UP = 2;
const query = 'subscription ($id: ID!) { datarunUpdated(id: $id) { cursor at kind datarun { id status progress { total done failed running } } } }';

const sides = {
  'Rungraph, whole server': { start: startRungraph, graphql: true },
  'plain graphql-ws': { start: (env) => startPeer('plain', env), graphql: true },
  'bare ws broadcast': { start: (env) => startPeer('bare', env), graphql: false },
};

export async function run(args) {
  const { values } = parseArgs({ args, options: { clients: { type: 'string', default: '10000' }, events: { type: 'string', default: '10' }, rounds: { type: 'string', default: '1' } } });
  const [clients, events, rounds] = [values.clients, values.events, values.rounds].map(Number);
  needDescriptors(clients + 200);
  const home = mkdtempSync(join(tmpdir(), 'rungraph-bench-'));
  const address = await ensureDatabase(home, createLogger('warn', 'bench'));
  const db = await openDatabase(address);
  try {
    const world = { db, datarun: await addDatarun(db), databaseUrl: `postgres://${address.user}:${encodeURIComponent(address.password)}@${address.host}:${address.port}/${address.database}`, home, sent: 0 };
    const rows = [];
    for (let round = 0; round < rounds; round++) {
      for (const name of Object.keys(sides)) rows.push({ side: name, ...await measure(name, world, clients, events) });
    }
    report(rows, clients, events);
  } finally {
    await db.destroy();
    await stopDatabase(home);
    rmSync(home, { recursive: true });
  }
}

async function measure(name, world, clients, events) {
  process.stderr.write(`${name} ...\n`);
  const { start, graphql } = sides[name];
  const server = await start(world);
  const crowd = fork(join(import.meta.dirname, 'fan-out/clients.mjs'), { serialization: 'advanced' });
  try {
    crowd.send({ url: server.url, clients, graphql, query, variables: { id: `dr_${world.datarun}` } });
    await reply(crowd);
    const before = cpuSeconds(server.pid);
    const first = world.sent + 1;
    const sentAt = [];
    for (let n = 0; n < WARM_UP + events; n++) {
      await delay(1000 - (Date.now() % 1000));
      sentAt.push(now());
      await publish(world);
    }
    crowd.send({ expect: WARM_UP + events, first });
    const { times, lost, duplicates } = await reply(crowd);
    const latencies = times.map(({ n, at }) => (n - first < WARM_UP ? null : at - sentAt[n - first])).filter((ms) => ms !== null).sort((a, b) => a - b);
    return { latencies, lost, duplicates, cpu: cpuSeconds(server.pid) - before, rss: residentMb(server.pid) };
  } finally {
    crowd.kill('SIGKILL');
    await server.stop();
  }
}

/** One transaction as the services make it: the row and its event together. The peers take what they show from the event. */
async function publish(world) {
  const done = ++world.sent;
  await transaction(world.db, async (tx) => {
    await tx.manager.query('update datarun set trials_done = $2 where id = $1', [world.datarun, done]);
    tx.emit({ topic: 'datarun', subject: `dr_${world.datarun}`, payload: { kind: 'PROGRESS', datarun: world.datarun, classifier: null, done } });
  });
}

async function addDatarun(db) {
  const [{ id: dataset }] = await db.query(`insert into dataset (name, class_column, train_path, train_file, n_examples, k_classes, d_features, majority, size_kb)
    values ('bench', 'class', '/none', '/none', 1, 1, 1, 1, 1) returning id`);
  const [{ id }] = await db.query(`insert into datarun (dataset_id, description, priority, selector, tuner, metric, score_target, k_window, r_minimum, gridding, budget_type, budget, methods, search_seed, status)
    values ($1, 'bench', 1, 'UNIFORM', 'UNIFORM', 'F1', 'CV', 3, 2, 0, 'CLASSIFIER', 1000000, '{logreg}', 1, 'PENDING') returning id`, [dataset]);
  return id;
}

async function startRungraph({ databaseUrl, home }) {
  const child = spawn(process.execPath, [join(dist, 'cli/main.js'), 'server', '--port', '0', '--workers', '0', '--home', home], {
    env: { ...process.env, DATABASE_URL: databaseUrl, RUNGRAPH_LOG_LEVEL: 'warn', NODE_ENV: 'production' }, stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    printed += chunk;
    const url = /http:\S+/.exec(printed)?.[0];
    if (!url) continue;
    child.stdout.resume();
    return { url: `${url.replace('http', 'ws')}/graphql`, pid: child.pid, stop: () => ended(child, 'SIGTERM') };
  }
  throw new Error('The server did not start.');
}

async function startPeer(mode, { databaseUrl }) {
  const child = fork(join(import.meta.dirname, 'fan-out/peers.mjs'), [mode], { env: { ...process.env, DATABASE_URL: databaseUrl, NODE_ENV: 'production' } });
  const { url } = await reply(child);
  return { url, pid: child.pid, stop: () => ended(child, 'SIGKILL') };
}

async function ended(child, signal) {
  if (child.exitCode !== null) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
}

async function reply(child) {
  const [message] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => { throw new Error(`${child.spawnargs.slice(1, 3).join(' ')} ended early`); })]);
  return message;
}

function report(rows, clients, events) {
  const median = (numbers) => quantile([...numbers].sort((a, b) => a - b), 0.5);
  const of = (name, value) => median(rows.filter(({ side }) => side === name).map(value));
  const ms = (share) => ({ latencies }) => quantile(latencies, share);
  const bare = of('bare ws broadcast', ms(0.99));
  printTable(`fan-out: ${clients} subscribers with an equal operation, one event a second, ${events} events; clients in one process on the same machine (${cpus().length} cores), no compression`, Object.keys(sides).map((name) => ({
    side: name,
    'p50 ms': of(name, ms(0.5)).toFixed(0), 'p99 ms': of(name, ms(0.99)).toFixed(0), 'max ms': of(name, ms(1)).toFixed(0),
    'p99 / bare': (of(name, ms(0.99)) / bare).toFixed(2),
    lost: rows.filter(({ side }) => side === name).reduce((sum, { lost }) => sum + lost, 0),
    duplicates: rows.filter(({ side }) => side === name).reduce((sum, { duplicates }) => sum + duplicates, 0),
    'server CPU s': of(name, ({ cpu }) => cpu).toFixed(1), 'server MB': of(name, ({ rss }) => rss).toFixed(0),
  })));
}

/** Every socket is a file to the server, and another one to the process of the clients. */
function needDescriptors(needed) {
  const limit = execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim();
  if (limit !== 'unlimited' && Number(limit) < needed) throw new Error(`This needs ${needed} open files a process and ${limit} are allowed: run \`ulimit -n ${needed}\` first, or use fewer --clients.`);
}

/** NaN where there is no /proc. */
function cpuSeconds(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return NaN;
  }
}

function residentMb(pid) {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1000;
  } catch {
    return NaN;
  }
}
