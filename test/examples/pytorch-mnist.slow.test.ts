import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isolationReport } from '../../src/engine';
import { automlGraph, projectFolder, type AutomlGraph } from '../support/automl';
import { component, ended, startPodWorker } from '../support/experiments';
import { linesOf } from '../support/jobs';
import { pythonEnvironment } from '../support/python-environment';

// 900 MB: only where the index has the build for the processor alone.
const script = isolationReport().how === 'bwrap' ? '/var/pytorch_mnist/mnist.py' : join(projectFolder, 'examples/pytorch_mnist/mnist.py');
let folder: string | undefined, why = '';
try { folder = join(pythonEnvironment('torch', 'test/examples/torch-requirements.txt', 500_000), '..'); } catch (error) { why = (error as Error).message; }

if (!folder) test.skip(`PyTorch over gloo: ${why}`, () => undefined);
else describe('two processes of PyTorch', () => {
  let graph: AutomlGraph, worker: Awaited<ReturnType<typeof startPodWorker>>;
  beforeAll(async () => {
    graph = await automlGraph({ RUNGRAPH_IMAGES: join(projectFolder, '.venv-test', 'torch-images.json') });
    worker = await startPodWorker(graph);
  });
  afterAll(async () => {
    await worker?.stop();
    await graph?.close();
  });
  writeFileSync(join(projectFolder, '.venv-test', 'torch-images.json'), JSON.stringify({ 'apache/submarine:pytorch-dist-mnist-1.0': { venv: folder, mounts: { '/var/pytorch_mnist': join(projectFolder, 'examples/pytorch_mnist') } } }));

  test('train together over gloo, and end with the same weights', async () => {
    const { data, errors } = await graph.run('mutation($input: FrameworkJobInput!) { createFrameworkJob(input: $input) { id } }', { input: {
      name: 'pytorch-mnist', framework: 'PyTorch', command: { argv: ['python', script, '--backend', 'gloo'] },
      environment: { image: 'apache/submarine:pytorch-dist-mnist-1.0' }, roles: [{ role: 'Master', resources: { cpu: 1, memoryBytes: 2e9 } }, { role: 'Worker', resources: { cpu: 1, memoryBytes: 2e9 } }],
    } });
    expect(errors).toBeUndefined();
    const done = await ended(graph, data.createFrameworkJob.id, 120_000), logs = await Promise.all(['master', 'worker'].map((name) => linesOf(graph, done, name)));
    expect([done.status, logs]).toEqual(['SUCCEEDED', expect.anything()]);
    expect(['master', 'worker'].map((name) => component(done, name).pods.length)).toEqual([1, 1]);
    for (const [rank, lines] of logs.entries()) {
      expect(lines).toEqual(expect.arrayContaining(['Using distributed PyTorch with gloo backend', `rank ${rank} of 2`, expect.stringMatching(/^Train Epoch: 2 \[3840\/4096 \(93%\)\]\tloss=/)]));
      expect(Number(/^accuracy=(.*)$/.exec(lines.at(-1)!)![1])).toBeGreaterThan(0.9);
    }
    expect(logs[0]!.at(-1)).toBe(logs[1]!.at(-1));
  }, 180_000);
});
