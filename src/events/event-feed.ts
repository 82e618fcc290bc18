import { setTimeout as delay } from 'node:timers/promises';
import type { Client, ClientConfig } from 'pg';
import type { Logger } from '../core/logger';
import type { Query } from '../database/data-source';
import { PreparingClient } from '../database/preparing-client';
import { readEvents, readLog, type StoredEvent } from './stored-event';
import { Wake } from './wake';

export interface EventFeedOptions {
  /** Where to connect; asked anew for every attempt, because a database that was started again may answer elsewhere. */
  connection: () => ClientConfig | Promise<ClientConfig>;
  /** For reading older events; a pool, so that readers do not hold up the feed. */
  query: Query;
  log: Logger;
  /** How often the log is read although nothing woke us, in ms. */
  pollMs?: number;
}

type Listener = (event: StoredEvent) => void;

const PAGE = 500;
const FIRST_RETRY_MS = 100, LAST_RETRY_MS = 1000;

/**
 * This process's view of the event log: one connection that listens, reads what is new in the order of the ids and hands
 * it to listeners. A restart of Postgres delays events and loses none: reading goes on after `position`.
 */
export class EventFeed {
  private client: Client | null = null;
  private listening = false;
  private readonly wake = new Wake();
  private readonly subjects = new Map<string, Set<Listener>>();
  private readonly gapListeners = new Set<() => void>();
  private following: Promise<void> | null = null;
  private readonly stopping = new AbortController();
  private reached = 0;

  constructor(private readonly options: EventFeedOptions) {}

  /** Every event up to this id has been handed out, or came before the start. */
  get position(): number { return this.reached; }

  /** Whether the log is being followed; false while a lost connection is made again. */
  get connected(): boolean { return this.listening; }

  /** How many listeners are registered. */
  get listeners(): number {
    return [...this.subjects.values()].reduce((sum, set) => sum + set.size, 0);
  }

  /** Resolves when events that are committed from now on will reach the listeners. @throws when the database cannot be reached */
  async start(): Promise<void> {
    await this.connect();
    try {
      this.reached = (await readLog(this.ownQuery, { after: 0, limit: 0 })).last;
    } catch (error) {
      await this.disconnect();
      throw error;
    }
    this.following = this.follow();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake.now();
    await this.following;
    await this.disconnect();
  }

  /** @returns a function that removes the listener; calling it again does nothing */
  on(topic: string, subject: string, listener: Listener): () => void {
    const key = keyOf(topic, subject);
    const set = this.subjects.get(key) ?? new Set();
    this.subjects.set(key, set.add(listener));
    return () => {
      if (set.delete(listener) && set.size === 0) this.subjects.delete(key);
    };
  }

  /** Called when events were pruned before this process could read them: a follower must read the log itself, and will be told so. */
  onGap(listener: () => void): () => void {
    this.gapListeners.add(listener);
    return () => void this.gapListeners.delete(listener);
  }

  /** See `readEvents`. */
  read(range: { topic: string; subject: string; after: number; limit: number }): Promise<StoredEvent[]> {
    return readEvents(this.options.query, range);
  }

  private async follow(): Promise<void> {
    let retry = FIRST_RETRY_MS;
    while (!this.stopping.signal.aborted) {
      try {
        if (!this.client) {
          await this.connect();
          this.options.log.info({ position: this.reached }, 'the event feed is connected again');
        }
        await this.readOn();
        retry = FIRST_RETRY_MS;
        await this.wake.wait(this.options.pollMs ?? 2000);
      } catch (error) {
        await this.disconnect();
        if (this.stopping.signal.aborted) return;
        this.options.log.warn({ err: error, retryMs: retry }, 'the event feed has lost the database');
        // Not `wake`: the dying connection rings it several times.
        await delay(retry, undefined, { signal: this.stopping.signal }).catch(() => {});
        retry = Math.min(retry * 2, LAST_RETRY_MS);
      }
    }
  }

  private async connect(): Promise<void> {
    const client = new PreparingClient({ ...(await this.options.connection()), keepAlive: true, connectionTimeoutMillis: 5000, query_timeout: 10_000 });
    // Without a listener node-postgres would end the process. The next read fails and connects again.
    const lost = () => {
      if (this.client === client) this.listening = false;
      this.wake.now();
    };
    client.on('error', lost);
    client.on('end', lost);
    client.on('notification', () => this.wake.now());
    this.client = client;
    try {
      await client.connect();
      await client.query('listen event');
      this.listening = true;
    } catch (error) {
      await this.disconnect();
      throw error;
    }
  }

  private async disconnect(): Promise<void> {
    const client = this.client;
    this.client = null;
    this.listening = false;
    // It may be broken already, and a server that hangs would never say goodbye.
    await Promise.race([client?.end().catch(() => {}), delay(1000, undefined, { ref: false })]);
  }

  private readonly ownQuery: Query = async (text, params) => (await this.client!.query(text, params)).rows;

  private async readOn(): Promise<void> {
    for (let full = true; full && !this.stopping.signal.aborted;) {
      const { floor, last, events } = await readLog(this.ownQuery, { after: this.reached, limit: PAGE });
      if (this.reached < floor || this.reached > last) {
        this.options.log.error({ position: this.reached, floor, last }, 'the event log does not continue where this process stopped reading');
        if (this.reached > last) this.reached = last;
        for (const listener of this.gapListeners) listener();
      }
      for (const event of events) this.handOut(event);
      full = events.length === PAGE;
    }
  }

  private handOut(event: StoredEvent): void {
    this.reached = event.id;
    for (const listener of this.subjects.get(keyOf(event.topic, event.subject)) ?? []) {
      try {
        listener(event);
      } catch (error) {
        this.options.log.error({ err: error, event: event.id }, 'a listener of the event feed failed');
      }
    }
  }
}

const keyOf = (topic: string, subject: string) => `${topic}\n${subject}`;
