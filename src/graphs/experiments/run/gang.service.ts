import { hostname } from 'node:os';
import type { DataSource } from 'typeorm';
import { ComponentState, PodPhase, podPhases, RunStatus } from '../../../core/states';
import { transaction, type Tx } from '../../../database/transaction';
import type { Ending, Executor } from '../../../engine/executor';
import { endLog } from '../../../engine/logs';
import { AttemptLost, type RunningJob } from '../../../jobs/job-queue';
import type { Component } from '../component/component.entity';
import type { Experiment } from '../experiment/experiment.entity';
import { isOver } from '../experiment/experiment.service';
import type { Runtimes } from '../framework/runtimes';
import type { Output } from '../output/output.entity';
import type { Kept } from '../output/output.service';
import type { Enforcement, Pod } from '../pod/pod.entity';
import type { PodDraft } from '../pod/pod.service';
import { advance, follow, type ExperimentNouns } from './advance';
import type { ExperimentFolders } from './folders';
import { countingPods, endedForNothing, isReplaced, retire, startAnew, type Wanted } from './gang-changes';
import type { GangPayload } from './gang.job';
import { inputsOf, partsOf, type Begun, type Endings, type Part, type Rows, type Start, type Starts } from './gang-parts';
import { WORKER_LOST, type Losses } from './losses';
import { needsOf } from './task';
import { exitCodeOf, exitReasonOf, outcomes, phaseOf } from './outcome';

/** A gang that keeps taking its worker with it is ended, so that it does not do so for ever. */
const MOST_LOSSES = 5;
/** Workers look about once a second; a while later another one may be the first to look. */
const anotherWorkerAfterSeconds = () => 1.5 + Math.random();

/** A request has changed what is to be kept of a gang, after it was collected. */
export class OutputsChanged extends Error {
  constructor(readonly outputs: Output[]) { super('The outputs to keep have changed.'); }
}

/** What happens to the rows while a gang runs; each step is one transaction under the experiment's lock. */
export class GangService {
  constructor(readonly db: DataSource, private readonly nouns: ExperimentNouns, private readonly workerId: string, private readonly folders: ExperimentFolders, private readonly runtimes: Runtimes, private readonly losses: Losses) {}

  /** @param insufficiency why this worker will never have room; then another one may @param onPlanned told what will run before the rows say so; told again when the transaction is begun anew @returns null when there is nothing to run any more, or not here */
  begin(job: RunningJob<GangPayload>, enforcement: Enforcement[], insufficiency: Executor['insufficiency'] = () => null, onPlanned: (begun: Begun) => void = () => {}): Promise<Begun | null> {
    return transaction(this.db, async (tx) => {
      const { experiments, components, pods, outputs } = this.nouns;
      const [experiment, all] = await Promise.all([experiments.lock(tx, job.data.experiment), components.ofGang(tx, job.data.gang)]);
      const gang = experiment && !isOver(experiment) && !experiment.stopping ? all : [];
      await this.losses.markLost(tx, gang, job.data.gang);
      if (experiment && experiment.revision > 1 && await retire(this.nouns, tx, job.data.gang, (pod) => this.losses.lose(tx, pod, WORKER_LOST))) await follow(this.nouns, tx, experiment);
      // A request that replaced the one before may have given it producers that are not done.
      if (!gang.length || gang.some(({ state, openProducers }) => openProducers > 0 || (state !== ComponentState.WAITING && state !== ComponentState.WAITING_ON_RESOURCE))) {
        await job.settle(tx);
        return null;
      }
      if (experiment!.status === RunStatus.ACCEPTED) await experiments.move(tx, experiment!, RunStatus.INITIALISING);
      if (gang[0]!.losses >= MOST_LOSSES) {
        // First: a failure may take all jobs of the experiment back, this one too.
        await job.settle(tx);
        await this.giveUp(tx, experiment!, gang, `Its worker was lost ${MOST_LOSSES} times while it ran; it is not started again.`, 'SystemIssue');
        return null;
      }
      const tooLarge = insufficiency(gang.flatMap(({ resources, replicas }) => Array.from({ length: replicas }, () => needsOf(resources))));
      if (tooLarge) {
        await job.settle(tx);
        await this.leaveToOthers(tx, job, experiment!, gang, tooLarge);
        return null;
      }
      const [stages, kept, inputs, numbers] = await Promise.all([
        this.nouns.stages.read(tx, 'WHERE t.experiment_id = $1', [experiment!.number]), outputs.ofGang(tx, job.data.gang), inputsOf(tx, job.data.gang),
        pods.reserve(tx, gang.reduce((all, { replicas }) => all + replicas, 0)),
      ]), parts: Part[] = [];
      for (const component of gang) {
        const attempt = component.attempt + 1, stage = stages.find(({ number }) => number === component.stageNumber)!;
        await components.move(tx, component, component.state, { attempt, workingDirectory: this.folders.ofComponent(experiment!, stage.index, component) });
        parts.push({
          component, runtime: this.runtimes.of(component), inputs: inputs.filter(({ of }) => of === component.number), outputs: kept.filter((output) => output.componentNumber === component.number),
          pods: pods.insertAll(tx, numbers.splice(0, component.replicas).map((number, index) => this.podDraft(number, experiment!, component, index, enforcement))),
        });
      }
      const begun = { experiment: experiment!, parts };
      onPlanned(begun);
      return begun;
    });
  }

