import { object, ref, type Json } from '../openapi-parts';
import { absent, body, PROFILE, pathParameter, refusal, refused, refusedBody, result } from './openapi-parts';

const EXPERIMENTS = 'Submarine experiments', tags = [EXPERIMENTS];
const id = pathParameter('id', 'Id of the experiment, with `_` or `-`.', 'experiment_1592057447228_0001');
const status = (about: string) => ({ name: 'status', in: 'query', description: about, schema: { type: 'string' } });
const none = absent('There is no such experiment.');
const INVALID = 'A framework, role or address of code that is not possible';

const tasks = (...roles: [string, string][]) => Object.fromEntries(roles.map(([role, resources]) => [role, { replicas: 1, resources }]));
const examples = {
  small: {
    summary: 'Two processes that say which they are; needs nothing but Python',
    value: { meta: { name: 'hello', framework: 'PyTorch', cmd: "python3 -c print('rank',__import__('os').environ['RANK'])" }, environment: {}, spec: tasks(['Master', 'cpu=1,memory=256M'], ['Worker', 'cpu=1,memory=256M']) },
  },
  documented: {
    summary: 'The one of the documentation of Submarine; its program must be on this machine',
    value: {
      meta: { name: 'tf-mnist-json', namespace: 'default', framework: 'TensorFlow', cmd: 'python /var/tf_mnist/mnist_with_summaries.py --log_dir=/train/log --learning_rate=0.01 --batch_size=150', envVars: { ENV_1: 'ENV1' } },
      environment: { image: 'apache/submarine:tf-mnist-with-summaries-1.0' }, spec: tasks(['Ps', 'cpu=1,memory=1024M'], ['Worker', 'cpu=1,memory=2048M']),
    },
  },
};

