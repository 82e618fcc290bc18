import { randomInt } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { BadInput, Conflict, NotFound } from '../../../core/errors';
import type { Principal } from '../../../core/principal';
import { datarunStates, RunStatus } from '../../../core/states';
import { queryOf } from '../../../database/data-source';
import { transaction, type Tx } from '../../../database/transaction';
import { decodeId } from '../../global-id';
import { readRows } from '../../rows';
import { madeBefore } from '../../run/request';
import type { ClassifierService } from '../classifier/classifier.service';
import type { Datarun } from '../datarun/datarun.entity';
import type { DatarunService } from '../datarun/datarun.service';
import { Dataset } from '../dataset/dataset.entity';
import { BudgetType } from '../enums';
import type { HyperpartitionService } from '../hyperpartition/hyperpartition.service';
import { endIfOver } from './ending';
import { enumeratePartitions, type Methods, type Partition } from './methods';
import { checkStart, type StartDatarunInput } from './search.input';
import type { Slots } from './slots';

export interface SearchServices {
  db: DataSource;
  dataruns: DatarunService;
  hyperpartitions: HyperpartitionService;
  classifiers: ClassifierService;
  slots: Slots;
}

/** What people do with a search: start, pause, resume, cancel, delete. */
export class SearchService {
  /** @param removeArtefacts deletes files by their places in the artefact store */
  constructor(private readonly with_: SearchServices, private readonly methods: Methods, private readonly removeArtefacts: (locations: string[]) => Promise<void>) {}

  async start(input: StartDatarunInput, who: Principal, requestId: string): Promise<Datarun[]> {
    checkStart(input);
    const partitions = input.methods.flatMap((name, i) => enumeratePartitions(this.methods.get(name, ['input', 'methods', i])));
    if (input.runPerPartition && !partitions.length) throw new BadInput('runPerPartition needs at least one method.', ['input', 'methods']);
    return transaction(this.with_.db, async (tx) => {
      const earlier = await madeBefore(tx, 'startDatarun', input.clientMutationId, (id) => this.with_.dataruns.read(tx.manager, 'WHERE t.client_mutation_id = $1 ORDER BY t.id', [id]));
      if (earlier.length) return earlier;
      // Holds off a deletion of the data set until this commits.
      const [dataset] = await readRows(this.with_.db, queryOf(tx.manager), Dataset, 'WHERE t.id = $1 FOR KEY SHARE', [decodeId('ds', input.datasetId) ?? 0]);
      if (!dataset) throw new NotFound('Dataset', input.datasetId);
      const runs: Datarun[] = [];
      for (const group of input.runPerPartition ? partitions.map((p) => [p]) : [partitions]) runs.push(await this.startOne(tx, input, dataset, group, who, requestId));
      return runs;
    });
  }

  pause(id: string): Promise<Datarun> {
    return this.change(id, async (tx, run) => {
      await this.with_.slots.withdrawWaiting(tx, run);
      await this.with_.dataruns.move(tx, run, RunStatus.PAUSED);
    });
  }

  resume(id: string): Promise<Datarun> {
    return this.change(id, async (tx, run) => {
      if (run.status !== RunStatus.PAUSED) throw new Conflict(`Only a paused datarun can be resumed; this one is ${run.status}.`);
      await this.with_.dataruns.move(tx, run, RunStatus.RUNNING);
      await this.with_.slots.enqueueRest(tx, run);
      await endIfOver(this.with_, tx, run);
    });
  }

  cancel(id: string): Promise<Datarun> { return this.change(id, (tx, run) => this.cancelIn(tx, [run])); }

  async delete(id: string, force: boolean): Promise<Datarun> {
    const { run, locations } = await transaction(this.with_.db, async (tx) => {
      const run = await this.with_.dataruns.lockById(tx, id);
      const [dataset] = await readRows(this.with_.db, queryOf(tx.manager), Dataset, 'WHERE t.id = $1', [run.datasetNumber]);
      const locations = await this.removeIn(tx, [run], dataset!, force);
      return { run: Object.assign(run, { datasetCopy: dataset }), locations };
    });
    await this.removeArtefacts(locations);
    return run;
  }

