import type { DataSource } from 'typeorm';
import { Conflict } from '../../../core/errors';
import type { Principal } from '../../../core/principal';
import { transaction, type Tx } from '../../../database/transaction';
import { ExperimentKind } from '../enums';
import type { EnvironmentService } from '../environment/environment.service';
import type { Experiment } from '../experiment/experiment.entity';
import { isOver } from '../experiment/experiment.service';
import { follow, type ExperimentNouns } from '../run/advance';
import type { CommandInput } from '../run/create.input';
import { hidden, type RunService, type Storable } from '../run/run.service';
import type { InstallSettings } from './environment-build';
import { frameworkOf } from './frameworks';
import type { FrameworkJobInput } from './job.input';
import { planOfJob } from './job-plan';
import { replaceParts } from './job-replacement';

/** Jobs of frameworks: created, and replaced while they run. */
export class JobService {
  constructor(
    private readonly db: DataSource, private readonly nouns: ExperimentNouns, private readonly runs: RunService, private readonly environments: EnvironmentService, private readonly settings: InstallSettings,
  ) {}

  create(input: FrameworkJobInput, who: Principal, requestId: string): Promise<Experiment> {
    return transaction(this.db, async (tx) => {
      const earlier = await this.runs.earlier(tx, 'createFrameworkJob', input.clientMutationId);
      return earlier ?? this.runs.store(tx, await this.checked(tx, input), who, requestId);
    });
  }

  /** The whole request anew. What runs is changed where it can be, and else begins again as the next attempt. */
  replace(id: string, input: FrameworkJobInput): Promise<Experiment> {
    return transaction(this.db, async (tx) => {
      const { experiments } = this.nouns, experiment = await experiments.lockById(tx, id);
      checkReplaceable(experiment);
      const { plan, environmentNumber, command, spec, input: job } = await this.checked(tx, input);
      const change = await replaceParts(this.nouns, tx, experiment, { input: job, plan }, frameworkOf(job.framework!)!);
      await experiments.change(tx, experiment, {
        name: job.name, namespace: job.namespace, framework: job.framework!, command, environmentNumber, spec, envVars: plan.envVars, tags: job.tags, jobMetadata: job.jobMetadata ?? {}, priority: job.priority,
        componentsTotal: plan.components.length, revision: experiment.revision + (change === 'ANEW' ? 1 : 0),
      });
      experiments.tell(tx, experiment.number, 'STATUS');
      await this.nouns.gangs.enqueueLost(tx, experiment);
      await follow(this.nouns, tx, experiment);
      return experiment;
    });
  }

  private async checked(tx: Tx, job: FrameworkJobInput): Promise<Storable> {
    const stored = await this.environments.named(tx, job.environment?.name), { input, plan } = planOfJob(job, stored, this.settings);
    return { input, plan, environmentNumber: stored?.number ?? null, command: lineOf(job.command), spec: specOf(job) };
  }
}

function checkReplaceable(experiment: Experiment): void {
  const { id, kind, framework, status } = experiment;
  if (kind !== ExperimentKind.FRAMEWORK || !frameworkOf(framework ?? '')) throw new Conflict(`Experiment ${id} is no job of a framework.`);
  if (isOver(experiment)) throw new Conflict(`Experiment ${id} has ended: it is ${status}. A job that has ended is not changed; create another one.`);
  if (experiment.stopping) throw new Conflict(`Experiment ${id} is being ended, so it is not changed any more.`);
}

const lineOf = (command: CommandInput | undefined): string | null => command?.words ?? command?.shell ?? command?.argv?.join(' ') ?? null;

/** The request as it can be shown. */
function specOf(input: FrameworkJobInput): object {
  const { code, roles, ...rest } = input;
  return {
    ...rest, envVars: hidden(input.envVars), roles: roles.map((role) => ({ ...role, ...(role.envVars && { envVars: hidden(role.envVars) }) })),
    ...(code && { code: { ...code, ...(code.git && { git: { ...code.git, ...(code.git.password != null && { password: '***' }) } }) } }),
  };
}
