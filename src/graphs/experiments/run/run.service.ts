import type { DataSource } from 'typeorm';
import { BadInput, Conflict } from '../../../core/errors';
import type { Principal } from '../../../core/principal';
import { experimentStates, RunStatus } from '../../../core/states';
import { transaction, type Tx } from '../../../database/transaction';
import type { EnvironmentService } from '../environment/environment.service';
import { madeBefore } from '../../run/request';
import type { Experiment } from '../experiment/experiment.entity';
import { isOver } from '../experiment/experiment.service';
import { checkText } from '../storable-text';
import { beginStopping, follow, type ExperimentNouns } from './advance';
import type { CreateExperimentInput, EnvVarInput, UpdateExperimentInput } from './create.input';
import { componentDraft, outputDrafts } from './drafts';
import type { ExperimentFolders } from './folders';
import { checkLabels, planOf, type Plan } from './plan';

/** An experiment that has been checked. */
export interface Storable { input: CreateExperimentInput; plan: Plan; environmentNumber: number | null; command: string | null; spec: object }

/** What people do with experiments: create, change, stop, delete. */
export class RunService {
  constructor(private readonly db: DataSource, private readonly nouns: ExperimentNouns, private readonly folders: ExperimentFolders, private readonly environments: EnvironmentService) {}

  async create(input: CreateExperimentInput, who: Principal, requestId: string): Promise<Experiment> {
    const plan = planOf(input);
    return transaction(this.db, async (tx) => {
      const earlier = await this.earlier(tx, 'createExperiment', input.clientMutationId);
      if (earlier) return earlier;
      const environment = await this.environments.named(tx, input.environment);
      return this.store(tx, { input, plan, environmentNumber: environment?.number ?? null, command: null, spec: withoutSecrets(input) }, who, requestId);
    });
  }

  async store(tx: Tx, { input, plan, environmentNumber, command, spec }: Storable, who: Principal, requestId: string): Promise<Experiment> {
    const { experiments, components, gangs } = this.nouns;
    const experiment = await experiments.insert(tx, {
      name: input.name, kind: input.kind, namespace: input.namespace, framework: input.framework ?? null, command, envVars: plan.envVars,
      environmentNumber, numCpus: input.numCpus ?? null, maxBandwidthMbit: input.maxBandwidthMbit ?? null, priority: input.priority,
      status: experimentStates.initial as RunStatus, settledReason: null, stopping: null, exitStatus: null, errorMessage: null,
      spec, jobMetadata: input.jobMetadata ?? {}, owner: who.name, tags: input.tags, clientMutationId: input.clientMutationId ?? null, lastTag: null, revision: 1,
      componentsTotal: plan.components.length, componentsDone: 0, componentsFailed: 0, componentsRunning: 0, startedAt: null, finishedAt: null,
    });
    await this.insertParts(tx, experiment, input, plan);
    experiments.tell(tx, experiment.number, 'STATUS');
    await gangs.enqueue(tx, experiment, await components.ready(tx, 'experiment_id = $1', [experiment.number]), { requestId });
    return experiment;
  }

  update(id: string, input: UpdateExperimentInput): Promise<Experiment> {
    checkText(input, ['input']);
    checkLabels(input);
    return this.change(id, async (tx, experiment) => {
      const { name, tags, jobMetadata } = input;
      const values = { ...(name != null && { name }), ...(tags != null && { tags }), ...(jobMetadata != null && { jobMetadata }) };
      if (!Object.keys(values).length) throw new BadInput('Nothing to change: give name, tags or jobMetadata.', ['input']);
      await this.nouns.experiments.change(tx, experiment, values);
      this.nouns.experiments.tell(tx, experiment.number, 'STATUS');
    });
  }

  /** Nothing more of it starts. It is CANCELLED when its last process has gone. */
  stop(id: string): Promise<Experiment> {
    return this.change(id, async (tx, experiment) => {
      if (isOver(experiment)) throw new Conflict(`Experiment ${id} has ended: it is ${experiment.status}.`);
      if (experiment.stopping) return;
      await beginStopping(this.nouns, tx, experiment, 'STOPPED');
      await follow(this.nouns, tx, experiment);
      if (!isOver(experiment)) this.nouns.experiments.tell(tx, experiment.number, 'STATUS');
    });
  }

