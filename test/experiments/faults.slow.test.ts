import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isolationReport } from '../../src/engine';
import { decodeCursor } from '../../src/events';
import { randomFor } from '../../src/graphs/automl/search/random';
import { cli, type CliProcess } from '../support/cli';
import { product, type Product } from '../support/product';

// The whole product as processes, killed and frozen while components run. Each pod holds a name of its component and replica that only one
// process of the machine can have, so two at once would be seen; and it tells us each line that it has written, over the network since
// nothing else leads out of an isolated one.
const TWICE = 9;
const HOLD = `
import os, socket, sys, time
lock = socket.socket(socket.AF_UNIX)
try:
    lock.bind(chr(0) + os.environ['SIDE'] + os.environ['COMPONENT_NAME'] + '-' + os.environ['REPLICA_INDEX'])
except OSError:
    sys.exit(${TWICE})
told = socket.create_connection(('127.0.0.1', int(os.environ['TOLD'])))
told.sendall((os.environ['POD_NAME'] + chr(10)).encode())
for i in range(int(sys.argv[1])):
    print(f'tick {i}', flush=True)
    told.sendall(b'.')
    time.sleep(0.1)
`;
const TAKEN_OVER_WITHIN_MS = 20_000;

let rungraph: Product | undefined, side: string, listener: Server, port: number;
/** How many lines each pod has told of, by its name. */
const told = new Map<string, number>();
const others: CliProcess[] = [];
beforeAll(async () => {
  listener = createServer((pod) => {
    let text = '';
    pod.setEncoding('utf8').on('data', (data) => {
      text += data;
      const [name, dots] = text.split('\n');
      if (dots !== undefined) told.set(name!, dots.length);
    }).on('error', () => undefined);
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  port = (listener.address() as AddressInfo).port;
});
afterAll(() => void listener.close());
beforeEach(async () => { side = await mkdtemp(join(tmpdir(), 'rungraph-side-')); told.clear(); });
afterEach(async () => {
  for (const other of others.splice(0)) { other.kill('SIGKILL'); await other.exit; }
  await rungraph?.stop();
  rungraph = undefined;
  await rm(side, { recursive: true, force: true });
});

const holds = (name: string, ticks: number, more: object = {}) => ({ name, command: { argv: ['python3', 'hold.py', String(ticks)] }, files: [{ path: 'hold.py', content: HOLD }], resources: { cpu: 0.5 }, ...more });
const start = async (stages: object[]): Promise<{ id: string; number: number }> => (await rungraph!.graph('mutation($i: CreateExperimentInput!) { createExperiment(input: $i) { id number } }', { i: { name: 'x', envVars: [{ name: 'SIDE', value: side }, { name: 'TOLD', value: String(port) }], stages } })).createExperiment;
const running = async (number: number, attempt: number) => (await rungraph!.query(`select host, pid from pod where experiment_id = $1 and attempt = $2 and phase = 'RUNNING'`, [number, attempt]).catch(() => [])) as { pid: number }[];

async function eventually<T>(look: () => Promise<T | false | undefined>, withinMs: number, what: string): Promise<T> {
  for (const until = performance.now() + withinMs; ;) {
    const found = await look().catch(() => undefined);
    if (found) return found;
    if (performance.now() > until) throw new Error(`${what}: not within ${withinMs} ms`);
    await delay(50);
  }
}

/** Processes of pods: they have the folder of this test in their environment. */
const podProcesses = () => readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && (() => { try { return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`SIDE=${side}\0`) && !readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z '); } catch { return false; } })());

async function follow(id: string, ids: number[]): Promise<string> {
  for await (const { cursor, kind, experiment } of rungraph!.subscribe('subscription($id: ID!, $after: EventCursor) { experimentUpdated(id: $id, after: $after) { cursor kind experiment { status } } }', 'experimentUpdated', id)) {
    if (kind !== 'SNAPSHOT') ids.push(decodeCursor(cursor));
    if (kind === 'STATUS' && ['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(experiment.status)) return experiment.status;
  }
  throw new Error('unreachable');
}

async function linesOf(podId: string): Promise<string[]> {
  const lines: string[] = [];
  for (let after: string | null = null; ;) {
    const { pod: { log } } = await rungraph!.graph('query($id: ID!, $after: EventCursor) { pod(id: $id) { log(after: $after) { lines { text } next ended } } }', { id: podId, after }) as any;
    lines.push(...log.lines.map(({ text }: any) => text));
    if (!log.lines.length) { expect(log.ended).toBe(true); return lines; }
    after = log.next;
  }
}

/** The last attempt of each replica succeeded, those before it are known to be lost, exactly the lines that were printed are there, and nothing ran twice at once. */
async function check(id: string): Promise<any[]> {
  const { experiment: { pods: { nodes } } } = await rungraph!.graph('query($id: ID!) { experiment(id: $id) { pods(first: 200) { nodes { id name phase attempt exitCode replicaIndex component { id state } } } } }', { id });
  const replicas = Map.groupBy(nodes as any[], ({ component, replicaIndex }) => `${component.id} ${replicaIndex}`);
  for (const attempts of replicas.values()) {
    expect(attempts.map(({ attempt }) => attempt)).toEqual(attempts.map((_, i) => i + 1));
    expect(attempts.at(-1)).toMatchObject({ phase: 'SUCCEEDED', component: { state: 'FINISHED' } });
    for (const { phase } of attempts.slice(0, -1)) expect(['UNKNOWN', 'FAILED']).toContain(phase);
  }
  for (const { id: podId, name, phase, exitCode } of nodes) {
    expect(exitCode).not.toBe(TWICE);
    const lines = await linesOf(podId), ticks = told.get(name) ?? 0;
    expect(lines).toEqual(lines.map((_, i) => `tick ${i}`));
    // One that was killed may have been so between a line and its telling.
    if (phase === 'SUCCEEDED') expect(lines).toHaveLength(ticks); else expect([ticks, ticks + 1]).toContain(lines.length);
  }
  expect(podProcesses()).toEqual([]);
  return nodes;
}

const whereItWorks = isolationReport().how === 'bwrap' ? 'required' : 'off';
test.each([[1, 'off'], [2, whereItWorks], [3, 'off']] as const)('worker, server and Postgres are killed in the middle of a graph of components, seed %i, isolation %s', async (seed, isolation) => {
  const random = randomFor(seed, 0, 'pod faults');
  rungraph = await product(1, { RUNGRAPH_TASK_CPUS: '64', RUNGRAPH_ISOLATION: isolation });
  const first = Array.from({ length: 5 }, (_, i) => holds(`first${i}`, 30 + random.int(10), { replicas: 2 }));
  const second = Array.from({ length: 5 }, (_, i) => holds(`second${i}`, 10 + random.int(10), { dependsOn: [...new Set([random.int(5), random.int(5)])].map((j) => ({ component: `first${j}` })) }));
  const { id, number } = await start([{ name: 'one', components: first }, { name: 'two', components: second }]);
  const seen: number[][] = [[], [], []], following = seen.map((ids) => follow(id, ids));
  const pods = await eventually(async () => { const all = await running(number, 1); return all.length === 10 && all; }, 30_000, 'ten pods run');
  const killed = performance.now();
  process.kill(rungraph.workers()[0]!, 'SIGKILL');
  await eventually(async () => pods.every(({ pid }) => { try { process.kill(pid, 0); return false; } catch { return true; } }), 3000, 'the pods of a killed worker end');
  await eventually(async () => (await running(number, 2)).length === 10, killed + TAKEN_OVER_WITHIN_MS - performance.now(), 'they run again');
  console.log(`seed ${seed}: ten pods ran again after ${((performance.now() - killed) / 1000).toFixed(1)} s`);
  for (const what of random.next() < 0.5 ? ['server', 'postgres'] : ['postgres', 'server']) {
    await delay(random.int(1500));
    if (what === 'server') await rungraph.killServer(); else await rungraph.killPostgres();
  }
  expect(await Promise.all(following)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
  const nodes = await check(id);
  expect(nodes.filter(({ attempt }) => attempt === 1 && nodes.length > 15).length).toBe(15);
  const log = (await rungraph.query(`select id from event where topic = 'experiment' and subject = $1 order by id`, [id])).map((event) => Number(event.id));
  for (const ids of seen) expect(ids).toEqual(log.slice(-ids.length));
  const { experiment } = await rungraph.graph('query($id: ID!) { experiment(id: $id) { stages { state progress } progress { done total } } }', { id });
  expect(experiment).toEqual({ stages: [{ state: 'FINISHED', progress: 1 }, { state: 'FINISHED', progress: 1 }], progress: { done: 10, total: 10 } });
}, 180_000);

test.each(['SIGSTOP', 'SIGTERM'] as const)('a worker that gets %s: what it ran runs again on another one, and ends once', async (signal) => {
  rungraph = await product(1, { RUNGRAPH_TASK_CPUS: '8', RUNGRAPH_ISOLATION: 'off', RUNGRAPH_STOP_GRACE_SECONDS: '1' });
  const { id, number } = await start([{ name: 'one', components: [holds('long', 250)] }]);
  await eventually(async () => (await running(number, 1)).length === 1, 20_000, 'it runs');
  const [worker] = rungraph.workers();
  const other = cli(['worker'], { RUNGRAPH_HOME: rungraph.home, RUNGRAPH_LOG_LEVEL: 'info', RUNGRAPH_TASK_CPUS: '8', RUNGRAPH_ISOLATION: 'off' }, side);
  others.push(other);
  await other.line(/worker is ready/);
  process.kill(worker!, signal);
  if (signal === 'SIGSTOP') {
    await delay(15_000);
    process.kill(worker!, 'SIGCONT');
  }
  await eventually(async () => (await running(number, 2)).length === 1, 30_000, 'it runs again');
  const ids: number[] = [];
  expect(await follow(id, ids)).toBe('SUCCEEDED');
  const nodes = await check(id);
  expect(nodes.map(({ attempt }) => attempt)).toEqual([1, 2]);
  const ends = await rungraph.query(`select count(*)::int as n from event where topic = 'experiment' and subject = $1 and payload->>'kind' = 'STATUS'`, [id]);
  expect(ends[0].n).toBeLessThanOrEqual(4);   // created, initialising, running, succeeded
}, 150_000);
