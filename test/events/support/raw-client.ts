// The protocol by hand, so that a test sees every message, close code and pause as it was on the wire.
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { decodeCursor } from '../../../src/events';
import { until } from './things';

export interface WireMessage { id: string; type: string; payload?: any }

export class RawClient {
  readonly messages: WireMessage[] = [];
  closed: { code: number; reason: string } | null = null;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => this.messages.push(JSON.parse(String(data))));
    socket.on('close', (code, reason) => { this.closed = { code, reason: String(reason) }; });
    socket.on('error', () => {});   // `close` follows and is what tests look at
  }

  /** @throws when the server does not answer */
  static async open(url: string, { perMessageDeflate = false } = {}): Promise<RawClient> {
    const client = new RawClient(new WebSocket(url, 'graphql-transport-ws', { perMessageDeflate }));
    await once(client.socket, 'open');
    client.send({ type: 'connection_init' });
    await until(() => client.closed || client.messages.shift()?.type === 'connection_ack');
    return client;
  }

  send(message: object): void { this.socket.send(JSON.stringify(message)); }

  subscribe(id: string, query: string, variables: Record<string, unknown> = {}): void {
    this.send({ id, type: 'subscribe', payload: { query, variables } });
  }

  of(id: string, type?: string): WireMessage[] {
    return this.messages.filter((message) => message.id === id && (!type || message.type === type));
  }

  /** The events that a subscription of `thingUpdated` has got, snapshots included. */
  events(id = '1'): { cursor: string; kind: string; value?: number; thing?: { value: number } }[] {
    return this.of(id, 'next').map(({ payload }) => {
      if (payload.errors) throw new Error(JSON.stringify(payload.errors));
      return payload.data.thingUpdated;
    });
  }

  /** Ids of the events, without snapshots. */
  ids(id = '1'): number[] {
    return this.events(id).filter(({ kind }) => kind !== 'SNAPSHOT').map(({ cursor }) => decodeCursor(cursor));
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.socket.close();
    await once(this.socket, 'close');
  }
}

export const thingUpdated = 'subscription ($id: String!, $after: String) { thingUpdated(id: $id, after: $after) { cursor kind value thing { value } } }';
