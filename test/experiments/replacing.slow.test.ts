import { automlGraph, type AutomlGraph } from '../support/automl';
import { component, create as createExperiment, ended, look, meetingPlace, oneStage, shell, startPodWorker, until } from '../support/experiments';
import { gitServer } from '../support/git-server';

// What a request that replaces another one meets on its way: ends, failures, other requests, no room.
let graph: AutomlGraph, worker: Awaited<ReturnType<typeof startPodWorker>>, place: Awaited<ReturnType<typeof meetingPlace>>;
beforeAll(async () => {
  graph = await automlGraph();
  worker = await startPodWorker(graph, { gangsAtOnce: 8, capacity: { tasks: 6 }, graceMs: 3000 });
  place = await meetingPlace();
});
afterAll(async () => {
  place?.close();
  await worker?.stop();
  await graph?.close();
});

const SLEEP = 'exec sleep 600';
const job = (replicas: number, line = SLEEP, more: object = {}) => ({ framework: 'TensorFlow', command: { shell: line }, roles: [{ role: 'Worker', replicas }], ...more });
async function mutate(field: string, input: object, id?: string): Promise<any> {
  const { data, errors } = await graph.run(`mutation($input: FrameworkJobInput!${id ? ', $id: ID!' : ''}) { ${field}(input: $input${id ? ', id: $id' : ''}) { id } }`, { input: { name: 'job', ...input }, id });
  if (errors) throw errors[0]!;
  return data[field].id;
}
const create = (input: object): Promise<string> => mutate('createFrameworkJob', input);
const replace = (id: string, input: object) => mutate('replaceFrameworkJob', input, id);
const stop = (id: string) => graph.run('mutation($id: ID!) { stopExperiment(id: $id) { id } }', { id });
const pods = (experiment: any, name = 'worker') => component(experiment, name)?.pods ?? [];
const running = (count: number, name = 'worker') => (experiment: any) => pods(experiment, name).filter(({ phase }: any) => phase === 'RUNNING').length === count;
const open = (experiment: any) => experiment.stages.flatMap((s: any) => s.components.flatMap((c: any) => c.pods)).filter(({ phase }: any) => phase === 'PENDING' || phase === 'RUNNING');
const visit = (line: string) => fetch(/http:[^"]+/.exec(line)![0]);
/** Takes places of the worker until it is stopped. */
async function occupy(places: number): Promise<() => Promise<unknown>> {
  const { id } = await createExperiment(graph, { name: 'other', stages: oneStage(shell('c', SLEEP, { replicas: places })) });
  await until(graph, id, running(places, 'c'));
  return async () => { await stop(id); return ended(graph, id); };
}

test('a job ends when nothing of it runs, what was taken out of it too', async () => {
  const id = await create(job(1));
  await until(graph, id, running(1));
  await replace(id, { framework: 'PyTorch', command: { shell: SLEEP }, roles: [{ role: 'Master' }] });
  await stop(id);
  const done = await ended(graph, id);
  expect([done.status, open(done)]).toEqual(['CANCELLED', []]);
  expect(component(done, 'worker')).toMatchObject({ state: 'COMPONENT_SHUTDOWN' });
});

test('code that is still being fetched when it is not wanted any more is given up, and the stage with it', async () => {
  const server = await gitServer();
  try {
    const asked = server.hold('slow.git');
    const id = await create(job(1, SLEEP, { code: { git: { url: `${server.url}/slow.git`, username: 'a', password: 'marker-secret', trustCerts: true } } }));
    await asked;
    await until(graph, id, running(1, 'code'));
    await replace(id, job(1, 'true'));
    const done = await ended(graph, id);
    expect([done.status, open(done)]).toEqual(['SUCCEEDED', []]);
    expect(done.stages.map(({ name, state, progress }: any) => [name, state, progress])).toEqual([['prepare', 'FINISHED', 1], ['job', 'FINISHED', 1]]);
    expect((await graph.db.query('select count(*)::int as count from component where secrets::text like $1', ['%marker-secret%']))[0].count).toBe(0);
  } finally {
    await server.close();
  }
});

test('two codes one after the other do not meet in one folder', async () => {
  const server = await gitServer();
  try {
    for (const name of ['a', 'b']) server.repository(`${name}.git`, { 'name.txt': name });
    const code = (name: string) => job(1, 'cat "$CODE_PATH/current/name.txt"', { code: { git: { url: `${server.url}/${name}.git`, trustCerts: true } } });
    const ids = await Promise.all(Array.from({ length: 6 }, async (_, i) => {
      const id = await create(code('a'));
      if (i % 2) await until(graph, id, (e) => pods(e, 'code').length > 0);
      await replace(id, code('b'));
      return id;
    }));
    for (const id of ids) {
      const done = await ended(graph, id, 60_000), { data } = await graph.run('query($id: ID!) { pod(id: $id) { log { lines { text } } } }', { id: pods(done).at(-1).id });
      expect([done.status, open(done), data.pod.log.lines]).toEqual(['SUCCEEDED', [], [{ text: 'b' }]]);
    }
  } finally {
    await server.close();
  }
}, 90_000);

test('a replica that finds room while the job is being stopped does not run on', async () => {
  const release = await occupy(4);
  const id = await create(job(1, `[ $REPLICA_INDEX = 0 ] && trap 'sleep 2; exit 0' TERM; while :; do sleep 0.1; done`));
  await until(graph, id, running(1));
  await replace(id, job(2, `[ $REPLICA_INDEX = 0 ] && trap 'sleep 2; exit 0' TERM; while :; do sleep 0.1; done`));
  await until(graph, id, running(2));
  await replace(id, job(3, `[ $REPLICA_INDEX = 0 ] && trap 'sleep 2; exit 0' TERM; while :; do sleep 0.1; done`));
  await until(graph, id, (e) => pods(e).some(({ phase, reason }: any) => phase === 'PENDING' && reason?.includes('Waits for')));
  await stop(id);
  expect(open(await ended(graph, id))).toEqual([]);
  await release();
});

test('a replica that comes while the others are ended for a failure begins again with them', async () => {
  const line = `[ $ATTEMPT -gt 1 ] && exit 0; [ $REPLICA_INDEX = 1 ] && trap 'sleep 2; exit 0' TERM; [ $REPLICA_INDEX = 0 ] && { ${place.line('failing', 2)}; exit 3; }; while :; do sleep 0.1; done`;
  const id = await create(job(2, line));
  await until(graph, id, running(2));
  await visit(place.line('failing', 2));
  await until(graph, id, (e) => pods(e).some(({ phase }: any) => phase === 'FAILED'));
  await replace(id, job(3, line));
  const done = await ended(graph, id);
  expect([done.status, open(done), Math.max(...pods(done).map(({ attempt }: any) => attempt))]).toEqual(['SUCCEEDED', [], 2]);
});

test('a replica that fails when it is not wanted any more ends nothing', async () => {
  const line = `[ $REPLICA_INDEX = 0 ] && exec sleep 3; ${place.line('unwanted', 2)}; exit 3`;
  const id = await create(job(2, line));
  await until(graph, id, running(2));
  await replace(id, job(1, line));
  await visit(place.line('unwanted', 2));
  expect(await ended(graph, id)).toMatchObject({ status: 'SUCCEEDED' });
});

test('shrinking again and again leaves those alone that stay', async () => {
  const id = await create(job(3));
  const before = await until(graph, id, running(3));
  for (const replicas of [2, 1]) {
    await replace(id, job(replicas));
    await until(graph, id, running(replicas));
  }
  expect(pods(await look(graph, id))[0]).toEqual(pods(before)[0]);
  expect(pods(await look(graph, id))).toHaveLength(3);
  await stop(id);
  await ended(graph, id);
});

test('a job that waits for room asks for what is wanted now', async () => {
  const release = await occupy(4);
  const id = await create(job(4));
  await until(graph, id, (e) => component(e, 'worker').state === 'WAITING_ON_RESOURCE');
  await replace(id, job(1));
  await until(graph, id, running(1));
  await stop(id);
  await ended(graph, id);
  await release();
});

test('a gang that is larger than its worker makes no pods; replaced, it runs at once and once', async () => {
  const server = await gitServer();
  try {
    server.repository('a.git', { 'x.txt': 'x' });
    const id = await create(job(10));
    const waiting = await until(graph, id, (e) => component(e, 'worker').state === 'WAITING_ON_RESOURCE');
    expect(component(waiting, 'worker')).toMatchObject({ stateReason: 'It needs 10 places for tasks, and there are 6 places for tasks in all.', pods: [] });
    await replace(id, job(1, 'exec sleep 7', { code: { git: { url: `${server.url}/a.git`, trustCerts: true } } }));
    const done = await ended(graph, id);
    // Its old place in the queue comes up while it runs.
    expect([done.status, pods(done).map(({ attempt, phase }: any) => [attempt, phase])]).toEqual(['SUCCEEDED', [[1, 'SUCCEEDED']]]);
  } finally {
    await server.close();
  }
}, 60_000);

test('an output that a request adds is kept', async () => {
  const line = `echo hi > out.txt; ${place.line('output', 2)}`;
  const id = await create(job(1, line));
  await until(graph, id, running(1));
  await replace(id, job(1, line, { outputs: [{ name: 'o', component: 'worker', path: 'out.txt' }] }));
  await visit(place.line('output', 2));
  expect((await ended(graph, id)).outputs).toEqual([expect.objectContaining({ name: 'o', version: 1, final: true, bytes: 3 })]);
});
