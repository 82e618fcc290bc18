import { z } from 'zod';
import { flag, text, whole } from './body';

// These schemas are also printed into the OpenAPI document, hence the descriptions. Null stands for absent, as the answers of the released server have it.

const texts = (about: string) => z.record(z.string(), text('Value.')).describe(about);
/** What answers show and requests may therefore hold; it is not read. */
const shownOnly = (about: string) => z.unknown().describe(`${about} Ignored in a request.`).optional();

export const kernelSpec = z.strictObject({
  name: text('Name of the kernel.').nullish(),
  channels: z.array(text('Channel of conda.')).describe('Channels of conda.').nullish(),
  condaDependencies: z.array(text('Package.')).describe('Packages from conda.').nullish(),
  pipDependencies: z.array(text('Package.')).describe('Packages from PyPI.').nullish(),
});

export const environmentSpec = z.strictObject({
  name: text('Name of the environment.').nullish(),
  dockerImage: text('Image in which the kernel is made.').nullish(),
  kernelSpec: kernelSpec.describe('Packages to install.').nullish(),
  description: text('For people.').nullish(),
  image: text('Image of the containers.').nullish(),
});

const task = z.strictObject({
  replicas: whole('Processes with this role; 1 when nothing is said.').nullish(),
  resources: text('`cpu=1,memory=1024M,nvidia.com/gpu=1`: quantities as Kubernetes writes them. A process may take twice the memory that is written here.').nullish(),
  name: text('For people.').nullish(),
  image: text("In place of the environment's.").nullish(),
  cmd: text("In place of the experiment's.").nullish(),
  envVars: texts("In place of the experiment's.").nullish(),
  resourceMap: shownOnly('`resources` by key.'), cpu: shownOnly('Cores.'), memory: shownOnly('Memory.'), gpu: shownOnly('GPUs.'),
});

const meta = z.strictObject({
  experimentId: shownOnly('Id of the experiment.'),
  name: text('Name; made lower-case when the experiment is created. Need not be unique.').nullish(),
  namespace: text('Ignored: it is always `default`.').nullish(),
  framework: text('`TensorFlow`, `PyTorch` or `XGBoost`, in capitals or not.').nullish(),
  cmd: text('Command, split at single blanks: no shell, no quotes. Needed unless every role has its own.').nullish(),
  envVars: texts('Environment variables. `JOB_ID`, `SUBMARINE_TRACKING_URI` and `SUBMARINE_TENSORBOARD_LOG_DIR` are left out.').optional(),
  tags: z.array(text('Tag.')).describe('Tags.').nullish(),
});

const code = z.strictObject({
  syncMode: text('`git`, which is also meant when nothing is said; nothing happens for `hdfs`, `nfs` and `s3`.').nullish(),
  git: z.strictObject({
    url: text('https address of the repository.').nullish(),
    branch: text('`main` when nothing is said.').nullish(),
    username: text('For a repository that is not public.').nullish(),
    password: text('Password or token; no answer shows it.').nullish(),
    trustCerts: flag('Whether any certificate is accepted.').nullish(),
  }).describe('The repository.').nullish(),
});

/** An experiment as it is asked for. What is required is said by `jobInput`, in the order in which the original finds it missing. */
export const experimentSpec = z.strictObject({
  meta: meta.describe('What it is.').nullish(),
  environment: environmentSpec.describe('Where it runs: a stored environment by its name, or an image.').nullish(),
  spec: z.record(z.string(), task.nullable()).describe('By role: `Ps`, `Worker`, `Chief`, `Master`, `Evaluator` for TensorFlow, else `Master`, `Worker`.').nullish(),
  experimentHandlerSpec: texts('Copies data from HDFS in the original; here kept while it is not complete, and refused when it is.').nullish(),
  code: code.describe('Code that is fetched before the processes start.').nullish(),
});
export type ExperimentSpec = z.output<typeof experimentSpec>;
