import type { Ending, Handle } from '../../../engine/executor';
import type { Pod } from '../pod/pod.entity';
import type { Part } from './gang-parts';
import { failed } from './outcome';

export interface Member { part: Part; pod: Pod; handle: Handle }

/**
 * The processes of a gang that run. They live together: when one fails the others are ended, and services when all that they
 * serve are done. More may come while it lives.
 */
export class GangPods {
  readonly endings = new Map<number, Ending>();
  private readonly members: Member[] = [];
  private readonly over = Promise.withResolvers<void>();
  private readonly stopped = new AbortController();
  private open = 0;

  /** @param onEnded told when one ends and others are left; when it rejects, so does `ended` */
  constructor(private readonly graceMs: number, private readonly onEnded: (pod: Pod, ending: Ending) => Promise<void>) {
    this.over.promise.catch(() => {});
  }

  /** Resolves when none is left. */
  get ended(): Promise<void> { return this.over.promise; }
  /** Aborted when all are told to end: who comes later is ended at once. */
  get ending(): AbortSignal { return this.stopped.signal; }
  get isOver(): boolean { return this.members.length > 0 && this.open === 0; }

  /** @param told resolves when it is known that they have started; before that nobody is told that one has ended */
  add(members: Member[], told?: Promise<unknown>): void {
    this.members.push(...members);
    this.open += members.length;
    for (const member of members) this.follow(member, told).catch(this.over.reject);
    if (this.stopped.signal.aborted) this.stop();
  }

  /** All of them, or those that are chosen. */
  stop(which?: (member: Member) => boolean): void {
    if (!which) this.stopped.abort();
    for (const member of this.members) if (!this.endings.has(member.pod.number) && (!which || which(member))) void member.handle.stop(this.graceMs);
  }

  /** At once, and resolves when nothing of them runs: whoever takes over must find nothing. */
  async kill(): Promise<void> {
    this.stopped.abort();
    await Promise.all(this.members.map(({ handle }) => handle.stop(0)));
  }

  private async follow({ pod, handle }: Member, told?: Promise<unknown>): Promise<void> {
    const ending = await handle.ended;
    this.endings.set(pod.number, ending);
    if (failed(ending) && ending.reason !== 'LOST') this.stop();
    if (this.members.every((other) => other.part.component.service || this.endings.has(other.pod.number))) this.stop();
    if (ending.reason !== 'LOST' && this.endings.size < this.members.length) {
      await told;
      await this.onEnded(pod, ending);
    }
    if (--this.open === 0) this.over.resolve();
  }
}
