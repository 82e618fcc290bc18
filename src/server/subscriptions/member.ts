import { WebSocket } from 'ws';
import type { Message } from './message';

/** Close code of a socket whose client does not read as fast as its events come. */
export const TOO_SLOW = 4411;
const TOO_SLOW_REASON = 'Too slow: messages were not read in time. Reconnect and subscribe with `after` = the last cursor';

/** One subscription of one socket. graphql-ws sees an iterator that never yields; the messages are written past it. */
export class Member implements AsyncIterableIterator<never, undefined> {
  /** Id of the last event that was sent; the snapshot counts as the event before it. */
  cursor = 0;
  left = false;
  private readonly head: Buffer;
  private started = false;
  private settle: { resolve: (end: IteratorReturnResult<undefined>) => void; reject: (error: unknown) => void } | null = null;

  /** @param begin called once, when graphql-ws starts to listen; @param gone called once, however the subscription ends */
  constructor(readonly socket: WebSocket, id: string, private readonly begin: (self: Member) => void, private readonly gone: (self: Member) => void) {
    this.head = Buffer.from(`{"id":${JSON.stringify(id)},"type":"next"`);
  }

  /** Sends and forgets; the caller looks at `backlog` first. */
  push(message: Message): void {
    this.cursor = message.id;
    if (this.socket.readyState === WebSocket.OPEN) message.text.send(this.socket, this.head);
  }

  /** Sends and waits until the message is out of our memory, so that a replay goes at the pace of its reader. */
  send(message: Message): Promise<void> {
    this.cursor = message.id;
    return new Promise((resolve) => {
      if (this.socket.readyState === WebSocket.OPEN) message.text.send(this.socket, this.head, () => resolve());
      else resolve();
    });
  }

  /** Bytes that wait in our memory for this client. */
  get backlog(): number { return this.socket.bufferedAmount; }

  /** graphql-ws tells the client `complete`. */
  complete(): void {
    this.leave();
    this.settle?.resolve({ done: true, value: undefined });
  }

  /** graphql-ws tells the client `error`. */
  fail(error: unknown): void {
    this.leave();
    this.settle?.reject(error);
  }

  closeSlow(): void {
    this.complete();
    this.socket.close(TOO_SLOW, TOO_SLOW_REASON);
  }

  next(): Promise<IteratorReturnResult<undefined>> {
    if (this.left) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
      if (this.started) return;
      this.started = true;
      this.begin(this);
    });
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    this.complete();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator]() { return this; }

  private leave(): void {
    if (this.left) return;
    this.left = true;
    this.gone(this);
  }
}
