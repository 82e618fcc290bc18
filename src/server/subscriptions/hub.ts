import { setImmediate as nextTurn } from 'node:timers/promises';
import { Unavailable } from '../../core/errors';
import { isConnectionLost, retryWhileDown } from '../../database/transaction';
import { EventSource, type EventLog, type EventRoot } from '../../events/event-source';
import type { StoredEvent } from '../../events/stored-event';
import type { Member } from './member';
import type { Message } from './message';

export interface HubOptions {
  log: EventLog;
  source: EventSource;
  /** Executes the operation with this root value and serialises the answer; waits while the database is away. */
  render: (root: EventRoot, id: number, final: boolean, wanted: () => boolean) => Promise<Message>;
  /** Bytes that may wait for one client before it is closed. */
  maxBacklog: number;
  onSlow: (member: Member) => void;
  onEmpty: () => void;
}

/** What is known of the subject after a cursor: everything up to `upTo`, or one full page of it. */
interface LogPart { found: boolean; upTo: number; events: StoredEvent[] }

/** Sockets written to before the loop gets its turn again. */
const SLICE = 500;
const PAGE = 200;
const MOST_WAITING = 1000;
/** Messages kept for clients that come back together: a restart of the server makes many ask for the same few. */
const MOST_RENDERED = 8;

/**
 * Serves every subscription with equal answers: an event is executed and serialised once and written to all.
 * `last` is the id up to which this hub has sent; a member whose cursor is at or after it is live, every other one
 * reads the log until it gets there. So each event reaches each member once, in order.
 */
export class Hub {
  private readonly members = new Set<Member>();
  private readonly live = new Set<Member>();
  private readonly waiting: StoredEvent[] = [];
  private readonly rendered = new Map<number, Promise<Message>>();
  private readonly off: () => void;
  private readonly reading = new Map<number, Promise<LogPart>>();
  private firstMessage: Promise<Message> | null = null;
  private last: number;
  private behind = false;
  private working = false;

  constructor(private readonly options: HubOptions) {
    const { log, source } = options;
    this.last = log.position;
    this.off = log.on(source.topic, source.subject, (event) => this.take(event));
  }

  get size(): number { return this.members.size; }
  get replaying(): number { return this.members.size - this.live.size; }

  enter(member: Member): void { this.members.add(member); }

  leave(member: Member): void {
    this.live.delete(member);
    if (!this.members.delete(member) || this.members.size) return;
    this.off();
    this.options.onEmpty();
  }

  /** Events were pruned unread: read the log, which says what that means for whom. */
  readLog(): void {
    this.behind = true;
    void this.work();
  }

  /** Snapshot or replay, then live. */
  async bring(member: Member, source: EventSource): Promise<void> {
    try {
      if (source.after === null) await member.send(await this.snapshot(source));
      else member.cursor = source.after;
      // A cursor is checked against the log even if it is ahead of us: it may come from another server, or from another database.
      for (let unread = source.after !== null; unread || member.cursor < this.last; unread = false) {
        if (await this.replay(member, source)) return;
      }
      if (!member.left) this.live.add(member);
    } catch (error) {
      member.fail(reason(error));
    }
  }

  /** @returns true when the member is done: it has left, or has been told the last event there is */
  private async replay(member: Member, source: EventSource): Promise<boolean> {
    const { found, upTo, events } = await this.lookUp(source, member.cursor);
    for (const event of events) {
      if (member.left) return true;
      const message = await this.message(event);
      await member.send(message);
      if (message.final) member.complete();
    }
    if (!member.left && events.length < PAGE) {
      if (!found) throw source.notFound();
      member.cursor = Math.max(member.cursor, upTo);
    }
    return member.left;
  }

  /** Clients that come back together after a restart mostly stand at one cursor: they share the reading too. */
  private lookUp(source: EventSource, after: number): Promise<LogPart> {
    let part = this.reading.get(after);
    if (!part) {
      const { topic, subject } = source, upTo = this.last;
      // Looked for first: when it is gone by then, the events that follow tell of its end.
      part = retryWhileDown(async () => ({ found: await source.exists(), upTo, events: await this.options.log.read({ topic, subject, after, limit: PAGE }) }))
        .finally(() => this.reading.delete(after));
      this.reading.set(after, part);
    }
    return part;
  }

  /** Clients that arrive while a snapshot is being taken share it: what happens after its position is sent to them as events. */
  private snapshot(source: EventSource): Promise<Message> {
    this.firstMessage ??= (async () => {
      try {
        const position = this.options.log.position;
        return await this.options.render(await retryWhileDown(() => source.snapshot(position)), position, false, this.wanted);
      } finally {
        this.firstMessage = null;
      }
    })();
    return this.firstMessage;
  }

  private message(event: StoredEvent): Promise<Message> {
    let message = this.rendered.get(event.id);
    if (!message) {
      message = this.options.render(EventSource.root(event), event.id, this.options.source.isFinal(event), this.wanted);
      this.rendered.set(event.id, message);
      message.catch(() => this.rendered.delete(event.id));
      if (this.rendered.size > MOST_RENDERED) this.rendered.delete(this.rendered.keys().next().value!);
    }
    return message;
  }

  private readonly wanted = () => this.members.size > 0;

  private take(event: StoredEvent): void {
    if (this.waiting.length === MOST_WAITING) {
      // Executing is slower than the events come: the log keeps them better than our memory.
      this.waiting.length = 0;
      this.behind = true;
    }
    this.waiting.push(event);
    void this.work();
  }

  private async work(): Promise<void> {
    if (this.working) return;
    this.working = true;
    try {
      while (this.members.size && (this.behind || this.waiting.length)) {
        for (const event of this.behind ? await this.readBehind() : this.waiting.splice(0)) {
          if (event.id > this.last) await this.dispatch(await this.message(event));
        }
      }
    } catch (error) {
      for (const member of this.members) member.fail(reason(error));
    } finally {
      this.working = false;
    }
  }

  private async readBehind(): Promise<StoredEvent[]> {
    const { topic, subject } = this.options.source;
    this.behind = false;   // before reading: what overflows meanwhile must be read again
    const events = await retryWhileDown(() => this.options.log.read({ topic, subject, after: this.last, limit: PAGE }));
    if (events.length === PAGE) this.behind = true;
    return events;
  }

  private async dispatch(message: Message): Promise<void> {
    this.last = message.id;   // first: whoever joins during the turns below reads this event from the log
    let sent = 0;
    for (const member of this.live) {
      if (member.cursor >= message.id) continue;
      if (member.backlog > this.options.maxBacklog) {
        this.options.onSlow(member);
        continue;
      }
      member.push(message);
      if (message.final) member.complete();
      if (++sent % SLICE === 0) await nextTurn();
    }
  }
}

const reason = (error: unknown) =>
  (isConnectionLost(error) ? new Unavailable('The database cannot be reached. Subscribe again with `after` = the last cursor.', { cause: error }) : error);