  /** For the deletion of a data set. @returns what is left to do once it is committed */
  async removeRunsOf(tx: Tx, dataset: Dataset, force: boolean): Promise<() => Promise<void>> {
    const runs = await this.with_.dataruns.read(tx.manager, 'WHERE t.dataset_id = $1 ORDER BY t.id FOR UPDATE', [dataset.number]);
    const locations = await this.removeIn(tx, runs, dataset, force);
    return () => this.removeArtefacts(locations);
  }

  /** @returns the artefacts that nobody names any more */
  private async removeIn(tx: Tx, runs: Datarun[], dataset: Dataset, force: boolean): Promise<string[]> {
    const { classifiers, dataruns } = this.with_;
    const active = runs.filter((run) => !datarunStates.isFinal(run.status as RunStatus.PENDING));
    if (active[0] && !force) throw new Conflict(`Datarun ${active[0].id} is ${active[0].status}. Cancel it first, or delete with force: true.`);
    await this.cancelIn(tx, active);
    const locations: string[] = [];
    for (const run of runs) {
      locations.push(...await classifiers.artefactsOf(tx, run.number));
      await classifiers.tellDeleted(tx, run.number);
      await dataruns.remove(tx, run, dataset);
    }
    return locations;
  }

  private async cancelIn(tx: Tx, runs: Datarun[]): Promise<void> {
    const { classifiers, dataruns, slots } = this.with_;
    for (const run of runs) datarunStates.move(run.status as RunStatus.PENDING, RunStatus.CANCELLED);
    // At once: the queue is searched as a whole.
    if (runs.length) await slots.withdraw(tx, runs);
    for (const run of runs) {
      const running = await classifiers.running(tx, run.number);
      for (const classifier of running) await classifiers.fail(tx, classifier, 'The datarun was cancelled while this trial ran.');
      await dataruns.move(tx, run, RunStatus.CANCELLED, { trialsRunning: 0, trialsFailed: run.trialsFailed + running.length, settledReason: 'CANCELLED_BY_USER' });
    }
  }

  private async startOne(tx: Tx, input: StartDatarunInput, dataset: Dataset, partitions: Partition[], who: Principal, requestId: string): Promise<Datarun> {
    const { dataruns, hyperpartitions, slots } = this.with_;
    const budgetType = input.deadline != null ? BudgetType.WALLTIME : input.budgetType;
    const [{ deadline }] = await tx.manager.query(`select case when $1::text = 'WALLTIME' then coalesce($2::timestamptz, clock_timestamp() + $3::int * interval '1 minute') end as deadline`, [budgetType, input.deadline ?? null, input.budget]);
    const run = await dataruns.insert(tx, {
      datasetNumber: dataset.number, description: `${input.tuner}__${input.selector}`.toLowerCase(), priority: input.priority,
      selector: input.selector, tuner: input.tuner, metric: input.metric, scoreTarget: input.scoreTarget,
      kWindow: input.kWindow, rMinimum: input.rMinimum, gridding: input.gridding, earlyStopping: input.earlyStopping, curves: input.curves,
      budgetType, budget: budgetType === BudgetType.NONE ? null : input.budget, deadline,
      methods: [...new Set(partitions.map((p) => p.method))], seed: input.seed ?? null, searchSeed: input.seed ?? randomInt(2 ** 31 - 1),
      status: datarunStates.initial as RunStatus, settledReason: null, errorMessage: null, owner: who.name, tags: input.tags ?? [],
      startedAt: null, finishedAt: null, clientMutationId: input.clientMutationId ?? null,
      slotsEnqueued: 0, lastTag: null, trialsRunning: 0, trialsDone: 0, trialsFailed: 0,
    });
    const named = (pairs: Partition['constants']) => pairs.map(([name, value]) => ({ name, value }));
    await hyperpartitions.insertAll(tx, run.number, partitions.map((p) => ({
      method: p.method, classPath: p.class, categoricals: named(p.categoricals), constants: named(p.constants), tunables: p.tunables,
    })));
    dataruns.tell(tx, run, 'STATUS');
    if (!(await endIfOver(this.with_, tx, run))) await slots.enqueueFirst(tx, run, requestId);
    return run;
  }

  private change(id: string, work: (tx: Tx, run: Datarun) => Promise<void>): Promise<Datarun> {
    return transaction(this.with_.db, async (tx) => {
      const run = await this.with_.dataruns.lockById(tx, id);
      await work(tx, run);
      return run;
    });
  }
}
