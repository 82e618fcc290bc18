import { ended, startPodWorker } from '../support/experiments';
import { documented, runPrinted } from './support/document';
import { submarineServer, type SubmarineServer } from './support/submarine-server';

// Submarine's documentation of the experiment API, block by block and in its order: each command as it is printed there, each answer
// compared with the printed one.

let submarine: SubmarineServer;
beforeAll(async () => { submarine = await submarineServer(); });
afterAll(() => submarine?.close());

const META = {
  name: 'tf-mnist-json', namespace: 'default', framework: 'TensorFlow',
  cmd: 'python /var/tf_mnist/mnist_with_summaries.py --log_dir=/train/log --learning_rate=0.01 --batch_size=150', envVars: { ENV_1: 'ENV1' },
};
const spec = (environment: object, workers = 1) => ({
  meta: META, environment, spec: { Ps: { replicas: 1, resources: 'cpu=1,memory=1024M' }, Worker: { replicas: workers, resources: 'cpu=1,memory=2048M' } },
});
const IMAGE = { image: 'apache/submarine:tf-mnist-with-summaries-1.0' };
const experiment = (of: { meta: { name: string } }) => ({
  experimentId: 'experiment_1586156073228_0001', name: of.meta.name, uid: '28e39dcd-77d4-11ea-8dbb-0242ac110003', status: 'Accepted', acceptedTime: '2020-06-13T22:59:29.000+08:00', spec: of,
});

const command = (method: string, environment: string, workers: number, path = '') => `curl -X ${method} -H "Content-Type: application/json" -d '
{
"meta": {
"name": "tf-mnist-json",
"namespace": "default",
"framework": "TensorFlow",
"cmd": "python /var/tf_mnist/mnist_with_summaries.py --log_dir=/train/log --learning_rate=0.01 --batch_size=150",
"envVars": {
"ENV_1": "ENV1"
}
},
"environment": {
${environment}
},
"spec": {
"Ps": {
"replicas": 1,
"resources": "cpu=1,memory=1024M"
},
"Worker": {
"replicas": ${workers},
"resources": "cpu=1,memory=2048M"
}
}
}
' http://127.0.0.1:32080/api/v1/experiment${path}`;
const IMAGE_LINE = '"image": "apache/submarine:tf-mnist-with-summaries-1.0"', STORED_LINE = '"name": "my-submarine-env"';

let id: string;
const PRINTED_ID = 'experiment_1592057447228_0001';
const named = () => ({ [PRINTED_ID]: id });

it('Create Experiment (Using Anonymous/Embedded Environment)', async () => {
  const { status, json } = await runPrinted(submarine, command('POST', IMAGE_LINE, 1));
  expect([status, json]).toEqual([200, documented({ status: 'OK', code: 200, result: experiment(spec(IMAGE)) })]);
  id = json.result.experimentId;
});

it('Create Experiment (Using Pre-defined/Stored Environment): the environment must exist, and then it is used', async () => {
  expect(await runPrinted(submarine, command('POST', STORED_LINE, 1))).toMatchObject({
    status: 404, json: { status: 'NOT_FOUND', code: 404, success: null, message: 'Environment not found.', result: null, attributes: {} },
  });
  await submarine.run('mutation { createEnvironment(input: { name: "my-submarine-env", image: "apache/submarine:tf-mnist-with-summaries-1.0" }) { id } }');
  const { status, json } = await runPrinted(submarine, command('POST', STORED_LINE, 1));
  expect([status, json]).toEqual([200, documented({ status: 'OK', code: 200, result: experiment(spec({ name: 'my-submarine-env' })) })]);
  expect((await submarine.send('DELETE', `/experiment/${json.result.experimentId}`)).status).toBe(200);
});

it('List experiment', async () => {
  const pytorch = {
    meta: { name: 'pytorch-mnist-json', namespace: 'default', framework: 'PyTorch', cmd: 'python /var/mnist.py --backend gloo', envVars: { ENV_1: 'ENV1' } },
    environment: { image: 'apache/submarine:pytorch-dist-mnist-1.0' },
    spec: { Master: { replicas: 1, resources: 'cpu=1,memory=1024M' }, Worker: { replicas: 1, resources: 'cpu=1,memory=1024M' } },
  };
  await submarine.post('/experiment', pytorch);
  const { status, json } = await runPrinted(submarine, 'curl -X GET http://127.0.0.1:32080/api/v1/experiment');
  expect([status, json]).toEqual([200, documented({ status: 'OK', code: 200, result: [experiment(spec(IMAGE)), experiment(pytorch)] })]);
});

