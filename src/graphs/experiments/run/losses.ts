import type { DataSource } from 'typeorm';
import { ComponentState, componentStates, PodPhase } from '../../../core/states';
import { nowOf, transaction, type Tx } from '../../../database/transaction';
import { endLog } from '../../../engine/logs';
import type { Component } from '../component/component.entity';
import type { Experiment } from '../experiment/experiment.entity';
import { isOver } from '../experiment/experiment.service';
import type { Pod } from '../pod/pod.entity';
import { follow, type ExperimentNouns } from './advance';
import type { ExperimentFolders } from './folders';

export const WORKER_LOST = 'Its worker was lost.';

/** What becomes of pods whose worker is gone, and of their components. All but `endAbandoned` are called under the experiment's lock. */
export class Losses {
  constructor(private readonly nouns: ExperimentNouns, private readonly folders: ExperimentFolders) {}

  /** For experiments that are being stopped while the worker that should end their pods is gone. @returns how many pods */
  async endAbandoned(db: DataSource): Promise<number> {
    const rows: { id: number }[] = await db.query(`select distinct e.id from experiment e join pod p on p.experiment_id = e.id
      where e.stopping is not null and e.finished_at is null and p.phase in ('PENDING', 'RUNNING')
        and not exists (select 1 from worker w where w.id = p.worker_id and w.last_seen_at > clock_timestamp() - interval '20 s')`);
    let total = 0;
    for (const { id } of rows) {
      total += await transaction(db, async (tx) => {
        const experiment = await this.nouns.experiments.lock(tx, id);
        if (!experiment?.stopping || isOver(experiment)) return 0;
        const open = await this.nouns.pods.openIn(tx, id);
        for (const pod of open) await this.lose(tx, pod, WORKER_LOST);
        const components = await this.nouns.components.read(tx, `WHERE t.experiment_id = $1 AND t.state NOT IN ('FINISHED', 'FAILED', 'COMPONENT_SHUTDOWN')`, [id]);
        for (const component of components) await this.unstart(tx, experiment, component, WORKER_LOST);
        await follow(this.nouns, tx, experiment);
        return open.length;
      });
    }
    return total;
  }

  /** The attempt before was lost with its worker. */
  async markLost(tx: Tx, gang: Component[], gangNumber: number): Promise<void> {
    if (gang.length && !gang.some(({ attempt }) => attempt > 0)) return;
    const open = await this.nouns.pods.openOf(tx, gangNumber);
    for (const pod of open) await this.lose(tx, pod, WORKER_LOST);
    for (const component of gang) {
      if (open.length) await this.nouns.components.move(tx, component, component.state, { losses: component.losses + 1 });
      if (component.state === ComponentState.RUNNING) await this.nouns.components.move(tx, component, ComponentState.WAITING, { stateReason: WORKER_LOST });
    }
  }

  /** Of what was begun nothing runs any more: it starts again, or never in an experiment that ends. */
  async unstart(tx: Tx, { stopping }: Experiment, component: Component, why: string): Promise<void> {
    if (componentStates.isFinal(component.state as never)) return;
    if (stopping) await this.nouns.components.move(tx, component, ComponentState.COMPONENT_SHUTDOWN, { exitReason: 'Cancelled', stateReason: why });
    else if (component.state === ComponentState.RUNNING) await this.nouns.components.move(tx, component, ComponentState.WAITING, { stateReason: why });
  }

  async lose(tx: Tx, pod: Pod, why: string): Promise<void> {
    await this.nouns.pods.move(tx, pod, PodPhase.UNKNOWN, { reason: why, finishedAt: await nowOf(tx) });
    await endLog(this.folders.logOf(pod));
  }
}
