import { NotFound } from '../core/errors';
import { encodeCursor } from './cursor';
import type { EventFeed } from './event-feed';
import type { StoredEvent } from './stored-event';
import { Wake } from './wake';

/** The root value of a subscription's field, and what iterating an EventSource yields. */
export interface EventRoot {
  readonly cursor: string;
  /** ISO 8601 with microseconds, UTC. */
  readonly at: string;
  readonly kind: string;
  readonly [field: string]: unknown;
}

export interface EventSourceOptions {
  topic: string;
  subject: string;
  /** Id of the last event that the client has seen (`decodeCursor`); null asks for a snapshot first. */
  after: number | null;
  /** What the first message needs besides cursor, at and kind; null when the subject does not exist. Called also with `after`, to tell a deleted subject from a quiet one. */
  snapshot: () => Promise<Record<string, unknown> | null>;
  /** After this event the subscription completes; by default after the kind DELETED. */
  isFinal?: (event: StoredEvent) => boolean;
}

export type EventLog = Pick<EventFeed, 'position' | 'on' | 'read'>;

const PAGE = 200;

/**
 * What a subscription's `subscribe` returns. The server's hub reads the description and serves many clients from one
 * execution; iterating it serves one client in this process: snapshot or replay, then the events as they come.
 */
export class EventSource implements AsyncIterable<EventRoot> {
  readonly topic: string;
  readonly subject: string;
  readonly after: number | null;
  readonly isFinal: (event: StoredEvent) => boolean;

  constructor(private readonly log: EventLog, private readonly options: EventSourceOptions) {
    this.topic = options.topic;
    this.subject = options.subject;
    this.after = options.after;
    this.isFinal = options.isFinal ?? (({ payload }) => payload.kind === 'DELETED');
  }

  /** Whether the subject is there; what a deleted one still has to say lies in the log. */
  async exists(): Promise<boolean> {
    return (await this.options.snapshot()) !== null;
  }

  notFound(): NotFound {
    return new NotFound(this.topic[0].toUpperCase() + this.topic.slice(1), this.subject);
  }

  /** @param position of the log, taken before this call: what happens meanwhile is sent again as an event, and never lost. @throws NOT_FOUND */
  async snapshot(position: number): Promise<EventRoot> {
    const payload = await this.options.snapshot();
    if (payload === null) throw this.notFound();
    return { ...payload, cursor: encodeCursor(position), at: now(), kind: 'SNAPSHOT' };
  }

  static root({ id, at, payload }: StoredEvent): EventRoot {
    return { ...payload, cursor: encodeCursor(id), at, kind: String(payload.kind) };
  }

  [Symbol.asyncIterator](): AsyncIterator<EventRoot, undefined> {
    const wake = new Wake();
    const state = { left: false };
    const events = this.follow(wake, state);
    const leave = () => {
      state.left = true;
      wake.now();   // a generator that sleeps would return only when its next event comes
      return events.return(undefined);
    };
    return { next: () => events.next(), return: leave, throw: async (error) => { await leave(); throw error; } };
  }

  private async *follow(wake: Wake, state: { left: boolean }): AsyncGenerator<EventRoot, undefined> {
    const { topic, subject } = this;
    const off = this.log.on(topic, subject, () => wake.now());
    try {
      let cursor = this.after ?? this.log.position;
      let found = true;
      if (this.after === null) yield await this.snapshot(cursor);
      else found = await this.exists();
      while (!state.left) {
        const events = await this.log.read({ topic, subject, after: cursor, limit: PAGE });
        for (const event of events) {
          yield EventSource.root(event);
          if (this.isFinal(event)) return;
          cursor = event.id;
        }
        if (events.length === PAGE) continue;
        if (!found) throw this.notFound();
        await wake.wait();
      }
    } finally {
      off();
    }
  }
}

/** The clock of JavaScript has milliseconds; the text has the six decimals of every other time. */
const now = () => new Date().toISOString().replace('Z', '000Z');