it('Get experiment', async () => {
  const { status, json } = await runPrinted(submarine, `curl -X GET http://127.0.0.1:32080/api/v1/experiment/${PRINTED_ID}`, named());
  expect([status, json]).toEqual([200, documented({ status: 'OK', code: 200, result: experiment(spec(IMAGE)) })]);
  expect(json.result.experimentId).toBe(id);
});

it('Patch experiment', async () => {
  const { status, json } = await runPrinted(submarine, command('PATCH', IMAGE_LINE, 2, `/${PRINTED_ID}`), named());
  expect([status, json]).toEqual([200, { status: 'OK', code: 200, success: true, result: spec(IMAGE, 2) }]);
});

it('Delete experiment', async () => {
  const { status, json } = await runPrinted(submarine, `curl -X DELETE http://127.0.0.1:32080/api/v1/experiment/${PRINTED_ID}`, named());
  expect([status, json]).toEqual([200, documented({ status: 'OK', code: 200, result: experiment(spec(IMAGE, 2)) })]);
  expect((await submarine.get(`/experiment/${id}`)).status).toBe(404);
});

describe('logs', () => {
  const PRINTED_LOG = [
    'Using distributed PyTorch with gloo backend',
    ...['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1'].map((name) => `Downloading http://yann.lecun.com/exdb/mnist/${name}-ubyte.gz`),
    'Processing...', 'Done!',
    ...[2.3, 2.2135, 2.1704, 2.0766, 1.8679, 1.4135, 1.0003, 0.7762, 0.4598, 0.486, 0.4389, 0.4084, 0.4602, 0.4289, 0.399, 0.3852].map((loss, i) => `Train Epoch: 1 [${i * 640}/60000 (${Math.round(i * 64 / 60)}%)]\tloss=${loss.toFixed(4)}`),
  ].map((line) => `${line}\n`).join('');

  let mnist: SubmarineServer, ids: string[];
  beforeAll(async () => {
    mnist = await submarineServer();
    const worker = await startPodWorker(mnist);
    // A command without blanks inside of its words, as they are split there.
    const program = `print(__import__('base64').b64decode('${Buffer.from(PRINTED_LOG).toString('base64')}').decode(),end='')`;
    const make = async (name: string, framework: string, ...roles: string[]) => {
      const { json } = await mnist.post('/experiment', { meta: { name, framework, cmd: `python3 -c ${program}` }, environment: {}, spec: Object.fromEntries(roles.map((role) => [role, { resources: 'cpu=1,memory=1024M' }])) });
      return json.result.experimentId as string;
    };
    ids = [await make('mnist', 'TensorFlow', 'Worker'), await make('pytorch-dist-mnist-gloo', 'PyTorch', 'Worker', 'Master')];
    for (const one of ['ex_1', 'ex_2']) await ended(mnist, one);
    await worker.stop();
  });
  afterAll(() => mnist?.close());

  it('List experiment Log', async () => {
    const { status, json } = await runPrinted(mnist, 'curl -X GET http://127.0.0.1:32080/api/v1/experiment/logs');
    expect([status, json]).toEqual([200, {
      status: 'OK', code: 200, success: null, message: null,
      result: [
        { experimentId: ids[0], logContent: [{ podName: 'mnist-worker-0', podLog: null }] },
        { experimentId: ids[1], logContent: [{ podName: 'pytorch-dist-mnist-gloo-master-0', podLog: null }, { podName: 'pytorch-dist-mnist-gloo-worker-0', podLog: null }] },
      ],
      attributes: {},
    }]);
  });

  it('Get experiment Log', async () => {
    const { status, type, json } = await runPrinted(mnist, 'curl -X GET http://127.0.0.1:32080/api/v1/experiment/logs/experiment_1589199154923_0002', { experiment_1589199154923_0002: ids[1]! });
    expect([status, type]).toEqual([200, 'application/json; charset=utf-8']);
    expect(json).toEqual({
      status: 'OK', code: 200, success: null, message: null,
      result: { experimentId: ids[1], logContent: [{ podName: 'pytorch-dist-mnist-gloo-master-0', podLog: PRINTED_LOG }, { podName: 'pytorch-dist-mnist-gloo-worker-0', podLog: PRINTED_LOG }] },
      attributes: {},
    });
  });
});
