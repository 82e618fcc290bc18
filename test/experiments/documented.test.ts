import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { startServer, type RunningServer } from '../../src/server/start-server';
import { automlGraph, projectFolder, type AutomlGraph } from '../support/automl';
import { ended, startPodWorker, until } from '../support/experiments';

let graph: AutomlGraph, worker: Awaited<ReturnType<typeof startPodWorker>>, server: RunningServer, client: Client;
beforeAll(async () => {
  graph = await automlGraph({ RUNGRAPH_PORT: '0' });
  worker = await startPodWorker(graph);
  const { config, log, feed } = graph;
  server = await startServer({ config, log, feed, graph: graph.graph, token: 't'.repeat(40), ready: async () => ({ database: true }), rest: [], version: '0.0.0' } as never);
  client = createClient({ url: `${server.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0 });
});
afterAll(async () => { await client?.dispose(); await server?.stop(); await worker?.stop(); await graph?.close(); });

async function all(query: string, field: string, isLast: (message: any) => boolean): Promise<any[]> {
  const messages: any[] = [];
  for await (const { data, errors } of client.iterate<any>({ query })) {
    if (errors) throw errors[0];
    messages.push(data[field]);
    if (isLast(data[field])) break;
  }
  return messages;
}

test("the README's experiment works as it is typed", async () => {
  const part = readFileSync(join(projectFolder, 'README.md'), 'utf8').split('## Experiments\n')[1]!;
  const [mutation, ...others] = /```graphql\n(.*?)```/s.exec(part)![1]!.split(/\n\n/);
  const { data, errors } = await graph.run(mutation!);
  expect(errors).toBeUndefined();
  expect(data.createExperiment).toEqual({ id: 'ex_1', status: 'ACCEPTED' });
  const statement = (name: string) => others.find((text) => text.includes(name))!;
  const updates = all(statement('experimentUpdated'), 'experimentUpdated', ({ experiment }) => experiment.status === 'SUCCEEDED');
  await until(graph, 'ex_1', ({ status }) => status === 'RUNNING');
  const log = await all(statement('podLog'), 'podLog', (page) => page.ended);
  expect(log.flatMap(({ lines }) => lines)).toEqual(['1', '2', '3', '4', '5'].map((text) => ({ stream: 'STDOUT', text })));
  const messages = await updates;
  expect(messages[0]).toMatchObject({ kind: 'SNAPSHOT', cursor: expect.any(String), experiment: { stages: [{ name: 'main' }] } });
  expect(messages.map(({ experiment }) => experiment.progress.fraction)).toContain(0.5);
  expect(messages.at(-1).experiment).toMatchObject({ progress: { fraction: 1 }, stages: [{ name: 'main', state: 'FINISHED', progress: 1 }], pods: { nodes: [{ id: 'po_1', phase: 'SUCCEEDED' }, { phase: 'SUCCEEDED' }] } });
  await ended(graph, 'ex_1');
  const answer = await graph.run(others.find((text) => text.startsWith('query'))!);
  expect(answer.data.experiment).toMatchObject({
    status: 'SUCCEEDED', outputs: [{ name: 'total', url: '/artefacts/outputs/ou_1' }],
    stages: [{ components: [
      { name: 'numbers', pods: [{ id: 'po_1', exitCode: 0, log: { lines: ['1', '2', '3', '4', '5'].map((text) => ({ text })) } }] },
      { name: 'sum', pods: [{ exitCode: 0, log: { lines: [{ text: '15' }] } }] },
    ] }],
  });
});
