import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { automlGraph, type AutomlGraph } from '../support/automl';
import { component, create, ended, look, meetingPlace, oneStage, shell, startPodWorker, until } from '../support/experiments';

let graph: AutomlGraph, worker: Awaited<ReturnType<typeof startPodWorker>>, place: Awaited<ReturnType<typeof meetingPlace>>;
beforeAll(async () => {
  graph = await automlGraph();
  worker = await startPodWorker(graph);
  place = await meetingPlace();
});
afterAll(async () => {
  place?.close();
  await worker?.stop();
  await graph?.close();
});

/** Lets a program go on that waits in the line of this name for one more. */
const release = async (name: string) => void await fetch(/http:[^"]+/.exec(place.line(name, 2))![0]);
const logOf = async (podId: string, args = '') => (await graph.run(`query($id: ID!) { pod(id: $id) { log${args} { lines { stream text } truncated ended next } } }`, { id: podId })).data.pod.log;

test('a component reads what another one wrote', async () => {
  const { id } = await create(graph, {
    stages: [
      { name: 'make', components: [shell('numbers', 'seq 1 5 > numbers.txt; echo made')] },
      { name: 'use', components: [shell('sum', 'awk "{s += \\$1} END {print s}" "$INPUT_NUMBERS" | tee sum.txt', { dependsOn: [{ component: 'numbers', path: 'numbers.txt' }] })] },
    ],
    outputs: [{ name: 'total', component: 'sum', path: 'sum.txt', type: 'text' }],
  });
  const done = await ended(graph, id);
  expect(done).toMatchObject({ status: 'SUCCEEDED', exitStatus: 'SUCCESS', errorMessage: null, progress: { fraction: 1, total: 2, done: 2, failed: 0, running: 0 } });
  expect(done.stages.map((s: any) => [s.name, s.state, s.progress])).toEqual([['make', 'FINISHED', 1], ['use', 'FINISHED', 1]]);
  const [pod] = component(done, 'sum').pods;
  expect(pod).toMatchObject({ name: 'test-sum-0', phase: 'SUCCEEDED', exitCode: 0, attempt: 1, ip: '127.0.0.1' });
  expect(await logOf(pod.id)).toMatchObject({ lines: [{ stream: 'STDOUT', text: '15' }], truncated: false, ended: true });
  expect(done.outputs).toEqual([{ name: 'total', filename: 'sum.txt', bytes: 3, url: expect.stringMatching(/^\/artefacts\/outputs\/ou_\d+$/), version: 1, final: true }]);
  expect(await readFile(join(component(done, 'numbers').workingDirectory, 'numbers.txt'), 'utf8')).toBe('1\n2\n3\n4\n5\n');
});

test('what depends on nothing of each other runs at the same time', async () => {
  // Each waits for the other one: one after the other they would never end.
  const { id } = await create(graph, { stages: oneStage(shell('a', place.line('ab', 2)), shell('b', place.line('ab', 2))) });
  expect(await ended(graph, id)).toMatchObject({ status: 'SUCCEEDED' });
});

test('a component starts when its own producers are done, whatever else its stage and those before it do; stages weigh in the progress', async () => {
  const needs = (producer: string) => ({ dependsOn: [{ component: producer }] });
  const { id } = await create(graph, { stages: [
    { name: 'first', weight: 3, components: [shell('quick', 'true'), shell('slow', place.line('slow', 2)), shell('beside', 'true', needs('quick')), shell('behind', 'true', needs('slow'))] },
    { name: 'second', components: [shell('next', 'true', needs('quick'))] },
  ] });
  await until(graph, id, (e) => component(e, 'slow').state === 'RUNNING' && ['beside', 'next'].every((name) => component(e, name).state === 'FINISHED'), 15_000);
  // Half of a stage with three quarters of the weight, and all of the other one.
  expect(await look(graph, id)).toMatchObject({ status: 'RUNNING', progress: { fraction: 0.625, total: 5, done: 3, failed: 0, running: 1 }, stages: [{ state: 'RUNNING', progress: 0.5 }, { state: 'FINISHED', progress: 1 }] });
  await release('slow');
  expect(await ended(graph, id)).toMatchObject({ status: 'SUCCEEDED', progress: { fraction: 1, done: 5 } });
});

test('a failure ends the experiment: what runs is ended, what waits never starts', async () => {
  const { id } = await create(graph, { stages: oneStage(
    shell('bad', `${place.line('failure', 2)}; echo broken >&2; exit 3`), shell('long', `${place.line('failure', 2)}; sleep 600`), shell('after', 'echo never', { dependsOn: [{ component: 'bad' }] })) });
  const done = await ended(graph, id);
  expect(done).toMatchObject({ status: 'FAILED', exitStatus: 'FAILED', statusReason: 'COMPONENT_FAILED', errorMessage: 'bad failed: exit code 3' });
  expect(component(done, 'bad')).toMatchObject({ state: 'FAILED', exitReason: 'KnownIssue', returnCode: 3 });
  expect(component(done, 'long')).toMatchObject({ state: 'COMPONENT_SHUTDOWN', exitReason: 'Cancelled', pods: [{ phase: 'FAILED', exitCode: 143 }] });
  expect(component(done, 'after')).toMatchObject({ state: 'COMPONENT_SHUTDOWN', pods: [] });
  expect((await logOf(component(done, 'bad').pods[0].id)).lines).toEqual([{ stream: 'STDERR', text: 'broken' }]);
});

test('continueOnError: only what needs the failed one is shut down; the current stage is the first that is open', async () => {
  const { id } = await create(graph, { stages: [
    { name: 'first', continueOnError: true, components: [shell('bad', 'exit 1'), shell('good', place.line('good', 2))] },
    { name: 'last', components: [shell('needs-bad', 'true', { dependsOn: [{ component: 'bad' }] }), shell('needs-good', place.line('needs-good', 2), { dependsOn: [{ component: 'good' }] })] },
  ] });
  const currentStage = async () => (await graph.run('query($id: ID!) { experiment(id: $id) { currentStage { name } } }', { id })).data.experiment.currentStage;
  for (const [name, open] of [['first', 'good'], ['last', 'needs-good']] as const) {
    await until(graph, id, (e) => component(e, 'bad').state === 'FAILED' && component(e, open).state === 'RUNNING');
    expect(await currentStage()).toEqual({ name });
    await release(open);
  }
  const done = await ended(graph, id);
  expect(done.status).toBe('SUCCEEDED');
  expect(['bad', 'good', 'needs-bad', 'needs-good'].map((name) => component(done, name).state)).toEqual(['FAILED', 'FINISHED', 'COMPONENT_SHUTDOWN', 'FINISHED']);
  expect(await currentStage()).toBeNull();
});

test('a component is started again as often as it may be; each attempt has its own log', async () => {
  const { id } = await create(graph, { stages: oneStage(shell('flaky', 'echo attempt $ATTEMPT; [ "$ATTEMPT" = 3 ]', { maxRestarts: 2 })) });
  const done = await ended(graph, id);
  expect(done.status).toBe('SUCCEEDED');
  const { pods, restarts } = component(done, 'flaky');
  expect(restarts).toBe(2);
  expect(pods.map(({ attempt, phase, name }: any) => [attempt, phase, name])).toEqual([[1, 'FAILED', 'test-flaky-0'], [2, 'FAILED', 'test-flaky-0-attempt2'], [3, 'SUCCEEDED', 'test-flaky-0-attempt3']]);
  for (const { id: podId, attempt } of pods) expect((await logOf(podId)).lines[0].text).toBe(`attempt ${attempt}`);
});

test('a gang starts together, its service ends with it', async () => {
  const { id } = await create(graph, { kind: 'FRAMEWORK', stages: oneStage(
    shell('ps', `${place.line('gang', 4)}; sleep 600`, { gang: 'g', service: true, role: 'Ps' }),
    shell('worker', `${place.line('gang', 4)}; echo $REPLICA_INDEX of $REPLICAS`, { gang: 'g', replicas: 3 })) });
  const done = await ended(graph, id);
  expect(done.status).toBe('SUCCEEDED');
  expect(component(done, 'ps')).toMatchObject({ state: 'FINISHED', pods: [{ phase: 'SUCCEEDED' }] });
  const texts = await Promise.all(component(done, 'worker').pods.map(async ({ id: podId }: any) => (await logOf(podId)).lines[0].text));
  expect(texts).toEqual(['0 of 3', '1 of 3', '2 of 3']);
});

test('stopping ends what runs within the time of grace, and says so meanwhile', async () => {
  const { id } = await create(graph, { stages: oneStage(shell('deaf', `trap '' TERM; echo ready; while :; do sleep 0.1; done`), shell('after', 'true', { dependsOn: [{ component: 'deaf' }] })) });
  await until(graph, id, (e) => e.status === 'RUNNING');
  const { data } = await graph.run('mutation($id: ID!) { stopExperiment(id: $id) { status statusReason } }', { id });
  expect(data.stopExperiment).toEqual({ status: 'RUNNING', statusReason: 'STOPPING' });
  const done = await ended(graph, id);
  expect(done).toMatchObject({ status: 'CANCELLED', exitStatus: 'STOPPED', statusReason: 'STOPPED_BY_USER' });
  expect(component(done, 'deaf')).toMatchObject({ state: 'COMPONENT_SHUTDOWN', pods: [{ phase: 'FAILED', exitCode: 137 }] });
  const again = await graph.run('mutation($id: ID!) { stopExperiment(id: $id) { status } }', { id });
  expect(again.errors![0]).toMatchObject({ originalError: { code: 'CONFLICT' } });
});

test('an output that is not there fails its component', async () => {
  const { id } = await create(graph, { stages: oneStage(shell('lazy', 'true')), outputs: [{ name: 'model', component: 'lazy', path: 'model.bin' }] });
  const done = await ended(graph, id);
  expect(done).toMatchObject({ status: 'FAILED', errorMessage: expect.stringContaining('Its output model is not there') });
  expect(component(done, 'lazy').pods).toMatchObject([{ phase: 'FAILED', exitCode: 0 }]);
});

test('secrets reach the program and nobody else', async () => {
  const { id } = await create(graph, { envVars: [{ name: 'OPEN', value: 'seen' }, { name: 'KEY', value: 'hush-hush', secret: true }], stages: oneStage(shell('c', '[ $(printf %s "$KEY" | wc -c) = 9 ] && [ "$OPEN" = seen ]')) });
  expect(await ended(graph, id)).toMatchObject({ status: 'SUCCEEDED' });
  const { data } = await graph.run('query($id: ID!) { experiment(id: $id) { spec envVars { name value } stages { components { envVars { name value } } } } }', { id });
  expect(data.experiment.envVars).toEqual([{ name: 'OPEN', value: 'seen' }, { name: 'KEY', value: '***' }]);
  expect(JSON.stringify(data)).not.toContain('hush');
  expect(JSON.stringify(await graph.db.query('select payload from event'))).not.toContain('hush');
});

test('deleting removes rows, folders and logs; of an active one only with force', async () => {
  const { id } = await create(graph, { stages: oneStage(shell('c', 'echo $$ > pid; sleep 600')) });
  await until(graph, id, (e) => e.status === 'RUNNING');
  const remove = (force: boolean) => graph.run('mutation($id: ID!, $f: Boolean!) { deleteExperiment(id: $id, force: $f) { id } }', { id, f: force });
  expect((await remove(false)).errors![0]).toMatchObject({ originalError: { code: 'CONFLICT' } });
  const { stages } = await look(graph, id);
  expect((await remove(true)).errors).toBeUndefined();
  expect(await look(graph, id)).toBeNull();
  await expect(readFile(join(stages[0].components[0].workingDirectory, 'pid'))).rejects.toThrow('ENOENT');
});

test('the same clientMutationId answers the same experiment', async () => {
  const input = { clientMutationId: 'once', stages: oneStage(shell('c', 'true')) };
  const [a, b] = await Promise.all([create(graph, input), create(graph, input)]);
  expect(a.id).toBe(b.id);
});
