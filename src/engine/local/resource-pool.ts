import { InsufficientCapacity, type Capacity } from '../executor';

/** What a group of tasks takes as long as it runs. */
export type Share = Capacity;

interface Waiting { share: Share; priority: number; grant: () => void; onWaiting: (why: string) => void; told: string }

const kinds = ['cpus', 'memoryBytes', 'gpus', 'tasks'] as const;
type Kind = (typeof kinds)[number];
const shown: Record<Kind, (n: number) => string> = {
  cpus: (n) => `${round(n)} ${n === 1 ? 'core' : 'cores'}`,
  memoryBytes: (n) => `${round(n / 1e6)} MB of memory`,
  gpus: (n) => `${n} GPUs`,
  tasks: (n) => `${n} ${n === 1 ? 'place' : 'places'} for tasks`,
};
const round = (n: number) => Math.round(n * 100) / 100;

/**
 * Gives out what the machine has: who has the higher priority comes first, and of equals who came first. Who stands behind may
 * go ahead only with what nobody before him waits for, so a large group is never kept waiting by a stream of small ones.
 */
export class ResourcePool {
  private readonly free: Capacity;
  private readonly line: Waiting[] = [];

  constructor(readonly capacity: Capacity) {
    this.free = { ...capacity };
  }

  /**
   * Resolves when the share was taken; `release` gives it back.
   * @throws InsufficientCapacity when it is more than there is at all; the signal's reason when it is aborted
   */
  async take(share: Share, { signal, onWaiting = () => undefined, priority = 0 }: { signal?: AbortSignal; onWaiting?: (why: string) => void; priority?: number } = {}): Promise<void> {
    const insufficiency = this.insufficiency(share);
    if (insufficiency) throw new InsufficientCapacity(insufficiency);
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const entry: Waiting = { share, priority, grant: resolve, onWaiting, told: '' };
    const abort = () => {
      const at = this.line.indexOf(entry);
      if (at === -1) return;
      this.line.splice(at, 1);
      reject(signal!.reason as Error);
      this.serve();
    };
    signal?.addEventListener('abort', abort, { once: true });
    const behind = this.line.findIndex((other) => other.priority < priority);
    this.line.splice(behind === -1 ? this.line.length : behind, 0, entry);
    this.serve();
    try {
      await promise;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  /** Why there would never be room for it; null when there may be. */
  insufficiency(share: Share): string | null {
    const tooMuch = kinds.filter((kind) => share[kind] > this.capacity[kind]);
    return tooMuch.length ? `It needs ${tooMuch.map((kind) => `${shown[kind](share[kind])}, and there are ${shown[kind](this.capacity[kind])} in all`).join('; ')}.` : null;
  }

  release(share: Share): void {
    // Fractions of cores add up to the capacity again only when they are rounded.
    for (const kind of kinds) this.free[kind] = Math.round((this.free[kind] + share[kind]) * 1e6) / 1e6;
    this.serve();
  }

  private serve(): void {
    const wantedBefore = new Set<Kind>();
    let before = 0;
    for (const entry of [...this.line]) {
      const short = kinds.filter((kind) => entry.share[kind] > this.free[kind]);
      const reserved = kinds.filter((kind) => entry.share[kind] > 0 && wantedBefore.has(kind));
      if (!short.length && !reserved.length) {
        for (const kind of kinds) this.free[kind] = Math.round((this.free[kind] - entry.share[kind]) * 1e6) / 1e6;
        this.line.splice(this.line.indexOf(entry), 1);
        entry.grant();
        continue;
      }
      for (const kind of short) wantedBefore.add(kind);
      this.tell(entry, short, before++);
    }
  }

  private tell(entry: Waiting, short: Kind[], before: number): void {
    const why = short.length ? `Waits for ${short.map((kind) => `${shown[kind](entry.share[kind])} (${shown[kind](this.free[kind])} free)`).join(' and ')}`
      : `Waits for its turn`;
    const text = `${why}${before ? `, behind ${before} ${before === 1 ? 'other' : 'others'}` : ''}.`;
    if (text === entry.told) return;
    entry.told = text;
    entry.onWaiting(text);
  }
}
