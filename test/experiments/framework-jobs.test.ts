import { automlGraph, type AutomlGraph } from '../support/automl';
import { component, create as createPlain, ended, look, meetingPlace, oneStage, startPodWorker, until } from '../support/experiments';

let graph: AutomlGraph, worker: Awaited<ReturnType<typeof startPodWorker>>;
beforeAll(async () => {
  graph = await automlGraph();
  worker = await startPodWorker(graph);
});
afterAll(async () => {
  await worker?.stop();
  await graph?.close();
});

const FIELDS = 'id number framework command spec legacyIds { api id } stages { name components { name role replicas service maxRestarts image envVars { name value } resources { cpu memoryBytes text } } }';
async function mutate(name: string, input: object, id?: string): Promise<any> {
  const { data, errors } = await graph.run(`mutation($input: FrameworkJobInput!${id ? ', $id: ID!' : ''}) { ${name}(input: $input${id ? ', id: $id' : ''}) { ${FIELDS} } }`, { input: { name: 'job', ...input }, id });
  if (errors) throw (errors[0] as any).originalError ?? errors[0];
  return data[name];
}
const create = (input: object) => mutate('createFrameworkJob', input);
const replace = (id: string, input: object) => mutate('replaceFrameworkJob', input, id);
const linesOf = async (podId: string): Promise<string[]> => (await graph.run('query($id: ID!) { pod(id: $id) { log { lines { text } } } }', { id: podId })).data.pod.log.lines.map(({ text }: any) => text);
const say = (...names: string[]) => ({ shell: names.map((name) => `echo "$${name}"`).join('; ') });
const podsOf = (experiment: any, name: string) => component(experiment, name).pods;
const runs = (count: number, name = 'worker') => (experiment: any) => podsOf(experiment, name).filter(({ phase }: any) => phase === 'RUNNING').length === count;
const waits = (...roles: [string, number?][]) => roles.map(([role, replicas = 1]) => ({ role, replicas }));
const SLEEP = { argv: ['sleep', '600'] };
const stop = (id: string) => graph.run('mutation($id: ID!) { stopExperiment(id: $id) { id } }', { id });

test('a job is an experiment of one stage with a component a role', async () => {
  const job = await create({
    framework: 'tensorflow', command: { words: 'true  --and "a b"' }, envVars: [{ name: 'A', value: '1' }, { name: 'B', value: 'hush', secret: true }], environment: { image: 'some/image:1' },
    roles: [{ role: 'Ps', resources: { cpu: 1, memoryBytes: 1e9, text: 'cpu=1,memory=500M' } }, { role: 'Worker', replicas: 2, image: 'other:2', envVars: [{ name: 'C', value: '3' }] }],
  });
  expect(job).toMatchObject({
    framework: 'tensorflow', command: 'true  --and "a b"',
    stages: [{ name: 'job', components: [
      { name: 'ps', role: 'Ps', replicas: 1, service: true, maxRestarts: 3, image: 'some/image:1', envVars: [{ name: 'A', value: '1' }, { name: 'B', value: '***' }], resources: { cpu: 1, memoryBytes: 1e9, text: 'cpu=1,memory=500M' } },
      { name: 'worker', role: 'Worker', replicas: 2, service: false, image: 'other:2', envVars: [{ name: 'C', value: '3' }] }] }],
  });
  expect(job.spec).toMatchObject({ framework: 'tensorflow', command: { words: 'true  --and "a b"' }, envVars: [{ name: 'A', value: '1' }, { name: 'B', value: '***' }] });
  const [doc, released] = job.legacyIds, number = String(job.number).padStart(4, '0');
  expect(doc).toEqual({ api: 'SUBMARINE_DOC', id: expect.stringMatching(new RegExp(`^experiment_\\d{13}_${number}$`)) });
  expect(released).toEqual({ api: 'SUBMARINE_V08', id: doc.id.replaceAll('_', '-') });
  const byLegacyId = async (id: string) => (await graph.run('query($id: ID!) { experimentByLegacyId(api: SUBMARINE_DOC, id: $id) { id } }', { id })).data.experimentByLegacyId;
  for (const { id } of [doc, released]) expect(await byLegacyId(id)).toEqual({ id: job.id });
  for (const id of [doc.id.replace('_', '-'), doc.id.replace(/\d_/, '_'), `${doc.id}0`, 'experiment_1_0000', 'x']) expect(await byLegacyId(id)).toBeNull();
  await ended(graph, job.id);
});

