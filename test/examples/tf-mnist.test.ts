import { join } from 'node:path';
import { isolationReport } from '../../src/engine';
import { automlGraph, projectFolder, type AutomlGraph } from '../support/automl';
import { component, ended, startPodWorker } from '../support/experiments';
import { podOf } from '../support/jobs';

// The files of the image are shown at the places where the image has them, which takes isolation.
const describeIfIsolated = isolationReport().how === 'bwrap' ? describe : describe.skip;

describeIfIsolated('the example of a parameter server and workers', () => {
  let graph: AutomlGraph, worker: Awaited<ReturnType<typeof startPodWorker>>;
  beforeAll(async () => {
    graph = await automlGraph({ RUNGRAPH_IMAGES: join(projectFolder, 'examples/images.json') });
    worker = await startPodWorker(graph);
  });
  afterAll(async () => {
    await worker?.stop();
    await graph?.close();
  });

  test('trains two workers against two servers, with the command of the original', async () => {
    const { data } = await graph.run('mutation($input: FrameworkJobInput!) { createFrameworkJob(input: $input) { id } }', { input: {
      name: 'tf-mnist', framework: 'TensorFlow', command: { words: 'python /var/tf_mnist/mnist_with_summaries.py --log_dir=/train/log --learning_rate=0.01 --batch_size=50 --max_steps=50' },
      environment: { image: 'apache/submarine:tf-mnist-with-summaries-1.0' }, roles: [{ role: 'Ps', replicas: 2 }, { role: 'Worker', replicas: 2 }],
    } });
    const done = await ended(graph, data.createFrameworkJob.id, 60_000), { runtime, lines } = await podOf(graph, done, 'worker');
    expect([done.status, runtime]).toEqual(['SUCCEEDED', expect.stringContaining('at /var/tf_mnist for image apache/submarine')]);
    expect(lines[0]).toMatch(/^cannot write to \/train\/log: /);
    expect(lines[1]).toMatch(/^writing accuracies to .*\/worker\/1\/logs\/mylog$/);
    expect(Number(/Accuracy at step 50: (.*)/.exec(lines.at(-1)!)![1])).toBeGreaterThan(0.8);
    expect((await podOf(graph, done, 'ps')).lines).toEqual([expect.stringMatching(/^serving 5 classes at 127\.0\.0\.1:\d+$/)]);
    expect(component(done, 'ps').pods.map(({ phase }: any) => phase)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  }, 90_000);
});
