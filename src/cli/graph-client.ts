import type { FormattedExecutionResult } from 'graphql';
import { createClient, type Client } from 'graphql-ws';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { Refusal } from './program';

type Errors = readonly { message: string; extensions?: { code?: unknown } }[];

/** A server takes 100 subscriptions from a socket. */
const PER_SOCKET = 64;
const FIRST_PAUSE_MS = 100, LONGEST_PAUSE_MS = 3000;
/** A machine that is gone says nothing: whoever does not answer a ping is left. */
const PING_MS = 10_000, PONG_MS = 5000;

/** What the server has answered in place of data. */
export class GraphError extends Refusal {
  readonly code: unknown;
  constructor(errors: Errors) {
    super(errors.map(({ message }) => message).join('\n'));
    this.code = errors[0]?.extensions?.code;
  }
}

interface Following<T> {
  query: string;
  /** `after` is added to them. */
  variables: object;
  /** Where to go on behind this message. */
  cursorOf(data: T): string;
  /** Whether nothing follows this message; without it the subscription goes on until it is left. */
  isLast?(data: T): boolean;
}

/** A graph over HTTP and websockets, as any client reaches it. */
export class GraphClient {
  private readonly sockets: { client: Client; used: number }[] = [];
  private there = true;

  /** @param onConnection hears when the server goes away and when it is back */
  constructor(private readonly url: string, private readonly token: string | null, private readonly onConnection: (there: boolean) => void = () => {}) {}

  /** @throws GraphError when the answer has errors, Refusal when there is none */
  async request(query: string, variables: object = {}): Promise<any> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST', headers: { 'content-type': 'application/json', ...(this.token && { authorization: `Bearer ${this.token}` }) }, body: JSON.stringify({ query, variables }),
    }).catch((error: Error) => { throw new Refusal(`No server answers at ${this.url}: ${(error.cause as Error | undefined)?.message || error.message}`); });
    const text = await response.text();
    let answer: { data?: unknown; errors?: Errors };
    try { answer = JSON.parse(text); } catch { throw new Refusal(`${this.url} is not a graph: it answers ${response.status} ${response.statusText}`); }
    if (answer.errors?.length) throw new GraphError(answer.errors);
    return answer.data;
  }

  /** The messages of a subscription. A lost connection is made again, as often as it takes, and goes on behind the last message. @throws GraphError, Refusal */
  async *follow<T>({ query, variables, cursorOf, isLast }: Following<T>): AsyncGenerator<T, void, undefined> {
    let after: string | null = null, attempt = 0;
    for (;;) {
      const socket = this.socket();
      socket.used++;
      try {
        const messages: AsyncIterable<FormattedExecutionResult<any>> = socket.client.iterate({ query, variables: { ...variables, after } });
        for await (const { data, errors } of messages) {
          if (!data) throw new GraphError(errors ?? []);
          attempt = 0;
          after = cursorOf(data);
          yield data;
          if (isLast?.(data)) return;
        }
      } catch (error) {
        const failure = Array.isArray(error) ? new GraphError(error) : error;
        if (failure instanceof GraphError && failure.code === 'CURSOR_EXPIRED') after = null;
        else if (!isPassing(failure)) throw failure instanceof Refusal ? failure : new Refusal(`The server has closed the connection: ${reasonOf(failure)}`);
      } finally {
        socket.used--;
      }
      // Not all clients at the same moment, when a server is back.
      await delay(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt++) * (0.5 + Math.random()));
    }
  }

  async dispose(): Promise<void> {
    await Promise.all(this.sockets.map(({ client }) => client.dispose()));
  }

  private socket() {
    const free = this.sockets.find(({ used }) => used < PER_SOCKET);
    if (free) return free;
    const made = { client: this.connect(this.sockets.length === 0), used: 0 };
    this.sockets.push(made);
    return made;
  }

  private connect(tells: boolean): Client {
    let overdue: NodeJS.Timeout;
    const client = createClient({
      url: `${this.url.replace(/^http/, 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0, keepAlive: PING_MS,
      connectionParams: this.token ? { authorization: `Bearer ${this.token}` } : {},
      on: {
        connected: () => { if (tells) this.connection(true); },
        closed: (event) => {
          clearTimeout(overdue);
          if (tells && (event as CloseEvent).code !== 1000) this.connection(false);
        },
        ping: (received) => { if (!received) overdue = setTimeout(() => client.terminate(), PONG_MS); },
        pong: (received) => { if (received) clearTimeout(overdue); },
      },
    });
    return client;
  }

  private connection(there: boolean): void {
    if (there !== this.there) this.onConnection(there);
    this.there = there;
  }
}

interface CloseEvent { code?: number; reason?: string; message?: string }

const PASSING = ['UNAVAILABLE', 'INTERNAL_SERVER_ERROR', 'LIMIT_EXCEEDED'];
const OUR_FAULT = [4400, 4401, 4403, 4406, 4409, 4429];

/** Whether it is worth to try again: the table in docs/subscriptions.md. */
const isPassing = (failure: unknown) => (failure instanceof GraphError ? PASSING.includes(String(failure.code)) : !OUR_FAULT.includes((failure as CloseEvent)?.code ?? 0));
const reasonOf = (failure: unknown) => { const { code, reason, message } = (failure ?? {}) as CloseEvent; return [code, reason || message].filter(Boolean).join(' '); };