  /** With `force` also while it runs: its processes are ended, their rows and files go at once. */
  async delete(id: string, force: boolean): Promise<Experiment> {
    const { experiment, pods } = await transaction(this.db, async (tx) => {
      const experiment = await this.nouns.experiments.lockById(tx, id);
      if (!isOver(experiment)) {
        if (!force) throw new Conflict(`Experiment ${id} is ${experiment.status}. Stop it first, or delete with force: true.`);
        await beginStopping(this.nouns, tx, experiment, 'STOPPED');
      }
      const pods = (await this.nouns.pods.read(tx, 'WHERE t.experiment_id = $1', [experiment.number])).map(({ number }) => number);
      await this.nouns.experiments.remove(tx, experiment);
      return { experiment, pods };
    });
    await this.folders.remove(experiment.uid, pods);
    return experiment;
  }

  /** For jobs that were tried more often than the queue tries, e.g. while no process could be started. @returns how many gangs were put back */
  async requeueLost(): Promise<number> {
    const active = await this.nouns.experiments.read(this.db.manager, 'WHERE t.finished_at IS NULL AND t.stopping IS NULL ORDER BY t.id LIMIT 1000', []);
    let total = 0;
    for (const { number } of active) {
      total += await transaction(this.db, async (tx) => {
        const experiment = await this.nouns.experiments.lock(tx, number);
        return experiment && !isOver(experiment) && !experiment.stopping ? this.nouns.gangs.enqueueLost(tx, experiment) : 0;
      });
    }
    return total;
  }

  private async insertParts(tx: Tx, experiment: Experiment, input: CreateExperimentInput, plan: Plan): Promise<void> {
    const { stages, components, outputs } = this.nouns, experimentNumber = experiment.number;
    const weights = input.stages.map(({ weight }) => weight ?? 1), sum = weights.reduce((a, b) => a + b, 0);
    const stageNumbers = await stages.insertAll(tx, experimentNumber, input.stages.map(({ name, continueOnError, components: of }, index) => ({ index, name, continueOnError, weight: weights[index]! / sum, componentsTotal: of.length })));
    const producers = plan.components.map(() => new Set<number>());
    for (const { component, producer } of plan.edges) producers[component]!.add(producer);
    const numbers = await components.insertAll(tx, plan.components.map((planned, i) => ({
      ...componentDraft(planned, plan.secrets), experimentNumber, stageNumber: stageNumbers[planned.stage]!, openProducers: producers[i]!.size,
    })), plan.components.map(({ gang }) => gang));
    await components.insertEdges(tx, plan.edges.map((edge) => ({ ...edge, component: numbers[edge.component]!, producer: numbers[edge.producer]! })));
    await outputs.insertAll(tx, outputDrafts(input, plan, experimentNumber, (i) => numbers[i]!));
  }

  /** What a call with the same text made before. @param mutation which made it */
  async earlier(tx: Tx, mutation: string, clientMutationId: string | undefined): Promise<Experiment | undefined> {
    return (await madeBefore(tx, mutation, clientMutationId, (id) => this.nouns.experiments.read(tx.manager, 'WHERE t.client_mutation_id = $1', [id])))[0];
  }

  private change(id: string, work: (tx: Tx, experiment: Experiment) => Promise<void>): Promise<Experiment> {
    return transaction(this.db, async (tx) => {
      const experiment = await this.nouns.experiments.lockById(tx, id);
      await work(tx, experiment);
      return experiment;
    });
  }
}

export const hidden = (envVars: EnvVarInput[]) => envVars.map((variable) => (variable.secret ? { ...variable, value: '***' } : variable));

/** The request as it can be shown. */
function withoutSecrets(input: CreateExperimentInput): object {
  return { ...input, envVars: hidden(input.envVars), stages: input.stages.map((stage) => ({ ...stage, components: stage.components.map((one) => ({ ...one, envVars: hidden(one.envVars) })) })) };
}
