import { ComponentState, StageState } from '../../../core/states';
import { queryOf } from '../../../database/data-source';
import type { Tx } from '../../../database/transaction';
import { readRows, updateRow } from '../../rows';
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

  /** Before those that there are. */
  async insertFirst(tx: Tx, experimentNumber: number, draft: Pick<Draft, 'name' | 'weight' | 'continueOnError'>): Promise<number> {
    for (const { number, index } of await this.read(tx, 'WHERE t.experiment_id = $1 ORDER BY t.index DESC', [experimentNumber])) await tx.manager.update(Stage, number, { index: index + 1 });
    await tx.manager.query('update stage set weight = weight * $2 where experiment_id = $1', [experimentNumber, 1 - draft.weight]);
    return (await this.insertAll(tx, experimentNumber, [{ ...draft, index: 0, componentsTotal: 0 }]))[0]!;
  }

  /** After components have come or gone. */
  async recount(tx: Tx, experimentNumber: number): Promise<void> {
    await tx.manager.query('update stage s set components_total = (select count(*) from component c where c.stage_id = s.id and c.gang_id > 0) where s.experiment_id = $1', [experimentNumber]);
  }

  read(tx: Tx, tail: string, params: unknown[]): Promise<Stage[]> {
    return readRows(tx.manager.connection, queryOf(tx.manager), Stage, tail, params);
  }

  /** Brings stages in line with their components, those apart that a request has taken out. @returns how many components of the whole experiment are in which state, and whether one that was taken out has not ended yet */
  async follow(tx: Tx, experimentNumber: number): Promise<{ counts: StateCounts; isLeaving: boolean }> {
    const stages: { number: number; was: StageState; finished: number; counts: StateCounts; leaving: number }[] = await tx.manager.query(
      `select s.id as number, s.state as was, s.components_finished as finished, coalesce(jsonb_object_agg(c.state, c.count) filter (where c.count > 0), '{}') as counts, coalesce(sum(c.leaving), 0)::int as leaving
       from stage s left join (select stage_id, state, count(*) filter (where gang_id > 0), count(*) filter (where gang_id < 0 and state not in ('FINISHED', 'FAILED', 'COMPONENT_SHUTDOWN')) as leaving
         from component where experiment_id = $1 group by 1, 2) c on c.stage_id = s.id where s.experiment_id = $1 group by s.id order by s.index`, [experimentNumber]);
    const total: StateCounts = {};
    for (const { number, was, finished, counts } of stages) {
      for (const [state, count] of Object.entries(counts) as [ComponentState, number][]) total[state] = (total[state] ?? 0) + count;
      const state = stageStateOf(counts), componentsFinished = counts.FINISHED ?? 0;
      if (state === was && componentsFinished === finished) continue;
      updateRow(tx, Stage, number, { state, componentsFinished });
      this.experiments.tell(tx, experimentNumber, 'STAGE', { stage: number });
    }
    return { counts: total, isLeaving: stages.some(({ leaving }) => leaving > 0) };
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
