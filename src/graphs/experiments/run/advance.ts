import { ComponentState, RunStatus } from '../../../core/states';
import type { Tx } from '../../../database/transaction';
import type { ComponentService } from '../component/component.service';
import { ExitStatus } from '../enums';
import type { Experiment } from '../experiment/experiment.entity';
import { isOver, type ExperimentService } from '../experiment/experiment.service';
import type { OutputService } from '../output/output.service';
import type { PodService } from '../pod/pod.service';
import type { StageService, StateCounts } from '../stage/stage.service';
import type { Gangs } from './gangs';

export interface ExperimentNouns {
  experiments: ExperimentService;
  stages: StageService;
  components: ComponentService;
  pods: PodService;
  outputs: OutputService;
  gangs: Gangs;
}

/** Components of an experiment that have just ended, by how. */
export interface Ended { finished?: number[]; failed?: number[]; shutDown?: number[]; why?: string }

/** Goes on with an experiment after something of it has ended: starts what may start now, ends what cannot go on, and the experiment when nothing is left. The caller holds its lock. */
export async function advance(nouns: ExperimentNouns, tx: Tx, experiment: Experiment, { finished = [], failed = [], shutDown = [], why }: Ended = {}): Promise<void> {
  const { components, gangs } = nouns;
  if (failed.length && await endsTheExperiment(tx, failed)) await beginStopping(nouns, tx, experiment, 'FAILED', why);
  else if (failed.length + shutDown.length) await components.shutDown(tx, experiment.number, await components.downstream(tx, [...failed, ...shutDown]), 'What it needs was not made.');
  if (finished.length) {
    const ready = await components.release(tx, finished);
    if (!experiment.stopping) await gangs.enqueue(tx, experiment, experiment.revision > 1 ? await components.withoutPods(tx, ready) : ready);
  }
  await follow(nouns, tx, experiment);
}

/** Nothing more of it starts, and what runs is told to end. */
export async function beginStopping({ experiments, components, gangs }: ExperimentNouns, tx: Tx, experiment: Experiment, how: 'STOPPED' | 'FAILED', errorMessage: string | null = null): Promise<void> {
  if (experiment.stopping) return;
  await experiments.change(tx, experiment, { stopping: how, errorMessage });
  await gangs.withdraw(tx, experiment);
  const all: { id: number }[] = await tx.manager.query('select id from component where experiment_id = $1', [experiment.number]);
  await components.shutDown(tx, experiment.number, all.map(({ id }) => id), how === 'STOPPED' ? 'The experiment was stopped.' : 'Another component failed.');
}

/** Brings stages, counts and status in line with the components, and ends the experiment when all of them have ended. */
export async function follow({ experiments, stages }: ExperimentNouns, tx: Tx, experiment: Experiment): Promise<void> {
  const { counts, isLeaving } = await stages.follow(tx, experiment.number);
  const count = (...states: ComponentState[]) => states.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
  await experiments.change(tx, experiment, {
    componentsDone: count(ComponentState.FINISHED), componentsFailed: count(ComponentState.FAILED, ComponentState.COMPONENT_SHUTDOWN),
    componentsRunning: count(ComponentState.RUNNING, ComponentState.CHECKING),
  });
  if (isOver(experiment)) return;
  if (isLeft(counts)) {
    if (count(ComponentState.RUNNING)) await experiments.move(tx, experiment, RunStatus.RUNNING);
    else if (count(ComponentState.WAITING_ON_RESOURCE)) await experiments.move(tx, experiment, RunStatus.WAITING_ON_RESOURCE);
    return;
  }
  // Nothing of it may run any more when it has ended.
  if (isLeaving) return;
  const { status, ...more } = await verdict(tx, experiment);
  await experiments.move(tx, experiment, status, more);
}

const isLeft = ({ FINISHED: _f, FAILED: _e, COMPONENT_SHUTDOWN: _s, ...open }: StateCounts) => Object.values(open).some((count) => count > 0);

async function verdict(tx: Tx, experiment: Experiment) {
  if (experiment.stopping === 'STOPPED') return { status: RunStatus.CANCELLED, exitStatus: ExitStatus.STOPPED, settledReason: 'STOPPED_BY_USER' } as const;
  const failure = { status: RunStatus.FAILED, exitStatus: ExitStatus.FAILED, settledReason: 'COMPONENT_FAILED' } as const;
  if (experiment.stopping === 'FAILED') return failure;
  // Components that were shut down are no failure, unless nothing came of the last stage.
  const [last] = await tx.manager.query(
    `select s.name, s.continue_on_error or exists (select 1 from component c where c.stage_id = s.id and c.state = 'FINISHED') as passed
     from stage s where s.experiment_id = $1 order by s.index desc limit 1`, [experiment.number]);
  if (!last.passed) return { ...failure, errorMessage: `No component of the last stage, ${last.name}, has finished.` };
  return { status: RunStatus.SUCCEEDED, exitStatus: ExitStatus.SUCCESS, settledReason: null } as const;
}

async function endsTheExperiment(tx: Tx, failed: number[]): Promise<boolean> {
  const [{ ends }] = await tx.manager.query('select bool_or(not s.continue_on_error) as ends from component c join stage s on s.id = c.stage_id where c.id = any($1::int[])', [failed]);
  return ends;
}
