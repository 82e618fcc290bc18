import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { queryOf } from '../../src/database/data-source';
import { repeatedly } from '../../src/cli/repeatedly';
import { LocalExecutor } from '../../src/engine';
import { Heartbeat } from '../../src/graphs/automl/worker/heartbeat';
import { gangJob } from '../../src/graphs/experiments/run/gang.job';
import { GangRunner } from '../../src/graphs/experiments/run/gang-runner';
import { WaitingRoom } from '../../src/graphs/experiments/run/waiting-room';
import { createGangService } from '../../src/graphs/experiments/services';
import { projectFolder, type AutomlGraph, type Answer } from './automl';

/** Runs the pods of experiments in this process, as a worker does in its own. @returns what ends it, and the queue */
export async function startPodWorker({ db, queue, config, log, python }: AutomlGraph, { gangsAtOnce = 4, capacity = {}, graceMs = 2000, mostWaiting = Infinity } = {}) {
  const id = randomUUID();
  const engine = new LocalExecutor({ interpreter: python.interpreter, pythonPath: join(projectFolder, 'python'), log, capacity: { cpus: 64, ...capacity } });
  await engine.start();
  const { gangs, folders } = createGangService({ db, queue, config }, id);
  const heartbeat = new Heartbeat(queryOf(db), id, { slots: 0, tasks: engine.capacity().tasks }, log);
  await heartbeat.start();
  const room = new WaitingRoom(mostWaiting, () => queue.hasWaiting(gangJob), 200), turns = repeatedly(200, log, () => room.turn());
  const runner = new GangRunner(gangs, engine, folders, graceMs, log, room);
  const atWork = new Set<Promise<void>>();
  queue.work(gangJob, gangsAtOnce, async (job) => {
    const work = runner.run(job);
    atWork.add(work);
    try { await work; } finally { atWork.delete(work); }
  });
  return {
    id, engine, gangs, folders,
    /** Resolves when nothing that runs now is left. */
    idle: () => Promise.allSettled(atWork),
    async stop() {
      await turns.stop();
      await queue.stop(1);
      await engine.stop(0);
      await heartbeat.stop();
    },
  };
}

const ALL = `id number uid status statusReason exitStatus errorMessage startedAt finishedAt progress { fraction total done failed running }
  stages { name index state progress components { id name state stateReason exitReason returnCode restarts workingDirectory pods { id name phase reason exitCode attempt replicaIndex ip pid startedAt finishedAt } } }
  outputs { name filename bytes url version final }`;

export const shell = (name: string, line: string, more: object = {}) => ({ name, command: { shell: line }, ...more });
export const oneStage = (...components: object[]) => [{ name: 'main', components }];

export async function create({ run }: AutomlGraph, input: object): Promise<any> {
  const { data, errors } = await run('mutation($input: CreateExperimentInput!) { createExperiment(input: $input) { id number status } }', { input: { name: 'test', ...input } });
  if (errors) throw errors[0]!;
  return data.createExperiment;
}

export const look = async ({ run }: AutomlGraph, id: string): Promise<any> => {
  const answer: Answer = await run(`query($id: ID!) { experiment(id: $id) { ${ALL} } }`, { id });
  if (answer.errors) throw answer.errors[0]!;
  return answer.data.experiment;
};

/** Waits for its events until the condition holds. */
export function until(graph: AutomlGraph, id: string, holds: (experiment: any) => boolean, withinMs = 30_000): Promise<any> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => { off(); look(graph, id).then((now) => reject(new Error(`It took too long; now: ${JSON.stringify(now)}`)), reject); }, withinMs);
    const check = () => look(graph, id).then((now) => { if (holds(now)) { clearTimeout(timer); off(); resolve(now); } }).catch(reject);
    const off = graph.feed.on('experiment', id, () => void check());
    void check();
  });
}

export const ended = (graph: AutomlGraph, id: string, withinMs?: number) => until(graph, id, ({ finishedAt }) => finishedAt !== null, withinMs);
export const component = (experiment: any, name: string) => experiment.stages.flatMap((s: any) => s.components).find((c: any) => c.name === name);

/** A place where programs of pods wait for each other: `line(name, n)` ends when n of them have come. */
export async function meetingPlace() {
  const waiting = new Map<string, ServerResponse[]>();
  const server = createServer(({ url = '' }, response) => {
    const [, name, needed] = url.split('/'), here = [...(waiting.get(name!) ?? []), response];
    waiting.set(name!, here);
    if (here.length >= Number(needed)) here.forEach((one) => one.end());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    line: (name: string, needed: number) => `python3 -c 'import urllib.request as u; u.urlopen("http://127.0.0.1:${port}/${name}/${needed}").read()'`,
    close: () => { server.closeAllConnections(); server.close(); },
  };
}