test.each([
  ['another framework', { framework: 'MXNet', roles: waits(['Worker']) }, ['input', 'framework'], /no framework MXNet.*TensorFlow, PyTorch, XGBoost/],
  ['constructor', { framework: 'constructor', roles: waits(['Worker']) }, ['input', 'framework'], /no framework/],
  ['a role of another framework', { framework: 'PyTorch', roles: waits(['Master'], ['Ps']) }, ['input', 'roles', 1, 'role'], /PyTorch has no role Ps: it is one of Master, Worker/],
  ['a role in small letters', { framework: 'TensorFlow', roles: waits(['worker']) }, ['input', 'roles', 0, 'role'], /no role worker/],
  ['a role twice', { framework: 'TensorFlow', roles: waits(['Worker'], ['Worker']) }, ['input', 'roles', 1, 'role'], /two roles Worker/],
  ['no role', { framework: 'TensorFlow', roles: [] }, ['input', 'roles'], /at least one role/],
  ['no command', { framework: 'TensorFlow', command: null, roles: waits(['Worker']) }, ['input', 'roles', 0, 'command'], /no command/],
  ['no words', { framework: 'TensorFlow', command: { words: '  ' }, roles: waits(['Worker']) }, ['input', 'roles', 0, 'command', 'words'], /at least the program/],
  ['replicas', { framework: 'TensorFlow', roles: waits(['Worker', 0]) }, ['input', 'roles', 0, 'replicas'], /1 to 1000/],
  ['metadata', { framework: 'TensorFlow', roles: waits(['Worker']), jobMetadata: [1] }, ['input', 'jobMetadata'], /an object/],
])('refused: %s', async (_, input, path, message) => {
  await expect(create({ command: SLEEP, ...input })).rejects.toMatchObject({ code: 'BAD_USER_INPUT', details: { path }, message: expect.stringMatching(message) });
});

test('an environment that is not stored', async () => {
  await expect(create({ framework: 'PyTorch', command: SLEEP, roles: waits(['Master']), environment: { name: 'nope' } })).rejects.toMatchObject({ code: 'NOT_FOUND', message: 'Environment nope does not exist.' });
});

test('TF_CONFIG names every process, each with its own task; evaluators stay out of the cluster', async () => {
  const { id } = await create({ framework: 'TensorFlow', command: say('TF_CONFIG', 'JOB_ID'), roles: waits(['Ps'], ['Worker', 2], ['Chief'], ['Evaluator']) });
  const done = await ended(graph, id), { data } = await graph.run('query($id: ID!) { experiment(id: $id) { legacyIds { id } } }', { id });
  const configs = new Map<string, any>();
  for (const role of ['worker', 'chief']) for (const pod of podsOf(done, role)) {
    const [config, jobId] = await linesOf(pod.id);
    expect(jobId).toBe(data.experiment.legacyIds[1].id);
    configs.set(`${role}-${pod.replicaIndex}`, JSON.parse(config!));
  }
  const { cluster } = configs.get('chief-0');
  expect(Object.keys(cluster)).toEqual(['ps', 'worker', 'chief']);
  expect(new Set(Object.values(cluster).flat()).size).toBe(4);
  expect(cluster.worker).toEqual([expect.stringMatching(/^127\.0\.0\.1:2\d{4}$/), expect.stringMatching(/^127\.0\.0\.1:2\d{4}$/)]);
  for (const [name, config] of configs) expect(config).toEqual({ cluster, task: { type: name.split('-')[0], index: Number(name.split('-')[1]) }, environment: 'cloud' });
});

test('a TensorFlow job of one process gets no TF_CONFIG', async () => {
  const done = await ended(graph, (await create({ framework: 'TensorFlow', command: { shell: 'echo "[$TF_CONFIG]"' }, roles: waits(['Worker']) })).id);
  expect(await linesOf(podsOf(done, 'worker')[0].id)).toEqual(['[]']);
});

/** Adds up ranks over sockets as collective libraries do: rank 0 listens, all others connect, and each learns the sum. */
const RENDEZVOUS = `
import os, socket
rank, size, address = int(os.environ['RANK']), int(os.environ['WORLD_SIZE']), (os.environ['MASTER_ADDR'], int(os.environ['MASTER_PORT']))
if rank == 0:
    server = socket.create_server(address)
    others = [server.accept()[0] for _ in range(size - 1)]
    total = sum(int(one.makefile().readline()) for one in others)
    for one in others: one.sendall(b'%d\\n' % total)
else:
    while True:
        try: one = socket.create_connection(address); break
        except ConnectionRefusedError: pass
    one.sendall(b'%d\\n' % rank)
    total = int(one.makefile().readline())
print(f'rank {rank} of {size}: sum {total}')
`;