  /** All pods of the gang run. */
  started(begun: Begun, starts: Starts): Promise<void> {
    return this.under(begun, async (tx, { experiment, parts }) => {
      await this.startPods(tx, parts, starts);
      await follow(this.nouns, tx, experiment);
    });
  }

  /** There is no room for it now. */
  waits(begun: Begun, why: string): Promise<void> {
    return this.under(begun, async (tx, { experiment, parts }) => {
      for (const { component, pods } of parts) {
        for (const pod of pods) await this.nouns.pods.note(tx, pod, why);
        await this.nouns.components.move(tx, component, ComponentState.WAITING_ON_RESOURCE, { stateReason: why });
      }
      await follow(this.nouns, tx, experiment);
    });
  }

  /** This worker will never have room for it: another one may. */
  putBack(job: RunningJob<GangPayload>, begun: Begun, why: string): Promise<void> {
    return this.under(begun, async (tx, { experiment, parts }) => {
      // An experiment that has been stopped meanwhile has taken the job back.
      if (!experiment.stopping) await job.settle(tx);
      for (const { component, pods } of parts) {
        await this.nouns.pods.forget(tx, pods);
        await this.nouns.components.move(tx, component, component.state, { attempt: component.attempt - 1 });
        await this.losses.unstart(tx, experiment, component, why);
      }
      await this.leaveToOthers(tx, job, experiment, parts.map(({ component }) => component), why);
    });
  }

  /** What is asked of it now, in one look: every gang that may be replaced asks each second. @returns null when it is to end, or unknown */
  async wanted({ experiment, parts }: Begun): Promise<Wanted | null> {
    const rows: (Pick<Experiment, 'status' | 'stopping' | 'revision'> & Pick<Component, 'number' | 'replicas' | 'gangNumber' | 'jobRole'>)[] = await this.db.query(
      `select e.status, e.stopping, e.revision, c.id as number, c.replicas, c.gang_id as "gangNumber", c.job_role as "jobRole"
       from experiment e join component c on c.experiment_id = e.id where e.id = $1 and c.id = any($2)`, [experiment.number, parts.map(({ component }) => component.number)]);
    if (rows.length < parts.length || isOver(rows[0]!) || rows[0]!.stopping) return null;
    return { isAnew: isReplaced(experiment.revision, rows[0]!.revision, rows), replicas: new Map(rows.map(({ number, replicas }) => [number, replicas])) };
  }

  /** Pods for replicas that a component has gained while it runs; none when it does not run any more. */
  async grow(begun: Begun, { component: { number }, pods: [first] }: Part, indices: number[]): Promise<Pod[]> {
    let grown: Pod[] = [];
    await this.under(begun, async (tx, { experiment, parts }) => {
      const { component } = parts.find((part) => part.component.number === number)!;
      if (component.state !== ComponentState.RUNNING) return;
      const numbers = await this.nouns.pods.reserve(tx, indices.length);
      grown = this.nouns.pods.insertAll(tx, indices.map((index, i) => this.podDraft(numbers[i]!, experiment, component, index, first!.enforcement)));
    });
    return grown;
  }

  /** A pod that was added has started. */
  joined(begun: Begun, pod: Pod, { pid, startedAt, ip }: Start): Promise<void> {
    return this.change(begun, pod, (tx, now) => this.nouns.pods.move(tx, now, PodPhase.RUNNING, { pid, startedAt, ip, reason: null }));
  }

  /** A pod that was added waits for room. */
  noteWait(begun: Begun, pod: Pod, why: string): Promise<void> { return this.change(begun, pod, (tx, now) => this.nouns.pods.note(tx, now, why)); }

  /** A pod that was added, and never started. */
  forget(begun: Begun, pod: Pod): Promise<void> { return this.under(begun, (tx) => this.nouns.pods.forget(tx, [pod])); }

