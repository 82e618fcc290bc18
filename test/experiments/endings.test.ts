import { existsSync, readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { queryOf } from '../../src/database/data-source';
import { sweepExperimentFolders } from '../../src/graphs/experiments/run/folder-sweep';
import { automlGraph, type AutomlGraph } from '../support/automl';
import { waitUntil } from '../engine/workbench';
import { component, create, ended, look, meetingPlace, oneStage, shell, startPodWorker, until } from '../support/experiments';

// Experiments that end in unusual ways; a worker with room for two cores.
let graph: AutomlGraph, worker: Awaited<ReturnType<typeof startPodWorker>>, place: Awaited<ReturnType<typeof meetingPlace>>;
beforeAll(async () => {
  graph = await automlGraph();
  worker = await startPodWorker(graph, { gangsAtOnce: 6, capacity: { cpus: 2 } });
  place = await meetingPlace();
});
afterAll(async () => {
  place?.close();
  await worker?.stop();
  await graph?.close();
});

const stop = (id: string) => graph.run('mutation($id: ID!) { stopExperiment(id: $id) { status } }', { id });
const states = (experiment: any, ...names: string[]) => names.map((name) => component(experiment, name).state);
const cores = (cpu: number) => ({ resources: { cpu } });

/** An experiment that has all the room until it is stopped. */
async function holdAll(): Promise<string> {
  const { id } = await create(graph, { stages: oneStage(shell('big', 'sleep 600', cores(2))) });
  await until(graph, id, (e) => e.status === 'RUNNING');
  return id;
}

test('one that waits for room says so, may be stopped meanwhile, and starts when the room is given back', async () => {
  const holder = await holdAll();
  const [{ id: stopped }, { id: patient }] = await Promise.all([create(graph, { stages: oneStage(shell('a', 'true', cores(2))) }), create(graph, { stages: oneStage(shell('b', 'true', cores(2))) })]);
  for (const id of [stopped, patient]) {
    const waiting = await until(graph, id, (e) => e.status === 'WAITING_ON_RESOURCE');
    expect(waiting).toMatchObject({ statusReason: 'COMPONENTS_WAIT', stages: [{ state: 'WAITING_ON_RESOURCE', components: [{ state: 'WAITING_ON_RESOURCE', stateReason: expect.stringMatching(/2 cores/), pods: [{ phase: 'PENDING' }] }] }] });
  }
  await stop(stopped);
  const done = await ended(graph, stopped);
  expect(done).toMatchObject({ status: 'CANCELLED', exitStatus: 'STOPPED' });
  expect(component(done, 'a')).toMatchObject({ state: 'COMPONENT_SHUTDOWN', exitReason: 'Cancelled', pods: [{ phase: 'FAILED', startedAt: null }] });
  await stop(holder);
  expect(await ended(graph, patient)).toMatchObject({ status: 'SUCCEEDED' });
});

test('a gang of which one member cannot start any more ends as a whole, and the experiment with it', async () => {
  const { id } = await create(graph, { stages: [
    { name: 'first', continueOnError: true, components: [shell('bad', 'exit 1'), shell('good', 'true')] },
    { name: 'second', components: [shell('needs-bad', 'true', { gang: 'g', dependsOn: [{ component: 'bad' }] }), shell('mate', 'true', { gang: 'g' }), shell('after-mate', 'true', { dependsOn: [{ component: 'mate' }] })] },
    { name: 'last', components: [shell('needs-good', 'true', { dependsOn: [{ component: 'good' }] })] },
  ] });
  const done = await ended(graph, id, 10_000);
  expect(done.status).toBe('SUCCEEDED');
  expect(states(done, 'needs-bad', 'mate', 'after-mate', 'needs-good')).toEqual(['COMPONENT_SHUTDOWN', 'COMPONENT_SHUTDOWN', 'COMPONENT_SHUTDOWN', 'FINISHED']);
});

test('a program that cannot be started fails its component; where errors are allowed the experiment succeeds', async () => {
  const { id } = await create(graph, { stages: [{ name: 'main', continueOnError: true, components: [{ name: 'none', command: { argv: ['/no/such/program'] } }] }] });
  const done = await ended(graph, id, 10_000);
  expect(done.status).toBe('SUCCEEDED');
  expect(component(done, 'none')).toMatchObject({ state: 'FAILED', exitReason: 'SubmissionFailed', pods: [{ phase: 'FAILED' }] });
});

test('what cannot be put in its place fails the component once, with the reason, and its log ends', async () => {
  const { id } = await create(graph, { stages: oneStage(
    shell('pipe', 'mkdir d && mkfifo d/f'), shell('copies', 'true', { dependsOn: [{ component: 'pipe', method: 'COPY', path: 'd' }] })) });
  const done = await ended(graph, id, 15_000);
  expect(component(done, 'copies')).toMatchObject({ state: 'FAILED', stateReason: expect.stringMatching(/cannot be copied|pipe/i), pods: [{ attempt: 1, phase: 'FAILED' }] });
  const { data } = await graph.run('query($id: ID!) { pod(id: $id) { log { lines { text } ended } } }', { id: component(done, 'copies').pods[0].id });
  expect(data.pod.log).toEqual({ lines: [], ended: true });
});

test.each(['COPY', 'LINK'])('%s: a path that leads out of the producer is refused', async (method) => {
  const { id } = await create(graph, { stages: oneStage(shell('sly', 'ln -s /etc/passwd data'), shell('reads', 'cat data', { dependsOn: [{ component: 'sly', method, path: 'data' }] })) });
  const done = await ended(graph, id);
  expect(component(done, 'reads')).toMatchObject({ state: 'FAILED', exitReason: 'SubmissionFailed', stateReason: 'It needs data of sly, which is not there.' });
});

test('an output that leads out of its folder is not there', async () => {
  const { id } = await create(graph, { stages: oneStage(shell('sly', 'ln -s /etc out')), outputs: [{ name: 'secret', component: 'sly', path: 'out/passwd' }] });
  expect(await ended(graph, id)).toMatchObject({ status: 'FAILED', errorMessage: expect.stringContaining('Its output secret is not there') });
});

test("a component's plain variable wins over the experiment's secret of the same name", async () => {
  const { id } = await create(graph, {
    envVars: [{ name: 'KEY', value: 'of-all', secret: true }, { name: '__proto__', value: 'odd', secret: true }],
    stages: oneStage(shell('own', '[ "$KEY" = mine ] && env | grep -q "^__proto__=odd$"', { envVars: [{ name: 'KEY', value: 'mine' }] })),
  });
  expect(await ended(graph, id)).toMatchObject({ status: 'SUCCEEDED' });
});

test('deleting with force leaves nothing, also of what is written until the end', async () => {
  const { id } = await create(graph, { stages: oneStage(shell('writer', `trap '' TERM; while :; do mkdir -p "$PWD/more"; echo x >> "$PWD/more/file"; echo line; done`)) });
  const running = await until(graph, id, (e) => e.status === 'RUNNING');
  const { workingDirectory, pods: [pod] } = component(running, 'writer');
  const { errors } = await graph.run('mutation($id: ID!) { deleteExperiment(id: $id, force: true) { id } }', { id });
  expect(errors).toBeUndefined();
  await worker.idle();
  expect(() => process.kill(pod.pid, 0)).toThrow('ESRCH');
  expect(existsSync(join(workingDirectory, '..', '..', '..'))).toBe(false);
  expect(existsSync(join(graph.config.home, 'logs', 'pods', pod.id.split('_')[1]))).toBe(false);
});

test('what a deletion has left is swept after an hour; folders of the living, of strangers and of other databases stay', async () => {
  const [kept, gone] = await Promise.all([1, 2].map(() => create(graph, { stages: oneStage(shell('c', 'true')) })));
  const [a, b] = [await ended(graph, kept.id), await ended(graph, gone.id)];
  const { home } = graph.config, folderOf = (uid: string) => join(home, 'experiments', uid), logOf = (e: any) => join(home, 'logs', 'pods', component(e, 'c').pods[0].id.split('_')[1]);
  await graph.run('mutation($id: ID!) { deleteExperiment(id: $id) { id } }', { id: gone.id });
  const left = [folderOf(b.uid), logOf(b)], others = [folderOf('00000000-0000-4000-8000-000000000000'), folderOf('notes'), join(home, 'logs', 'pods', '999999'), folderOf(a.uid), logOf(a)];
  for (const folder of [...left, ...others]) await mkdir(join(folder, 'more'), { recursive: true });
  const sweep = (now: number) => sweepExperimentFolders(queryOf(graph.db), home, graph.log, { now });
  expect(await sweep(Date.now())).toBe(0);
  expect(await sweep(Date.now() + 3_700_000)).toBe(2);
  expect(left.filter(existsSync)).toEqual([]);
  expect(others.filter((folder) => !existsSync(folder))).toEqual([]);
});

test('a pod that goes beyond its memory fails with the limit as its reason, and says how that is kept', async () => {
  const { id } = await create(graph, { stages: oneStage({ name: 'greedy', command: { argv: ['python', '-c', 'import time\nx = bytearray(300_000_000)\ntime.sleep(300)'] }, resources: { memoryBytes: 64e6 } }) });
  const done = await ended(graph, id);
  const { state, exitReason, stateReason, pods } = component(done, 'greedy');
  expect({ state, exitReason, stateReason }).toEqual({ state: 'FAILED', exitReason: 'ResourceExhausted', stateReason: expect.stringContaining('The limit of 64000000 bytes of memory was exceeded') });
  const { data } = await graph.run('query($id: ID!) { pod(id: $id) { enforcement { what how why } maxMemoryBytes } }', { id: pods[0].id });
  expect(data.pod.enforcement).toContainEqual({ what: 'memory', how: expect.stringMatching(/^(cgroup|sampled)$/), why: expect.stringMatching(/control groups/i) });
  expect(data.pod.maxMemoryBytes).toBeGreaterThanOrEqual(64e6);
});

test('the code of a program that a signal ended is 128 and the number of the signal, whichever it was', async () => {
  const codes = { ABRT: 134, BUS: 135, FPE: 136, USR1: 138, SYS: 159, RTMIN: 162 };
  const { id } = await create(graph, { stages: [{ name: 'main', continueOnError: true, components: [...Object.keys(codes).map((signal) => shell(signal.toLowerCase(), `exec bash -c 'kill -${signal} $$'`)), shell('exits', 'exit 150')] }] });
  const done = await ended(graph, id);
  const told = (name: string) => [component(done, name).returnCode, component(done, name).pods[0].exitCode];
  for (const [signal, code] of Object.entries(codes)) expect([signal, ...told(signal.toLowerCase())]).toEqual([signal, code, code]);
  expect(told('exits')).toEqual([150, 150]);
});

test('one whose output is copied is shown as running, and a stop ends the copying at once', async () => {
  const { id } = await create(graph, { stages: oneStage(shell('large', 'truncate -s 50G big.bin')), outputs: [{ name: 'o', component: 'large', path: 'big.bin' }] });
  const temporary = join(graph.config.home, 'artefacts', 'tmp');
  await waitUntil(() => existsSync(temporary) && readdirSync(temporary).length > 0, 10_000);
  expect(await look(graph, id)).toMatchObject({ status: 'RUNNING', stages: [{ components: [{ state: 'RUNNING', pods: [{ phase: 'RUNNING', startedAt: expect.any(String) }] }] }] });
  await stop(id);
  const done = await ended(graph, id, 5000);
  expect(done).toMatchObject({ status: 'CANCELLED', stages: [{ components: [{ state: 'COMPONENT_SHUTDOWN', exitReason: 'Cancelled', stateReason: 'It was stopped before its outputs were kept.' }] }], outputs: [{ url: null }] });
  expect(readdirSync(temporary)).toEqual([]);
});

test('the output of a service is kept when it ends well after all that it served', async () => {
  const { id } = await create(graph, { stages: oneStage(
    shell('serves', `trap 'exit 0' TERM; echo served > out.txt; ${place.line('served', 2)}; while :; do sleep 0.05; done`, { gang: 'g', service: true }), shell('works', place.line('served', 2), { gang: 'g' })),
    outputs: [{ name: 'o', component: 'serves', path: 'out.txt' }] });
  expect(await ended(graph, id)).toMatchObject({ status: 'SUCCEEDED', stages: [{ components: [{ state: 'FINISHED' }, { state: 'FINISHED' }] }], outputs: [{ bytes: 7, url: expect.any(String) }] });
});
