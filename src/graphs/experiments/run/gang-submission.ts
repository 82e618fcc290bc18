import type { Logger } from '../../../core/logger';
import type { Executor, Handle } from '../../../engine/executor';
import { jobVariables } from '../framework/job-variables';
import type { PortPool } from '../framework/ports';
import type { Pod } from '../pod/pod.entity';
import type { ExperimentFolders } from './folders';
import type { Begun, Part } from './gang-parts';
import { taskOf } from './task';

/** A wait shorter than this is not worth telling. */
const PATIENCE_MS = 500;

/** Hands pods of a gang to the engine, and knows at which ports those of a job find one another. */
export class GangSubmission {
  /** By component, then by the index of the replica. */
  private readonly ports = new Map<number, number[]>();

  constructor(private readonly engine: Pick<Executor, 'submit'>, private readonly begun: Begun, private readonly folders: ExperimentFolders, private readonly pool: PortPool, private readonly log: Logger) {}

  /** @param onWaiting told what they wait for, when that is not over at once */
  async submit(pods: { part: Part; pod: Pod }[], signal: AbortSignal, onWaiting: (why: string) => Promise<void>): Promise<Handle[]> {
    await this.givePorts();
    let telling: Promise<void> | undefined, timer: NodeJS.Timeout | undefined, latest = '';
    try {
      return await this.engine.submit(pods.map(({ part, pod }) => this.taskOf(part, pod)), {
        signal, priority: this.begun.experiment.priority,
        onWaiting: (why) => {
          latest = why;
          timer ??= setTimeout(() => { timer = undefined; telling = onWaiting(latest).catch((error: unknown) => this.log.warn({ err: error }, 'waiting for room')); }, PATIENCE_MS);
        },
      });
    } finally {
      clearTimeout(timer);
      await telling;
    }
  }

  /** None of them runs any more. */
  end(): void {
    this.pool.putBack([...this.ports.values()].flat());
    this.ports.clear();
  }

  private taskOf(part: Part, pod: Pod) {
    const task = taskOf(this.begun, part, pod, this.folders);
    if (!part.component.jobRole) return task;
    const casts = this.begun.parts.map(({ component }) => ({ role: component.role!, ports: this.ports.get(component.number)!.slice(0, component.replicas) }));
    return { ...task, env: { ...task.env, ...jobVariables(this.begun.experiment, casts, part.component.role!, pod.replicaIndex, task.folder) } };
  }

  private async givePorts(): Promise<void> {
    for (const { component } of this.begun.parts) {
      if (!component.jobRole) continue;
      const ports = this.ports.get(component.number) ?? [];
      while (ports.length < component.replicas) ports.push(await this.pool.take());
      this.ports.set(component.number, ports);
    }
  }
}