  private async leaveToOthers(tx: Tx, { data: { gang, requestId } }: RunningJob<GangPayload>, experiment: Experiment, components: Component[], why: string): Promise<void> {
    if (!experiment.stopping) {
      for (const component of components) await this.nouns.components.move(tx, component, ComponentState.WAITING_ON_RESOURCE, { stateReason: why });
      await this.nouns.gangs.enqueue(tx, experiment, [gang], { requestId, delaySeconds: anotherWorkerAfterSeconds() });
    }
    await follow(this.nouns, tx, experiment);
  }

  /** One of several pods has ended; the gang goes on. */
  podEnded(begun: Begun, number: number, ending: Ending): Promise<void> {
    return this.under(begun, (tx, { parts }) => this.endPods(tx, parts, new Map([[number, ending]])));
  }

  /** All pods have ended. @param starts of those whose start was not told before @param keep puts the outputs in their places; called when nothing but the commit can fail any more */
  end(job: RunningJob<GangPayload>, begun: Begun, endings: Endings, starts: Starts, kept: Kept[], keep: () => Promise<void>): Promise<void> {
    return transaction(this.db, async (tx) => {
      const [experiment, rows] = await this.lockAll(tx, begun);
      await this.checkOutputs(tx, begun, job.data.gang);
      // A stopped experiment has taken the job back; its pods are still this worker's to end, and nobody else starts them again.
      if (!experiment?.stopping) await job.settle(tx);
      if (!experiment) throw new AttemptLost();
      if (isOver(experiment)) return;
      const parts = partsOf(begun, rows);
      if (starts.size) {
        await this.startPods(tx, parts, starts);
        await this.nouns.experiments.move(tx, experiment, RunStatus.RUNNING);
      }
      await this.endPods(tx, parts, endings);
      if (!experiment.stopping && isReplaced(begun.experiment.revision, experiment.revision, parts.map(({ component }) => component))) {
        if (await startAnew(this.nouns, tx, parts, job.data.gang)) await this.nouns.gangs.enqueue(tx, experiment, [job.data.gang], { requestId: job.data.requestId });
        return follow(this.nouns, tx, experiment);
      }
      const all = outcomes(parts.map((part) => ({ ...part.component, endings: countingPods(part).map(({ number }) => endings.get(number)!) })), experiment.stopping !== null);
      if (all === 'RESTART' || (!experiment.stopping && endedForNothing(parts, endings))) return this.restart(tx, job, experiment, parts);
      const finished: number[] = [], failed: number[] = [], shutDown: number[] = [];
      for (const [i, { component }] of parts.entries()) {
        const { state, exitReason, returnCode, why } = all[i]!;
        await this.nouns.components.move(tx, component, state, { exitReason, returnCode, stateReason: why });
        ({ FINISHED: finished, FAILED: failed, COMPONENT_SHUTDOWN: shutDown })[state].push(component.number);
      }
      for (const one of kept) if (finished.includes(one.output.componentNumber)) await this.nouns.outputs.keep(tx, one);
      const culprit = parts.find(({ component }) => component.number === failed[0])?.component;
      await advance(this.nouns, tx, experiment, { finished, failed, shutDown, why: culprit && `${culprit.name} failed: ${culprit.stateReason ?? `exit code ${culprit.returnCode}`}` });
      if (!kept.length) return;
      await tx.settled();
      await keep();
    });
  }

  /** This worker cannot go on with it, and nothing of it runs any more: the queue gives it to another one. @param endings those that are known @param isLoss false when the worker was told to stop */
  putDown(begun: Begun, endings: Endings, why: string, isLoss: boolean): Promise<void> {
    return this.under(begun, async (tx, { experiment, parts }) => {
      await this.endPods(tx, parts, endings);
      for (const { component, pods } of parts) {
        for (const pod of pods) if (!podPhases.isFinal(pod.phase)) await this.losses.lose(tx, pod, why);
        if (isLoss) await this.nouns.components.move(tx, component, component.state, { losses: component.losses + 1 });
        await this.losses.unstart(tx, experiment, component, why);
      }
      await follow(this.nouns, tx, experiment);
    });
  }

  /** Whether the experiment wants its pods to end (else it was this worker that was told to), or has been deleted. */
  async standingOf({ number }: Experiment): Promise<'GOES_ON' | 'STOPS' | 'GONE'> {
    const [now] = await this.nouns.experiments.read(this.db.manager, 'WHERE t.id = $1', [number]);
    if (!now) return 'GONE';
    return now.stopping !== null || isOver(now) ? 'STOPS' : 'GOES_ON';
  }

  /** @throws OutputsChanged with those that are to be kept */
  private async checkOutputs(tx: Tx, { parts }: Begun, gang: number): Promise<void> {
    if (!parts.some(({ component }) => component.jobRole)) return;
    const wanted = await this.nouns.outputs.ofGang(tx, gang), known = parts.flatMap(({ outputs }) => outputs.map(({ number }) => number));
    if (wanted.length !== known.length || wanted.some(({ number }) => !known.includes(number))) throw new OutputsChanged(wanted);
  }

