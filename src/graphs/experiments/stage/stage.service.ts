import { ComponentState, StageState } from '../../../core/states';
import { queryOf } from '../../../database/data-source';
import type { Tx } from '../../../database/transaction';
import { readRows } from '../../rows';
import type { ExperimentService } from '../experiment/experiment.service';
import { Stage } from './stage.entity';

type Draft = Pick<Stage, 'index' | 'name' | 'weight' | 'continueOnError' | 'componentsTotal'>;
export type StateCounts = Partial<Record<ComponentState, number>>;

/** The only writer of the table `stage`. */
export class StageService {
  constructor(private readonly experiments: ExperimentService) {}

  /** @returns their keys, in this order */
  async insertAll(tx: Tx, experimentNumber: number, drafts: Draft[]): Promise<number[]> {
    const { identifiers } = await tx.manager.insert(Stage, drafts.map((draft) => ({ ...draft, experimentNumber, state: StageState.INITIALISING, componentsFinished: 0 })) as object[]);
    return identifiers.map(({ number }) => number as number);
  }

  read(tx: Tx, tail: string, params: unknown[]): Promise<Stage[]> {
    return readRows(tx.manager.connection, queryOf(tx.manager), Stage, tail, params);
  }

  /** Brings stages in line with their components. @returns how many components of the whole experiment are in which state */
  async follow(tx: Tx, experimentNumber: number): Promise<StateCounts> {
    const rows: { stage: number; state: ComponentState; count: number }[] = await tx.manager.query(
      'select stage_id as stage, state, count(*) as count from component where experiment_id = $1 group by 1, 2', [experimentNumber]);
    const total: StateCounts = {}, byStage = new Map<number, StateCounts>();
    for (const { stage, state, count } of rows) {
      total[state] = (total[state] ?? 0) + count;
      byStage.set(stage, { ...byStage.get(stage), [state]: count });
    }
    for (const stage of await this.read(tx, 'WHERE t.experiment_id = $1 ORDER BY t.index', [experimentNumber])) {
      const counts = byStage.get(stage.number)!, state = stageStateOf(counts), componentsFinished = counts.FINISHED ?? 0;
      if (state === stage.state && componentsFinished === stage.componentsFinished) continue;
      await tx.manager.update(Stage, stage.number, { state, componentsFinished });
      this.experiments.tell(tx, experimentNumber, 'STAGE', { stage: stage.number });
    }
    return total;
  }
}

/** The worst or most active state of its components, in the order of ST4SD's runtime. */
export function stageStateOf(counts: StateCounts): StageState {
  const has = (...states: ComponentState[]) => states.some((state) => counts[state]);
  const { WAITING, WAITING_ON_RESOURCE, RUNNING, CHECKING, SUSPENDED, FINISHED, FAILED, COMPONENT_SHUTDOWN } = ComponentState;
  if (has(FAILED)) return StageState.FAILED;
  if (has(WAITING_ON_RESOURCE)) return StageState.WAITING_ON_RESOURCE;
  if (has(RUNNING, CHECKING)) return StageState.RUNNING;
  if (has(SUSPENDED)) return StageState.SUSPENDED;
  if (has(WAITING)) return has(FINISHED, COMPONENT_SHUTDOWN) ? StageState.RUNNING : StageState.INITIALISING;
  return has(COMPONENT_SHUTDOWN) ? StageState.COMPONENT_SHUTDOWN : StageState.FINISHED;
}
