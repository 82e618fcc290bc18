import { GraphError, type GraphClient } from '../graph-client';
import type { Show } from './event';

const LOG = 'subscription($pod: ID!, $after: EventCursor) { podLog(podId: $pod, after: $after) { lines { at stream text } next droppedBytes ended } }';

/** Logs that are read at a time; those of further pods follow when one has ended. */
const AT_ONCE = 512;
/** A log that has no end, although everything has ended: its worker's machine is gone. */
const SILENCE_MS = 10_000;

export interface LoggingPod { id: string; name: string; startedAt: string | null }

/** Shows what pods write, each line once, however often a pod is told of. */
export class PodLogs {
  private readonly known = new Set<string>();
  private readonly waiting: LoggingPod[] = [];
  private readonly open = new Map<LoggingPod, Promise<void>>();
  private heardAt = 0;

  constructor(private readonly graph: GraphClient, private readonly show: Show) {}

  follow(pod: LoggingPod): void {
    if (this.known.has(pod.id) || pod.startedAt === null) return;
    this.known.add(pod.id);
    this.waiting.push(pod);
    this.next();
  }

  /** Resolves when all that was written has been shown. @throws what reading failed with */
  async end(): Promise<void> {
    this.heardAt = Date.now();
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<'silence'>((resolve) => {
      timer = setInterval(() => { if (Date.now() - this.heardAt > SILENCE_MS) resolve('silence'); }, SILENCE_MS / 10);
    });
    try {
      while (this.open.size) {
        if (await Promise.race([silence, ...this.open.values()]) === 'silence') {
          this.show(...[...this.open.keys(), ...this.waiting].map(({ name }) => ({ type: 'unfinished', pod: name }) as const));
          return;
        }
      }
    } finally {
      clearInterval(timer);
    }
  }

  private next(): void {
    while (this.open.size < AT_ONCE && this.waiting.length) {
      const pod = this.waiting.shift()!;
      const read = this.read(pod).then(() => { this.open.delete(pod); this.next(); });
      read.catch(() => {});   // `end` throws it
      this.open.set(pod, read);
    }
  }

  private async read({ id, name }: LoggingPod): Promise<void> {
    try {
      for await (const { podLog: { lines, droppedBytes } } of this.graph.follow<any>({ query: LOG, variables: { pod: id }, cursorOf: (data) => data.podLog.next, isLast: (data) => data.podLog.ended })) {
        this.heardAt = Date.now();
        if (droppedBytes) this.show({ type: 'dropped', pod: name, bytes: droppedBytes });
        this.show(...lines.map(({ at, stream, text }: any) => ({ type: 'log', at, pod: name, stream, text }) as const));
      }
    } catch (error) {
      if (!(error instanceof GraphError && error.code === 'NOT_FOUND')) throw error;   // deleted meanwhile
    }
  }
}
