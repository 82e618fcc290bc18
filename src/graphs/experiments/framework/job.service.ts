import type { DataSource } from 'typeorm';
import type { Principal } from '../../../core/principal';
import { transaction } from '../../../database/transaction';
import type { EnvironmentService } from '../environment/environment.service';
import type { Experiment } from '../experiment/experiment.entity';
import type { CommandInput } from '../run/create.input';
import { hidden, type RunService } from '../run/run.service';
import type { InstallSettings } from './environment-build';
import type { FrameworkJobInput } from './job.input';
import { planOfJob } from './job-plan';

/** Jobs of frameworks: created, and replaced while they run. */
export class JobService {
  constructor(private readonly db: DataSource, private readonly runs: RunService, private readonly environments: EnvironmentService, private readonly installs: InstallSettings) {}

  create(input: FrameworkJobInput, who: Principal, requestId: string): Promise<Experiment> {
    return transaction(this.db, async (tx) => {
      const earlier = await this.runs.earlier(tx, 'createFrameworkJob', input.clientMutationId);
      if (earlier) return earlier;
      const stored = await this.environments.named(tx, input.environment?.name);
      const { input: experiment, plan } = planOfJob(input, stored, this.installs);
      return this.runs.store(tx, { input: experiment, plan, environmentNumber: stored?.number ?? null, command: lineOf(input.command), spec: specOf(input) }, who, requestId);
    });
  }
}

const lineOf = (command: CommandInput | undefined): string | null => command?.words ?? command?.shell ?? command?.argv?.join(' ') ?? null;

/** The request as it can be shown. */
export function specOf(input: FrameworkJobInput): object {
  const { code, roles, ...rest } = input;
  return {
    ...rest, envVars: hidden(input.envVars), roles: roles.map((role) => ({ ...role, ...(role.envVars && { envVars: hidden(role.envVars) }) })),
    ...(code && { code: { ...code, ...(code.git && { git: { ...code.git, ...(code.git.password != null && { password: '***' }) } }) } }),
  };
}
