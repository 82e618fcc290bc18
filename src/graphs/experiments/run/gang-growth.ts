import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../../../core/logger';
import { retryWhileDown } from '../../../database/transaction';
import { InsufficientCapacity, type Ending, type Handle } from '../../../engine/executor';
import type { Pod } from '../pod/pod.entity';
import type { ExperimentFolders } from './folders';
import type { Wanted } from './gang-changes';
import type { GangService } from './gang.service';
import type { Begun, Part } from './gang-parts';
import type { GangPods } from './gang-pods';
import type { GangSubmission } from './gang-submission';
import { prepareFolder } from './staging';

const AGAIN_MS = 5000;

/** Adds replicas to a gang that runs, and takes some away, as its request is changed. */
export class GangGrowth {
  /** Pods that have no room yet. */
  private readonly joining = new Map<Pod, AbortController>();
  private readonly atWork = new Set<Promise<void>>();
  private changing: Promise<void> | undefined;
  private mayChange = false;

  constructor(private readonly gangs: GangService, private readonly begun: Begun, private readonly pods: GangPods, private readonly submission: GangSubmission, private readonly folders: ExperimentFolders, private readonly log: Logger) {}

  /** All that it was begun with runs. */
  begin(): void { this.mayChange = true; }

  /** Nothing more comes; resolves when what was on its way has been taken back. */
  async end(): Promise<void> {
    this.mayChange = false;
    await this.changing;
    for (const waiting of this.joining.values()) waiting.abort();
    await Promise.all(this.atWork);
  }

  follow({ replicas }: Wanted): void {
    if (!this.mayChange || this.changing || this.pods.ending.aborted) return;
    this.changing = this.change(replicas)
      .catch((error: unknown) => this.log.error({ err: error }, 'a gang keeps the replicas that it has'))
      .finally(() => { this.changing = undefined; });
  }

  private async change(replicas: Wanted['replicas']): Promise<void> {
    for (const part of this.begun.parts) {
      const now = part.component.replicas, wanted = replicas.get(part.component.number) ?? now;
      if (wanted < now) this.shrink(part, wanted);
      if (wanted > now) await this.grow(part, wanted);
    }
  }

  private shrink(part: Part, wanted: number): void {
    part.component.replicas = wanted;
    for (const [pod, waiting] of this.joining) if (pod.componentNumber === part.component.number && pod.replicaIndex >= wanted) waiting.abort();
    this.pods.stop(({ part: of, pod }) => of === part && pod.replicaIndex >= wanted);
  }

  private async grow(part: Part, wanted: number): Promise<void> {
    const now = part.component.replicas, indices = Array.from({ length: wanted - now }, (_, i) => now + i);
    const pods = await retryWhileDown(() => this.gangs.grow(this.begun, part, indices));
    if (!pods.length) return;
    part.component.replicas = wanted;
    for (const pod of pods) {
      const waiting = new AbortController();
      this.joining.set(pod, waiting);
      if (!this.mayChange) waiting.abort();
      const work = this.join(part, pod, AbortSignal.any([waiting.signal, this.pods.ending]))
        .catch((error: unknown) => this.log.error({ err: error, pod: pod.name }, 'a pod could not join'))
        .finally(() => { this.joining.delete(pod); this.atWork.delete(work); });
      this.atWork.add(work);
    }
  }

  private async join(part: Part, pod: Pod, signal: AbortSignal): Promise<void> {
    const handle = await this.room(part, pod, signal);
    if (!handle) return retryWhileDown(() => this.gangs.forget(this.begun, pod));
    part.pods.push(pod);
    try {
      // Told before its end can be: a pod that has not started cannot succeed.
      const start = await handle.started;
      if (start) await retryWhileDown(() => this.gangs.joined(this.begun, pod, start));
      if (this.pods.isOver || this.pods.ending.aborted) return await this.leave(part, pod, await handle.stop(0));
      this.pods.add([{ part, pod, handle }]);
      if (signal.aborted) this.pods.stop(({ pod: other }) => other === pod);
    } catch (error) {
      await this.leave(part, pod, await handle.stop(0));
      throw error;
    }
  }

  /** It came when all were done, or told to end: nobody asks how it ended. */
  private async leave(part: Part, pod: Pod, ending: Ending): Promise<void> {
    try {
      await retryWhileDown(() => this.gangs.podEnded(this.begun, pod.number, ending));
    } finally {
      part.pods = part.pods.filter((other) => other !== pod);
    }
  }

  /** @returns null when it is not wanted any more */
  private async room(part: Part, pod: Pod, signal: AbortSignal): Promise<Handle | null> {
    const tell = (why: string) => this.gangs.noteWait(this.begun, pod, why);
    while (!signal.aborted) {
      try {
        await prepareFolder(part, pod, this.folders);
        return (await this.submission.submit([{ part, pod }], signal, tell))[0]!;
      } catch (error) {
        if (signal.aborted) return null;
        // Its gang is here, so it can run nowhere else.
        if (!(error instanceof InsufficientCapacity)) this.log.warn({ err: error, pod: pod.name }, 'a pod cannot join yet');
        await retryWhileDown(() => tell((error as Error).message));
        await delay(AGAIN_MS, undefined, { signal }).catch(() => undefined);
      }
    }
    return null;
  }
}