test.each(['PyTorch', 'XGBoost'])('the processes of a %s job find one another', async (framework) => {
  const { id } = await create({ framework, command: { argv: ['python', '-c', RENDEZVOUS] }, roles: waits(['Worker', 3], ['Master']) });
  const done = await ended(graph, id);
  expect(done.status).toBe('SUCCEEDED');
  expect(await linesOf(podsOf(done, 'master')[0].id)).toEqual(['rank 0 of 4: sum 6']);
  for (const pod of podsOf(done, 'worker')) expect(await linesOf(pod.id)).toEqual([`rank ${pod.replicaIndex + 1} of 4: sum 6`]);
});

test('XGBoost: workers know where to listen', async () => {
  const done = await ended(graph, (await create({ framework: 'XGBoost', command: say('WORKER_ADDRS', 'WORKER_PORT', 'WORKER_PORTS'), roles: waits(['Master'], ['Worker', 2]) })).id);
  const [, first, all] = await linesOf(podsOf(done, 'worker')[0].id), [addresses, second] = await linesOf(podsOf(done, 'worker')[1].id);
  expect(addresses).toBe('127.0.0.1,127.0.0.1');
  expect(all).toBe(`${first},${second}`);
});

test('variables of a role are in place of those of the job', async () => {
  const done = await ended(graph, (await create({
    framework: 'PyTorch', command: say('A', 'B', 'S'), envVars: [{ name: 'A', value: 'job' }, { name: 'S', value: 'hush', secret: true }], roles: [{ role: 'Master' }, { role: 'Worker', envVars: [{ name: 'B', value: 'own' }] }],
  })).id);
  expect(await linesOf(podsOf(done, 'master')[0].id)).toEqual(['job', '', 'hush']);
  expect(await linesOf(podsOf(done, 'worker')[0].id)).toEqual(['', 'own', '']);
});

test('what fails is started again three times, all of it', async () => {
  const done = await ended(graph, (await create({ framework: 'PyTorch', command: { shell: '[ "$RANK" = 0 ] && exec sleep 600; exit 3' }, roles: waits(['Master'], ['Worker']) })).id);
  expect(done).toMatchObject({ status: 'FAILED', errorMessage: 'worker failed: exit code 3' });
  expect(podsOf(done, 'worker').map(({ attempt }: any) => attempt)).toEqual([1, 2, 3, 4]);
  expect(podsOf(done, 'master')).toHaveLength(4);
});

test('TensorFlow gains and loses a worker while the others run', async () => {
  const job = (workers: number) => ({ framework: 'TensorFlow', command: { shell: 'echo "$TF_CONFIG"; exec sleep 600' }, roles: waits(['Ps'], ['Worker', workers]) });
  const { id } = await create(job(1));
  const before = await until(graph, id, runs(1));
  expect((await replace(id, job(2))).stages[0].components[1]).toMatchObject({ replicas: 2 });
  const grown = await until(graph, id, runs(2));
  expect(podsOf(grown, 'ps')).toEqual(podsOf(before, 'ps'));
  expect(podsOf(grown, 'worker')[0]).toEqual(podsOf(before, 'worker')[0]);
  expect(podsOf(grown, 'worker')[1]).toMatchObject({ name: 'job-worker-1', attempt: 1, replicaIndex: 1 });
  const [first] = await linesOf(podsOf(grown, 'worker')[0].id), [second] = await linesOf(podsOf(grown, 'worker')[1].id);
  const [old, now] = [JSON.parse(first!), JSON.parse(second!)];
  expect(now.task).toEqual({ type: 'worker', index: 1 });
  expect(now.cluster).toEqual({ ps: old.cluster.ps, worker: [...old.cluster.worker, expect.any(String)] });
  await replace(id, job(1));
  const shrunk = await until(graph, id, runs(1));
  expect(podsOf(shrunk, 'worker')[0]).toEqual(podsOf(before, 'worker')[0]);
  expect(podsOf(shrunk, 'worker')[1]).toMatchObject({ phase: 'SUCCEEDED', finishedAt: expect.any(String) });
  // The same replica again: its name is taken in this attempt.
  await replace(id, job(2));
  const anew = await until(graph, id, runs(2));
  expect(podsOf(anew, 'worker').map(({ attempt, phase }: any) => [attempt, phase])).toEqual([[1, 'FAILED'], [1, 'SUCCEEDED'], [2, 'RUNNING'], [2, 'RUNNING']]);
  await stop(id);
  expect((await ended(graph, id)).status).toBe('CANCELLED');
});

