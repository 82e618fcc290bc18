import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { startServer, type RunningServer } from '../../src/server/start-server';
import { automlGraph, type AutomlGraph } from '../support/automl';
import { component, create, ended, meetingPlace, oneStage, shell, startPodWorker, until } from '../support/experiments';

// Over websockets against a real server, with a worker beside it.
let graph: AutomlGraph, worker: Awaited<ReturnType<typeof startPodWorker>>, server: RunningServer, place: Awaited<ReturnType<typeof meetingPlace>>, client: Client;
beforeAll(async () => {
  graph = await automlGraph({ RUNGRAPH_PORT: '0' });
  worker = await startPodWorker(graph);
  place = await meetingPlace();
  const { config, log, feed } = graph;
  server = await startServer({ config, log, feed, graph: graph.graph, token: 't'.repeat(40), ready: async () => ({ database: true }), rest: [], version: '0.0.0' } as never);
  client = createClient({ url: `${server.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0 });
});
afterAll(async () => {
  await client?.dispose();
  await server?.stop();
  place?.close();
  await worker?.stop();
  await graph?.close();
});

const updates = (id: string, after: string | null = null) => client.iterate<any>({
  query: `subscription($id: ID!, $after: EventCursor) { experimentUpdated(id: $id, after: $after) { cursor at kind experiment { id name status } stage { name state } component { name state } pod { id phase attempt } output { name } } }`, variables: { id, after },
});
const podsOf = (id: string, after: string | null = null) => client.iterate<any>({ query: `subscription($id: ID!, $after: EventCursor) { podsChanged(experimentId: $id, after: $after) { cursor kind pods { name phase } } }`, variables: { id, after } });
const logOf = (podId: string, after: string | null = null, stream: string | null = null) => client.iterate<any>({ query: 'subscription($id: ID!, $after: EventCursor, $stream: LogStream) { podLog(podId: $id, after: $after, stream: $stream) { lines { at stream text } next ended truncated } }', variables: { id: podId, after, stream } });
type Messages = AsyncIterableIterator<{ data?: any; errors?: readonly any[] | null }>;

/** Its messages up to the one for which `holds`, or to its end; then it is left. @throws what it fails with */
async function collect(messages: Messages, field: string, holds: (one: any) => boolean = () => false): Promise<any[]> {
  const all: any[] = [];
  for await (const { data, errors } of messages) {
    if (errors) throw errors[0];
    all.push(data[field]);
    if (holds(data[field])) break;
  }
  return all;
}
const isOver = ({ kind, experiment }: any) => kind === 'STATUS' && ['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(experiment.status);
const twoSteps = (line: string) => ({ name: 'watched', stages: oneStage(shell('first', place.line(line, 2)), shell('second', 'echo hi > out.txt', { dependsOn: [{ component: 'first' }] })), outputs: [{ name: 'o', component: 'second', path: 'out.txt' }] });
const go = async (line: string) => void await fetch(/http:[^"]+/.exec(place.line(line, 2))![0]);
/** Lets the first step end when the snapshot has come: what happens must not overtake the subscription. */
const goThen = (line: string, holds: (one: any) => boolean) => (one: any) => {
  if (one.kind === 'SNAPSHOT') void go(line);
  return holds(one);
};

test('experimentUpdated: a snapshot, then every change, also by hand; a resumed one gets exactly what follows; it completes with the deletion', async () => {
  const { id } = await create(graph, twoSteps('updates'));
  await until(graph, id, (e) => e.status === 'RUNNING');
  const all = await collect(updates(id) as Messages, 'experimentUpdated', goThen('updates', isOver));
  expect(all[0]).toMatchObject({ kind: 'SNAPSHOT', experiment: { id, name: 'watched' }, stage: null, component: null, pod: null, output: null });
  expect(all.at(-1)).toMatchObject({ kind: 'STATUS', experiment: { status: 'SUCCEEDED' } });
  expect(all.filter(({ kind }) => kind === 'OUTPUT').map(({ output }) => output.name)).toEqual(['o']);
  expect(all.filter(({ kind, component: c }) => kind === 'COMPONENT' && c.name === 'second').length).toBeGreaterThanOrEqual(2);
  const after = await collect(updates(id, all[3].cursor) as Messages, 'experimentUpdated', isOver);
  expect(after.map(({ cursor, at, kind }) => [cursor, at, kind])).toEqual(all.slice(4).map(({ cursor, at, kind }) => [cursor, at, kind]));

  const told = collect(updates(id, all.at(-1).cursor) as Messages, 'experimentUpdated', () => true);
  await graph.run('mutation($id: ID!) { updateExperiment(id: $id, input: {name: "renamed"}) { id } }', { id });
  expect(await told).toMatchObject([{ kind: 'STATUS', experiment: { id, name: 'renamed', status: 'SUCCEEDED' } }]);
  const rest = collect(updates(id, (await told)[0].cursor) as Messages, 'experimentUpdated');
  await graph.run('mutation($id: ID!) { deleteExperiment(id: $id) { id } }', { id });
  expect(await rest).toMatchObject([{ kind: 'DELETED', experiment: { id, name: 'renamed', status: 'SUCCEEDED' } }]);
  // Whoever comes back later learns the same; whoever comes anew finds nothing.
  expect((await collect(updates(id, all.at(-1).cursor) as Messages, 'experimentUpdated')).map(({ kind }) => kind)).toEqual(['STATUS', 'DELETED']);
  await expect(collect(updates(id) as Messages, 'experimentUpdated')).rejects.toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
});

test('podsChanged: all pods first, then each as it comes and changes; a resumed one gets exactly what follows', async () => {
  const { id } = await create(graph, twoSteps('pods'));
  await until(graph, id, (e) => e.status === 'RUNNING');
  const all = await collect(podsOf(id) as Messages, 'podsChanged', goThen('pods', ({ pods, kind }) => kind === 'POD' && pods[0].name === 'watched-second-0' && pods[0].phase === 'SUCCEEDED'));
  expect(all[0]).toMatchObject({ kind: 'SNAPSHOT', pods: [{ name: 'watched-first-0', phase: 'RUNNING' }] });
  expect(all.slice(1).every(({ kind, pods }) => kind === 'POD' && pods.length === 1)).toBe(true);
  expect(all.at(-1).pods).toEqual([{ name: 'watched-second-0', phase: 'SUCCEEDED' }]);
  const names = (messages: any[]) => messages.map(({ cursor, kind, pods }) => [cursor, kind, pods.map(({ name }: any) => name)]);
  const after = await collect(podsOf(id, all[1].cursor) as Messages, 'podsChanged', ({ cursor }) => cursor === all.at(-1).cursor);
  expect(after.length).toBeGreaterThan(0);
  expect(names(after)).toEqual(names(all.slice(2)));
  const rest = collect(podsOf(id, all.at(-1).cursor) as Messages, 'podsChanged');
  await ended(graph, id);
  await graph.run('mutation($id: ID!) { deleteExperiment(id: $id) { id } }', { id });
  expect((await rest).at(-1)).toMatchObject({ kind: 'DELETED', pods: [] });
});

test('podLog: lines within 200 ms, resumed from any place, complete at the end of the pod', async () => {
  const { id } = await create(graph, { stages: oneStage(shell('talks', `echo begin; for i in 1 2 3 4 5 6 7 8 9 10; do python3 -c 'import time; print(time.time())'; sleep 0.1; done; echo wrong >&2`)) });
  const pod = component(await until(graph, id, (e) => e.status === 'RUNNING'), 'talks').pods[0].id;
  const late: number[] = [], chunks: any[] = [];
  for await (const { data, errors } of logOf(pod) as Messages) {
    expect(errors).toBeUndefined();
    chunks.push(data.podLog);
    for (const { at } of data.podLog.lines) late.push(Date.now() - Date.parse(at));
  }
  const lines = chunks.flatMap((chunk) => chunk.lines);
  expect(lines.map(({ stream }) => stream)).toEqual([...Array(11).fill('STDOUT'), 'STDERR']);
  expect([lines[0].text, lines.at(-1).text]).toEqual(['begin', 'wrong']);
  expect(chunks.at(-1)).toMatchObject({ ended: true, truncated: false });
  // The first ones may have waited for the subscription; the machine may stumble once.
  expect(late.slice(2).sort((a, b) => a - b).at(-3)).toBeLessThan(200);
  for (const [i, { next }] of chunks.entries()) {
    const rest = (await collect(logOf(pod, next) as Messages, 'podLog')).flatMap((chunk) => chunk.lines);
    expect(rest).toEqual(chunks.slice(i + 1).flatMap((chunk) => chunk.lines));
  }
  await expect(collect(logOf('po_999999') as Messages, 'podLog')).rejects.toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
  await expect(collect(logOf(pod, 'nonsense') as Messages, 'podLog')).rejects.toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
});

test('one stream of a log can be read and followed; a tail beside a place is refused, and one of no lines', async () => {
  const { id } = await create(graph, { stages: oneStage(shell('both', `echo out 1; echo err 1 >&2; ${place.line('half', 2)}; echo out 2; echo err 2 >&2`)) });
  const pod = component(await until(graph, id, (e) => e.status === 'RUNNING'), 'both').pods[0].id;
  const messages = logOf(pod, null, 'STDERR') as Messages;
  const { podLog: begin } = (await messages.next()).value.data;
  await go('half');
  const end = (await collect(messages, 'podLog')).flatMap(({ lines }) => lines);
  expect([begin.lines, end]).toMatchObject([[{ stream: 'STDERR', text: 'err 1' }], [{ stream: 'STDERR', text: 'err 2' }]]);
  const log = (args: string) => graph.run(`query($id: ID!) { pod(id: $id) { log(${args}) { lines { text } } } }`, { id: pod });
  for (const [args, ...texts] of [['stream: STDERR', 'err 1', 'err 2'], ['stream: STDOUT', 'out 1', 'out 2'], ['stream: STDERR, tail: 1', 'err 2'], ['stream: STDOUT, tail: 2', 'out 1', 'out 2'], [`stream: STDERR, after: "${begin.next}"`, 'err 2']] as const) {
    expect([args, (await log(args)).data.pod.log.lines.map(({ text }: any) => text)]).toEqual([args, texts]);
  }
  for (const [args, message] of [[`tail: 1, after: "${begin.next}"`, 'Use either after or tail, not both.'], ['tail: 0', 'tail must be 1 to 10000, not 0.'], ['tail: 10001', 'tail must be 1 to 10000, not 10001.']] as const) {
    expect((await log(args)).errors).toMatchObject([{ message, originalError: { code: 'BAD_USER_INPUT', details: { path: ['tail'] } } }]);
  }
});

test('a log that is followed ends when its experiment is deleted', async () => {
  const { id } = await create(graph, { stages: oneStage(shell('quiet', 'echo one; sleep 600')) });
  const pod = component(await until(graph, id, (e) => e.status === 'RUNNING'), 'quiet').pods[0].id;
  const messages = logOf(pod) as Messages;
  // Who comes after the deletion would find no pod.
  expect((await messages.next()).value.data.podLog.lines).toMatchObject([{ text: 'one' }]);
  const following = collect(messages, 'podLog');
  await graph.run('mutation($id: ID!) { deleteExperiment(id: $id, force: true) { id } }', { id });
  await following;
});

test('a thousand who come and leave leave nothing behind', async () => {
  const { id } = await create(graph, { stages: oneStage(shell('long', 'echo one; sleep 600')) });
  const pod = component(await until(graph, id, (e) => e.status === 'RUNNING'), 'long').pods[0].id;
  const resources = () => process.getActiveResourcesInfo().filter((name) => name !== 'Timeout' && name !== 'Immediate').length;
  const first = async () => {
    expect((await collect(logOf(pod) as Messages, 'podLog', () => true))[0].lines[0].text).toBe('one');
    expect((await collect(updates(id) as Messages, 'experimentUpdated', () => true))[0].kind).toBe('SNAPSHOT');
  };
  await first();
  const before = resources();
  for (let i = 0; i < 25; i++) await Promise.all(Array.from({ length: 20 }, first));
  // What was left last is closed by messages that are still on their way.
  for (let tries = 0; resources() > before + 5 && tries < 100; tries++) await new Promise((resolve) => { setTimeout(resolve, 50); });
  expect(resources()).toBeLessThanOrEqual(before + 5);
  await graph.run('mutation($id: ID!) { stopExperiment(id: $id) { id } }', { id });
  await ended(graph, id);
}, 60_000);
