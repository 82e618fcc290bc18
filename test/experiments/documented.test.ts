import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { automlGraph, projectFolder, type AutomlGraph } from '../support/automl';
import { ended, startPodWorker } from '../support/experiments';

let graph: AutomlGraph, worker: Awaited<ReturnType<typeof startPodWorker>>;
beforeAll(async () => { graph = await automlGraph(); worker = await startPodWorker(graph); });
afterAll(async () => { await worker?.stop(); await graph?.close(); });

test("the README's experiment works as it is typed", async () => {
  const part = readFileSync(join(projectFolder, 'README.md'), 'utf8').split('## Experiments\n')[1]!;
  const [mutation, ...others] = /```graphql\n(.*?)```/s.exec(part)![1]!.split(/\n\n/);
  const { data, errors } = await graph.run(mutation!);
  expect(errors).toBeUndefined();
  expect(data.createExperiment).toEqual({ id: 'ex_1', status: 'ACCEPTED' });
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