  private podDraft(number: number, experiment: Experiment, component: Component, replicaIndex: number, enforcement: Enforcement[]): PodDraft {
    const { attempt, name, role } = component;
    return {
      number, experimentNumber: experiment.number, componentNumber: component.number, replicaIndex, attempt, host: hostname(), workerId: this.workerId, enforcement, runtime: this.runtimes.of(component).about,
      name: `${experiment.name}-${name}-${replicaIndex}${attempt > 1 ? `-attempt${attempt}` : ''}`,
      labels: [{ name: 'experiment', value: experiment.name }, { name: 'component', value: name }, ...(role ? [{ name: 'role', value: role }] : [])],
    };
  }

  private async restart(tx: Tx, job: RunningJob<GangPayload>, experiment: Experiment, parts: Part[]): Promise<void> {
    for (const { component } of parts) await this.nouns.components.move(tx, component, ComponentState.WAITING, { restarts: component.restarts + 1 });
    await this.nouns.gangs.enqueue(tx, experiment, [job.data.gang], { requestId: job.data.requestId });
    await follow(this.nouns, tx, experiment);
  }

  private async giveUp(tx: Tx, experiment: Experiment, gang: Component[], why: string, exitReason: string): Promise<void> {
    for (const component of gang) await this.nouns.components.move(tx, component, ComponentState.FAILED, { stateReason: why, exitReason });
    await advance(this.nouns, tx, experiment, { failed: gang.map(({ number }) => number), why: `${gang[0]!.name} failed: ${why}` });
  }

  private async startPods(tx: Tx, parts: Part[], starts: Starts): Promise<void> {
    for (const { component, pods } of parts) {
      for (const pod of pods) {
        const { pid, startedAt, ip } = starts.get(pod.number)!;
        await this.nouns.pods.move(tx, pod, PodPhase.RUNNING, { pid, startedAt, ip, reason: null });
      }
      await this.nouns.components.move(tx, component, ComponentState.RUNNING, { stateReason: null });
    }
  }

  private async endPods(tx: Tx, parts: Part[], endings: Endings): Promise<void> {
    for (const { component, pods } of parts) {
      for (const pod of pods) {
        const ending = endings.get(pod.number);
        if (!ending || podPhases.isFinal(pod.phase)) continue;
        const phase = phaseOf(ending, component.service || pod.replicaIndex >= component.replicas), reason = exitReasonOf(ending);
        await this.nouns.pods.move(tx, pod, phase, {
          exitCode: exitCodeOf(ending), finishedAt: ending.finishedAt, cpuSeconds: ending.userSeconds + ending.systemSeconds, maxMemoryBytes: ending.maxMemoryBytes,
          reason: phase === PodPhase.SUCCEEDED ? null : ending.message ? `${reason}: ${ending.message}` : reason,
        });
        // Nobody else ends the log of what never ran, and whoever follows it would wait for ever.
        if (ending.startedAt === null) await endLog(this.folders.logOf(pod));
      }
    }
  }

  /** The experiment under its lock, and what was begun as the rows are now: what a transaction before wrote, or did not, must not be taken from memory. */
  private lockAll(tx: Tx, { experiment, parts }: Begun): Promise<[Experiment | null, Rows]> {
    const { experiments, components, pods } = this.nouns;
    const rows = Promise.all([
      experiments.lock(tx, experiment.number),
      components.read(tx, 'WHERE t.id = ANY($1)', [parts.map(({ component }) => component.number)]),
      pods.read(tx, 'WHERE t.id = ANY($1) ORDER BY t.id', [parts.flatMap((part) => part.pods.map(({ number }) => number))]),
    ]);
    return rows.then(([locked, ...both]) => [locked, both]);
  }

  /** Of a pod that was added. It is changed in memory when it is in the database, not before: a transaction may be tried again. */
  private async change(begun: Begun, pod: Pod, work: (tx: Tx, now: Pod) => Promise<void>): Promise<void> {
    let now: Pod | undefined;
    await this.under(begun, async (tx) => {
      [now] = await this.nouns.pods.read(tx, 'WHERE t.id = $1', [pod.number]);
      if (now) await work(tx, now);
    });
    Object.assign(pod, now);
  }

  private under(begun: Begun, work: (tx: Tx, now: Begun) => Promise<void>): Promise<void> {
    return transaction(this.db, async (tx) => {
      const [experiment, rows] = await this.lockAll(tx, begun);
      if (experiment && !isOver(experiment)) await work(tx, { experiment, parts: partsOf(begun, rows) });
    });
  }
}