export const experimentPaths: Record<string, Json> = {
  '/api/v1/experiment': {
    parameters: [PROFILE],
    get: {
      tags, operationId: 'listExperiments', summary: 'All experiments, by id', parameters: [status('Accepted and without effect, as in the original.')],
      responses: { 200: result('The experiments.', { type: 'array', items: ref('SubmarineExperiment') }), ...refused },
    },
    post: {
      tags, operationId: 'createExperiment', summary: 'Run a job of TensorFlow, PyTorch or XGBoost', requestBody: body('ExperimentSpec', examples),
      responses: {
        200: result('The experiment; null with the message `Invalid experiment spec.` when there is no specification.', { ...ref('SubmarineExperiment'), nullable: true }), ...refused, ...refusedBody,
        ...absent('There is no such environment.'), 500: refusal(`${INVALID}: the released server has 500 for it, too.`),
      },
    },
  },
  '/api/v1/experiment/{id}': {
    parameters: [PROFILE, id],
    get: { tags, operationId: 'getExperiment', summary: 'One of the experiments', responses: { 200: result('The experiment.', ref('SubmarineExperiment')), ...refused, ...none } },
    patch: {
      tags, operationId: 'patchExperiment', summary: 'Replace the specification of an experiment that has not ended',
      description: 'The body is the whole specification, as for creation; what it lacks is gone. Documented: the answer is the specification alone. v0.8: it is the experiment.',
      requestBody: body('ExperimentSpec', { documented: { ...examples.documented, value: { ...examples.documented.value, spec: { ...examples.documented.value.spec, Worker: { replicas: 2, resources: 'cpu=1,memory=2048M' } } } } }),
      responses: {
        200: result('The specification or the experiment; null when there was none in the body.', { nullable: true, anyOf: [ref('ExperimentSpec'), ref('SubmarineExperiment')] }), ...refused, ...refusedBody,
        ...absent('There is no such experiment or environment.'), 409: refusal(`${INVALID}, or the experiment has ended.`),
      },
    },
    delete: {
      tags, operationId: 'deleteExperiment', summary: 'End an experiment and delete all that is known of it',
      description: 'Documented: the answer shows it as it stood. v0.8: its status is Deleted and its times are null.',
      responses: { 200: result('The experiment.', ref('SubmarineExperiment')), ...refused, ...none },
    },
  },
  '/api/v1/experiment/logs': {
    parameters: [PROFILE],
    get: {
      tags, operationId: 'listLogs', summary: 'The pods of all experiments', parameters: [status('Only experiments with this status, whatever its capitals.')],
      responses: { 200: result('The pods, without their logs.', { type: 'array', items: ref('ExperimentLog') }), ...refused },
    },
  },
  '/api/v1/experiment/logs/{id}': {
    parameters: [PROFILE, id],
    get: { tags, operationId: 'getLog', summary: 'What the processes of an experiment have written', responses: { 200: result('The logs, stdout and stderr in the order in which they were written.', ref('ExperimentLog')), ...refused, ...none } },
  },
  '/api/v1/experiment/artifacts/{id}': {
    parameters: [PROFILE, id],
    get: { tags, operationId: 'getArtifacts', summary: 'Addresses of the files that an experiment has kept', responses: { 200: result('Addresses; none for an experiment that does not exist.', { type: 'array', items: { type: 'string', format: 'uri' } }), ...refused } },
  },
  '/api/v1/experiment/ping': {
    parameters: [PROFILE],
    get: { tags, operationId: 'ping', summary: 'Whether the server answers', responses: { 200: result('It does.', { type: 'string', enum: ['Pong'] }), ...refused } },
  },
  ...Object.fromEntries(['tensorboard', 'mlflow'].map((name) => [`/api/v1/experiment/${name}`, {
    parameters: [PROFILE],
    get: { tags, operationId: name, summary: `Where ${name} is: there is none beside this server`, responses: { 200: result('That it is not there.', object({ available: { type: 'boolean', enum: [false] }, url: { type: 'string' } })), ...refused } },
  }])),
  '/api/v1/internal/{type}/{id}': {
    parameters: [PROFILE, { ...pathParameter('type', 'Kind of job.', 'TFJob'), schema: { type: 'string', enum: ['TFJob', 'PyTorchJob', 'XGBoost', 'Notebook'] } }, id],
    post: {
      tags, operationId: 'setStatus', summary: 'Not possible: the status of an experiment is that of its processes',
      responses: { ...refused, 403: refusal('Always, for an experiment that there is.'), ...absent('There is no such experiment or kind of job.') },
    },
  },
};

const time = (about: string): Json => ({ type: 'string', nullable: true, description: `${about} documented: with milliseconds and offset; v0.8: whole seconds in UTC.`, format: 'date-time' });
const log = object({
  experimentId: { type: 'string' },
  logContent: { type: 'array', items: object({
    podName: { type: 'string', description: 'documented: after the name of the experiment; v0.8: after its id.' },
    podLog: { description: 'documented: a text, null in the list. v0.8: an array of lines, empty in the list.', nullable: true, anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
  }) },
}, 'The logs of an experiment, a pod for each replica in the order of their names.');

export const experimentSchemas: Json = {
  SubmarineExperiment: {
    type: 'object', description: 'An experiment. documented: what is null is left out.', required: ['experimentId', 'uid', 'status', 'spec'], additionalProperties: false,
    properties: {
      experimentId: { type: 'string' }, name: { type: 'string', description: 'documented only.' }, uid: { type: 'string', format: 'uuid' },
      status: { type: 'string', enum: ['Accepted', 'Created', 'Running', 'Succeeded', 'Failed', 'Deleted'], description: 'Deleted only in the answer to a deletion.' },
      acceptedTime: time('When it was taken.'), createdTime: time('When it was stored.'), runningTime: time('When its first process started.'), finishedTime: time('When it ended.'),
      spec: ref('ExperimentSpec'),
    },
  },
  ExperimentLog: log,
};
export const experimentTag = { name: EXPERIMENTS, description: 'Jobs of TensorFlow, PyTorch and XGBoost, as in the API of Apache Submarine.' };
