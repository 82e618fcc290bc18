import { Refused } from './errors';
import type { CodeInput, EnvVarInput, FrameworkJobInput, RoleInput } from './operations.generated';
import { resourcesInput } from './resources';
import type { ExperimentSpec } from './spec-schema';

interface Framework { label: string; roles: readonly string[] }
const frameworks: Readonly<Record<string, Framework>> = {
  tensorflow: { label: 'TensorFlow', roles: ['Ps', 'Worker', 'Chief', 'Master', 'Evaluator'] },
  pytorch: { label: 'PyTorch', roles: ['Master', 'Worker'] },
  xgboost: { label: 'XGBoost', roles: ['Master', 'Worker'] },
};
/** The original sets these itself, and takes them out again of what it stores. */
const SET_BY_SERVER = new Set(['JOB_ID', 'SUBMARINE_TRACKING_URI', 'SUBMARINE_TENSORBOARD_LOG_DIR']);

const variables = (values: Readonly<Record<string, string>>): EnvVarInput[] => Object.entries(values).map(([name, value]) => ({ name, value, secret: false }));
/** Without what is null: the graph takes absent for a default and null for a value. */
const given = <T extends object>(values: T) => Object.fromEntries(Object.entries(values).filter(([, value]) => value != null)) as { [K in keyof T]: NonNullable<T[K]> };

function required<T>(value: T, path: string): NonNullable<T> {
  if (value == null) throw new Refused(400, `${path}: is required`);
  return value;
}

/**
 * What the graph is asked for. Faults are looked for in the original's order.
 * @param invalid status of what the original calls an invalid specification: 500 when it is created, 409 when it is changed
 * @throws Refused with that status and the original's text, or 400 where the original breaks down
 */
export function jobInput(spec: ExperimentSpec, invalid: 500 | 409): FrameworkJobInput {
  const meta = required(spec.meta, 'meta'), name = required(meta.name, 'meta.name');
  const framework = frameworkOf(meta.framework, invalid);
  const roles = Object.entries(required(spec.spec, 'spec')).map(([role, task]) => roleInput(role, task, meta.cmd, framework, invalid));
  const environment = required(spec.environment, 'environment');
  const handler = spec.experimentHandlerSpec;
  refuseHandler(handler, framework, roles, invalid);
  return given({
    name, framework: required(meta.framework, 'meta.framework'), roles,
    command: meta.cmd == null ? null : { words: meta.cmd },
    envVars: variables(Object.fromEntries(Object.entries(meta.envVars ?? {}).filter(([key]) => !SET_BY_SERVER.has(key)))),
    tags: meta.tags,
    environment: given({ ...environment, kernelSpec: environment.kernelSpec && given(environment.kernelSpec) }),
    code: spec.code && codeInput(spec.code, invalid),
    jobMetadata: handler && { experimentHandlerSpec: handler },
  });
}

function frameworkOf(name: string | null | undefined, invalid: number): Framework {
  const key = name?.toLowerCase() ?? '';
  if (!Object.hasOwn(frameworks, key)) throw new Refused(invalid, `Unsupported framework name: ${name ?? 'null'}. Supported frameworks are: TENSORFLOW,PYTORCH,XGBOOST,UNKNOWN`);
  return frameworks[key]!;
}

type Task = NonNullable<ExperimentSpec['spec']>[string];
function roleInput(role: string, task: Task, jobCommand: string | null | undefined, { label, roles }: Framework, invalid: number): RoleInput {
  const path = `spec.${role.slice(0, 100)}`;
  if (!roles.includes(role)) throw new Refused(invalid, `Unrecognized replica type name: ${role}, it should be ${roles.join(',')} for ${label} experiment.`);
  const { replicas, resources, name, image, cmd, envVars } = required(task, path);
  if (cmd == null && jobCommand == null) throw new Refused(400, `${path}.cmd: is required where meta has no cmd`);
  return given({
    role, replicas, name, image,
    command: cmd == null ? null : { words: cmd },
    envVars: envVars && variables(envVars),
    resources: resourcesOf(required(resources, `${path}.resources`), path),
  });
}

function resourcesOf(text: string, path: string) {
  try { return resourcesInput(text); } catch (error) { throw new Refused(400, `${path}.resources: ${(error as Error).message}`); }
}

/** Whether Java takes it for a URI: a scheme has no @ in it, so `git@host:a/b.git` is none. */
const isUri = (text: string) => /^([A-Za-z][A-Za-z0-9+.-]*:[^\s"<>\\^`{|}]+|[^\s"<>\\^`{|}:]+([/?#][^\s"<>\\^`{|}]*)?)$/.test(text);

function codeInput({ syncMode, git }: NonNullable<ExperimentSpec['code']>, invalid: number): CodeInput {
  const fetches = !['hdfs', 'nfs', 's3'].includes(syncMode ?? '');
  if (fetches) {
    const url = required(required(git, 'code.git').url, 'code.git.url');
    if (!isUri(url)) throw new Refused(invalid, `Invalid Code Spec: URL is malformed. ${url}`);
  }
  return given({ syncMode, git: git?.url == null ? null : given({ ...git, url: git.url }) });
}

const HANDLER_KEYS = ['HDFS_HOST', 'HDFS_PORT', 'HDFS_SOURCE', 'ENABLE_KERBEROS'];

/** One that lacks something does nothing in the original. */
function refuseHandler(handler: ExperimentSpec['experimentHandlerSpec'], { label }: Framework, roles: readonly RoleInput[], invalid: number) {
  if (handler?.FILE_SYSTEM_TYPE?.toUpperCase() !== 'HDFS' || HANDLER_KEYS.some((key) => !handler[key])) return;
  if (label === 'TensorFlow' && !roles.some(({ role }) => role === 'Ps')) throw new Refused(invalid, 'PreHandler only support TFJob with PS for now');
  throw new Refused(400, 'experimentHandlerSpec: data cannot be copied from HDFS here; put it where the processes find it, or fetch it in cmd.');
}