test('a job that lost a replica ends with those that it has', async () => {
  const place = await meetingPlace(), line = place.line('shrunk', 2);
  const job = (workers: number) => ({ framework: 'TensorFlow', command: { shell: `[ $REPLICA_INDEX = 1 ] && exec sleep 600; ${line}` }, roles: waits(['Worker', workers]) });
  const { id } = await create(job(2));
  await until(graph, id, runs(2));
  await replace(id, job(1));
  await until(graph, id, runs(1));
  await fetch(/http:[^"]+/.exec(line)![0]);
  expect(component(await ended(graph, id), 'worker')).toMatchObject({ state: 'FINISHED', returnCode: 0 });
  place.close();
});

test('where the size of the world is fixed all begin again', async () => {
  const job = (workers: number) => ({ framework: 'PyTorch', command: { shell: 'echo $RANK of $WORLD_SIZE; exec sleep 600' }, roles: waits(['Master'], ['Worker', workers]) });
  const { id } = await create(job(1));
  await until(graph, id, runs(1));
  await replace(id, job(2));
  const anew = await until(graph, id, runs(2));
  expect(component(anew, 'master')).toMatchObject({ restarts: 0, pods: [{ attempt: 1, phase: 'FAILED' }, { attempt: 2, phase: 'RUNNING' }] });
  expect(await linesOf(podsOf(anew, 'worker').at(-1).id)).toEqual(['2 of 3']);
  await stop(id);
  await ended(graph, id);
});

test('what does not concern the processes leaves them alone; another command begins anew', async () => {
  const job = { framework: 'TensorFlow', command: SLEEP, roles: waits(['Worker']) };
  const { id } = await create(job);
  const before = await until(graph, id, runs(1));
  await replace(id, { ...job, name: 'other', tags: ['a'] });
  await replace(id, { ...job, command: { shell: 'echo new; exec sleep 600' } });
  const after = await until(graph, id, (now) => podsOf(now, 'worker').length === 2 && runs(1)(now));
  expect(podsOf(after, 'worker')[0].pid).toBe(podsOf(before, 'worker')[0].pid);
  expect(await linesOf(podsOf(after, 'worker')[1].id)).toEqual(['new']);
  await stop(id);
  await ended(graph, id);
});

test('roles come and go, another framework too', async () => {
  const { id } = await create({ framework: 'TensorFlow', command: SLEEP, roles: waits(['Ps'], ['Worker']) });
  await until(graph, id, runs(1));
  await replace(id, { framework: 'PyTorch', command: SLEEP, roles: waits(['Master'], ['Worker']) });
  const changed = await until(graph, id, (now) => component(now, 'master') && runs(1, 'master')(now) && runs(1)(now));
  expect(component(changed, 'ps')).toMatchObject({ state: 'COMPONENT_SHUTDOWN', stateReason: 'It is no part of the job any more.', pods: [{ exitCode: 143 }] });
  expect(changed.progress).toMatchObject({ total: 2, running: 2 });
  await replace(id, { framework: 'TensorFlow', command: { argv: ['true'] }, roles: waits(['Ps'], ['Worker']) });
  const done = await ended(graph, id);
  expect(done).toMatchObject({ status: 'SUCCEEDED', progress: { fraction: 1, total: 2, done: 2, failed: 0 } });
  expect(done.stages[0].components.map(({ name, state }: any) => [name, state])).toEqual([['ps-r2', 'COMPONENT_SHUTDOWN'], ['worker', 'FINISHED'], ['master', 'COMPONENT_SHUTDOWN'], ['ps', 'FINISHED']]);
});

test('a job that has ended is not changed', async () => {
  const { id } = await create({ framework: 'TensorFlow', command: { argv: ['true'] }, roles: waits(['Worker']) });
  await ended(graph, id);
  await expect(replace(id, { framework: 'TensorFlow', command: SLEEP, roles: waits(['Worker']) })).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('has ended: it is SUCCEEDED') });
  await expect(replace('ex_999999', { framework: 'TensorFlow', command: SLEEP, roles: waits(['Worker']) })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect((await look(graph, id)).status).toBe('SUCCEEDED');
});

test('an experiment that has no roles is not replaced as a job', async () => {
  const { id } = await createPlain(graph, { kind: 'FRAMEWORK', framework: 'TensorFlow', stages: oneStage({ name: 'plain', command: SLEEP }) });
  await expect(replace(id, { framework: 'TensorFlow', command: SLEEP, roles: waits(['Worker']) })).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('not made as a job of a framework') });
  expect((await look(graph, id)).stages).toHaveLength(1);
  await stop(id);
});
