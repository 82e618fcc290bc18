import { setTimeout as delay } from 'node:timers/promises';
import { randomFor } from '../../src/graphs/automl/search/random';
import { automlGraph, type AutomlGraph } from '../support/automl';
import { component, ended, startPodWorker } from '../support/experiments';

// Requests that replace one another at any moment of a job's short life. Whatever was answered with success holds: what ends
// last is what was asked for last.
let graph: AutomlGraph, worker: Awaited<ReturnType<typeof startPodWorker>>;
beforeAll(async () => {
  graph = await automlGraph();
  worker = await startPodWorker(graph, { gangsAtOnce: 8, graceMs: 300 });
});
afterAll(async () => {
  await worker?.stop();
  await graph?.close();
});

interface Request { version: number; framework: string; roles: { role: string; replicas: number }[]; seconds: number }
const inputOf = ({ version, framework, roles, seconds }: Request) => ({ name: 'job', framework, roles, command: { shell: `echo version ${version}; sleep ${seconds}` } });
const CREATE = 'mutation($input: FrameworkJobInput!) { createFrameworkJob(input: $input) { id } }', REPLACE = 'mutation($id: ID!, $input: FrameworkJobInput!) { replaceFrameworkJob(id: $id, input: $input) { id status } }';

test.each([1, 2, 3, 4])('seed %i', async (seed) => {
  await Promise.all(Array.from({ length: 6 }, (_, i) => oneJob(seed * 100 + i)));
}, 90_000);

async function oneJob(seed: number): Promise<void> {
  const random = randomFor(seed, 0, 'replacing');
  const roles = (framework: string) => {
    const all = framework === 'PyTorch' ? ['Master', 'Worker'] : ['Worker', 'Chief', 'Ps'];
    return all.filter((_, i) => i === 0 || random.int(2)).map((role) => ({ role, replicas: role === 'Worker' ? 1 + random.int(3) : 1 }));
  };
  const next = (before: Request): Request => {
    const version = before.version + 1, seconds = random.int(25) / 10;
    switch (random.int(4)) {
      case 0: { const framework = random.pick(['PyTorch', 'TensorFlow']); return { version, framework, roles: roles(framework), seconds }; }
      case 1: return { ...before, roles: before.roles.map((one) => (one.role === 'Worker' ? { ...one, replicas: 1 + random.int(3) } : one)) };
      case 2: return { ...before, version, seconds };
      default: return { ...before, version, roles: roles(before.framework) };
    }
  };
  let wanted: Request = { version: 1, framework: 'TensorFlow', roles: roles('TensorFlow'), seconds: 1.5 };
  const { data } = await graph.run(CREATE, { input: inputOf(wanted) }), id = data.createFrameworkJob.id as string;
  for (let i = 0; i < 6; i++) {
    await delay(random.int(900));
    const request = next(wanted), { errors } = await graph.run(REPLACE, { id, input: inputOf(request) });
    if (!errors) wanted = request;
    else expect([seed, errors[0]!.message]).toEqual([seed, expect.stringContaining('has ended: it is SUCCEEDED')]);
  }
  const done = await ended(graph, id, 60_000), story = JSON.stringify({ seed, wanted, done });
  const own = done.stages[0].components.filter(({ state }: any) => state !== 'COMPONENT_SHUTDOWN'), pods = done.stages[0].components.flatMap((one: any) => one.pods);
  expect([done.status, own.map(({ name }: any) => name).sort(), story]).toEqual(['SUCCEEDED', wanted.roles.map(({ role }) => role.toLowerCase()).sort(), story]);
  expect([pods.filter(({ phase }: any) => phase === 'PENDING' || phase === 'RUNNING' || phase === 'UNKNOWN'), story]).toEqual([[], story]);
  for (const { role, replicas } of wanted.roles) {
    const all = component(done, role.toLowerCase()).pods, attempt = Math.max(...all.map((pod: any) => pod.attempt)), last = all.filter((pod: any) => pod.attempt === attempt);
    expect([last.length >= 1 && last.filter(({ replicaIndex }: any) => replicaIndex < replicas).every(({ phase }: any) => phase === 'SUCCEEDED'), story]).toEqual([true, story]);
    for (const pod of last) {
      const { data: { pod: { log: { lines } } } } = await graph.run('query($id: ID!) { pod(id: $id) { log { lines { text } } } }', { id: pod.id });
      expect([lines[0]?.text, story]).toEqual([`version ${wanted.version}`, story]);
    }
  }
}
