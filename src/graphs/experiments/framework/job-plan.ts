import { BadInput } from '../../../core/errors';
import type { Environment } from '../environment/environment.entity';
import { DependencyMethod, ExperimentKind } from '../enums';
import type { ComponentInput, CreateExperimentInput } from '../run/create.input';
import { planOf, type Plan } from '../run/plan';
import { codeComponent } from './code';
import { environmentComponent, type InstallSettings } from './environment-build';
import { knownFramework, type Framework } from './frameworks';
import type { FrameworkJobInput, RoleInput } from './job.input';

/** How often the processes are started again after an error: what the training operators call the backoff limit. */
const BACKOFF_LIMIT = 3;
export const JOB_STAGE = 'job', PREPARE_STAGE = 'prepare';

export interface JobPlan { input: CreateExperimentInput; plan: Plan }

/**
 * A job as an experiment: a component a role, all in one gang, after what has to be prepared for them.
 * @param stored the environment that it names
 * @throws BadInput with the path of the first fault
 */
export function planOfJob(job: FrameworkJobInput, stored: Environment | null, installs: InstallSettings): JobPlan {
  const framework = knownFramework(job.framework);
  checkRoles(job.roles, framework);
  const image = job.environment?.image ?? stored?.image ?? stored?.dockerImage ?? undefined;
  const serves = ({ role }: RoleInput) => framework.serving.includes(role) && job.roles.some((other) => !framework.serving.includes(other.role));
  const code = job.code ? codeComponent(job.code) : null, environment = environmentOf(job, stored, installs), prepare = [code, environment].filter((one) => one !== null);
  const setup = { ...(code && { code: true as const }), ...(environment && { environment: environment.setup!.builds }) };
  const roles = job.roles.map((role, i): ComponentInput => ({
    name: componentOf(role.role), role: role.role, replicas: role.replicas, jobRole: true, setup, gang: JOB_STAGE, service: serves(role), maxRestarts: BACKOFF_LIMIT,
    command: role.command ?? job.command ?? missingCommand(i), image: role.image ?? image, resources: role.resources, envVars: role.envVars ?? job.envVars,
    dependsOn: prepare.map(({ name }) => ({ component: name, method: DependencyMethod.REF, path: '' })), files: [],
  }));
  const { name, envVars, outputs, namespace, priority, jobMetadata, tags, clientMutationId } = job;
  const input: CreateExperimentInput = {
    name, envVars, outputs, namespace, priority, jobMetadata, tags, clientMutationId, kind: ExperimentKind.FRAMEWORK, framework: job.framework, environment: job.environment?.name,
    stages: [...(prepare.length ? [{ name: PREPARE_STAGE, components: prepare, weight: 0.1, continueOnError: false }] : []), { name: JOB_STAGE, components: roles, continueOnError: false }],
  };
  return { input, plan: planOf(input, (stage, i) => (input.stages[stage]!.name === JOB_STAGE ? ['input', 'roles', i] : ['input', prepare[i]!.name])) };
}

function environmentOf({ environment }: FrameworkJobInput, stored: Environment | null, installs: InstallSettings): ComponentInput | null {
  if (environment?.kernelSpec) return environmentComponent(environment.kernelSpec, installs);
  return environmentComponent(stored?.kernelSpec, installs, ['input', 'environment', 'name']);
}

export const componentOf = (role: string) => role.toLowerCase();

function checkRoles(roles: RoleInput[], { label, roles: known }: Framework): void {
  if (!roles.length) throw new BadInput('A job has at least one role.', ['input', 'roles']);
  roles.forEach(({ role }, i) => {
    const path = ['input', 'roles', i, 'role'];
    if (!known.includes(role)) throw new BadInput(`${label} has no role ${role}: it is one of ${known.join(', ')}.`, path);
    if (roles.findIndex((other) => other.role === role) < i) throw new BadInput(`There are two roles ${role}: give it more replicas.`, path);
  });
}

function missingCommand(i: number): never {
  throw new BadInput('It has no command: give one to the role or to the job.', ['input', 'roles', i, 'command']);
}
