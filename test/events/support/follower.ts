// A client as docs/subscriptions.md describes it: goes on after its last cursor, whatever ended the last attempt.
import { setTimeout as delay } from 'node:timers/promises';
import { decodeCursor } from '../../../src/events';
import { RawClient, thingUpdated } from './raw-client';
import { until } from './things';

export class Follower {
  /** Ids of all events of all attempts, in the order in which they came. */
  readonly ids: number[] = [];
  snapshots = 0;
  attempts = 0;
  done = false;
  private after: string | null = null;
  private client: RawClient | null = null;

  /** @param url asked anew for every attempt */
  constructor(private readonly url: () => string, private readonly id: string, readonly mayFail = /UNAVAILABLE|INTERNAL/) {}

  /** Ends with the event DELETED. */
  async follow(): Promise<void> {
    while (!this.done) {
      this.attempts++;
      try {
        this.client = await RawClient.open(this.url());
      } catch {
        await delay(20);
        continue;
      }
      const { client } = this;
      let read = 0;
      client.subscribe('1', thingUpdated, { id: this.id, after: this.after });
      await until(() => {
        for (; read < client.messages.length; read++) this.take(client.messages[read]);
        return client.closed || client.of('1').some(({ type }) => type !== 'next');
      }, 60);
      const [failed] = client.of('1', 'error');
      if (failed && !this.mayFail.test(JSON.stringify(failed.payload))) throw new Error(JSON.stringify(failed.payload));
      await client.close();
    }
  }

  /** Cut off, as by a network that fails. */
  disconnect(): void { this.client?.socket.terminate(); }

  private take({ type, payload }: { type: string; payload?: any }): void {
    if (type !== 'next') return;
    if (payload.errors) throw new Error(JSON.stringify(payload.errors));
    const { cursor, kind } = payload.data.thingUpdated;
    this.after = cursor;
    if (kind === 'SNAPSHOT') this.snapshots++;
    else this.ids.push(decodeCursor(cursor));
    this.done = kind === 'DELETED';
  }
}
