import { randomUUID } from 'node:crypto';
import { queryOf } from '../../src/database/data-source';
import { Heartbeat } from '../../src/graphs/automl/worker/heartbeat';
import { createGangService } from '../../src/graphs/experiments/services';
import { AttemptLost } from '../../src/jobs/job-queue';
import { automlGraph, type AutomlGraph } from '../support/automl';
import { component, create, ended, look, meetingPlace, oneStage, shell, startPodWorker, until } from '../support/experiments';

let graph: AutomlGraph;
const workers: Awaited<ReturnType<typeof startPodWorker>>[] = [];
const work = async (options: Parameters<typeof startPodWorker>[1]) => { workers.push(await startPodWorker(graph, options)); };
beforeEach(async () => { graph = await automlGraph(); });
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.stop();
  await graph.close();
});

const several = (count: number) => oneStage(...Array.from({ length: count }, (_, i) => shell(`c${i}`, 'true')));

test('a higher priority goes first; those of one priority take turns, however many components each has', async () => {
  const [a, b, urgent] = [await create(graph, { name: 'a', stages: several(6) }), await create(graph, { name: 'b', stages: several(3) }), await create(graph, { name: 'urgent', priority: 5, stages: several(2) })];
  expect((await graph.run('query($id: ID!) { experiment(id: $id) { status statusReason } }', { id: a.id })).data.experiment).toEqual({ status: 'ACCEPTED', statusReason: 'NO_WORKER_ALIVE' });
  await work({ gangsAtOnce: 1 });
  for (const { id } of [a, b, urgent]) await ended(graph, id);
  const rows: { name: string }[] = await graph.db.query('select e.name from pod p join experiment e on e.id = p.experiment_id order by p.id');
  expect(rows.map(({ name }) => name).join(' ')).toBe('urgent urgent a b a b a b a a a');
});

test('a worker that runs no pods is none to an experiment', async () => {
  const { id } = await create(graph, { stages: several(1) });
  const seen = async () => (await graph.run('query($id: ID!) { experiment(id: $id) { statusReason } workers { slots podSlots alive } }', { id })).data;
  const trialsOnly = new Heartbeat(queryOf(graph.db), randomUUID(), { slots: 2, tasks: 0 }, graph.log), both = new Heartbeat(queryOf(graph.db), randomUUID(), { slots: 1, tasks: 3 }, graph.log);
  try {
    await trialsOnly.start();
    expect(await seen()).toEqual({ experiment: { statusReason: 'NO_WORKER_ALIVE' }, workers: [{ slots: 2, podSlots: 0, alive: true }] });
    await both.start();
    expect(await seen()).toEqual({ experiment: { statusReason: 'WORKERS_BUSY' }, workers: [{ slots: 2, podSlots: 0, alive: true }, { slots: 1, podSlots: 3, alive: true }] });
  } finally {
    await Promise.all([trialsOnly.stop(), both.stop()]);
  }
});

test('a gang that is larger than a worker says so, and goes on when a larger one comes', async () => {
  await work({ gangsAtOnce: 1, capacity: { cpus: 2 } });
  const { id } = await create(graph, { stages: oneStage(shell('large', 'true', { replicas: 3, resources: { cpu: 1 } })) });
  const waiting = await until(graph, id, (e) => e.status === 'WAITING_ON_RESOURCE');
  expect(component(waiting, 'large')).toMatchObject({ state: 'WAITING_ON_RESOURCE', stateReason: expect.stringMatching(/3 cores/), pods: [] });
  await work({ gangsAtOnce: 6, capacity: { cpus: 4 } });
  const done = await ended(graph, id, 60_000);
  expect(done).toMatchObject({ status: 'SUCCEEDED' });
  expect(component(done, 'large').pods.map(({ attempt, phase }: any) => [attempt, phase])).toEqual([[1, 'SUCCEEDED'], [1, 'SUCCEEDED'], [1, 'SUCCEEDED']]);
}, 90_000);

test('one that is stopped at the moment when a worker puts it back ends', async () => {
  const { id, number } = await create(graph, { stages: several(1) });
  const { gangs } = createGangService(graph, randomUUID());
  let withdrawn = false;
  const job = { data: { experiment: number, gang: (await graph.db.query('select gang_id as gang from component'))[0].gang }, signal: new AbortController().signal, settle: async () => { if (withdrawn) throw new AttemptLost(); } };
  const begun = await gangs.begin(job, []);
  await graph.run('mutation($id: ID!) { stopExperiment(id: $id) { status } }', { id });
  withdrawn = true;
  await gangs.putBack(job, begun!, 'It is too large.', 1);
  const done = await ended(graph, id, 3000);
  expect(done).toMatchObject({ status: 'CANCELLED' });
  expect(component(done, 'c0')).toMatchObject({ state: 'COMPONENT_SHUTDOWN', pods: [] });
});

test('a worker knows what it is to run before the rows say so, and of a beginning that is tried again only the last counts', async () => {
  const { number } = await create(graph, { stages: several(1) });
  const { gangs } = createGangService(graph, randomUUID());
  const [{ gang }] = await graph.db.query('select gang_id as gang from component');
  const job = { data: { experiment: number, gang }, signal: new AbortController().signal, settle: async () => {} };
  const rows = () => graph.db.query('select id, attempt from pod where experiment_id = $1', [number]);
  const planned: number[] = [];
  const begun = await gangs.begin(job, [], () => null, ({ parts }) => {
    planned.push(parts[0]!.pods[0]!.number);
    if (planned.length === 1) throw Object.assign(new Error('a deadlock'), { code: '40P01' });
  });
  expect(planned).toHaveLength(2);
  expect(begun!.parts[0]!.pods.map((pod) => pod.number)).toEqual([planned[1]]);
  expect(await rows()).toEqual([{ id: planned[1], attempt: 1 }]);
});

test('those that wait for cores keep neither waiting who needs none, nor who is more urgent', async () => {
  const place = await meetingPlace();
  try {
    await work({ gangsAtOnce: 3, capacity: { cpus: 1 }, mostWaiting: 2 });
    const cpu = { resources: { cpu: 1 } };
    const holder = await create(graph, { name: 'holds', stages: oneStage(shell('c0', place.line('free', 2), cpu)) });
    await until(graph, holder.id, ({ status }) => status === 'RUNNING');
    const { id } = await create(graph, { name: 'large', stages: oneStage(...[1, 2, 3, 4, 5].map((i) => shell(`c${i}`, 'true', cpu))) });
    await until(graph, id, ({ stages: [{ components }] }) => components.filter(({ pods }: any) => pods.length).length === 2);
    const light = await create(graph, { name: 'light', stages: several(1) });
    expect(await ended(graph, light.id, 20_000)).toMatchObject({ status: 'SUCCEEDED' });
    const urgent = await create(graph, { name: 'urgent', priority: 5, stages: oneStage(shell('c0', 'true', cpu)) });
    await until(graph, urgent.id, ({ stages: [{ components: [{ pods }] }] }) => pods.length === 1);
    expect(await look(graph, holder.id)).toMatchObject({ status: 'RUNNING' });
    await fetch(/http:[^"]+/.exec(place.line('free', 2))![0]);
    for (const each of [id, urgent.id, holder.id]) expect(await ended(graph, each, 30_000)).toMatchObject({ status: 'SUCCEEDED' });
    const rows: { name: string }[] = await graph.db.query(`select e.name || ' ' || c.name as name from pod p join component c on c.id = p.component_id join experiment e on e.id = p.experiment_id where p.phase = 'SUCCEEDED' and e.name <> 'light' order by p.started_at`);
    expect(rows.slice(0, 2).map(({ name }) => name)).toEqual(['holds c0', 'urgent c0']);
    expect(rows).toHaveLength(7);
    expect(await graph.db.query("select from pod p join component c on c.id = p.component_id where c.attempt <> 1 or p.phase <> 'SUCCEEDED'")).toEqual([]);
  } finally {
    place.close();
  }
}, 90_000);
