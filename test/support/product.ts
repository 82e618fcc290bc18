import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { Client } from 'pg';
import { WebSocket } from 'ws';
import { findDatabase, stopDatabase } from '../../src/database/embedded';
import { cli, type CliProcess } from './cli';
import { childrenOf } from './processes';

export interface DatarunEvent { cursor: string; kind: string; classifier: { id: string } | null; datarun: { status: string; progress: { done: number; failed: number; running: number } } }

/** The whole product as processes: a server with its workers and its embedded Postgres, any of which may be killed. */
/** @param env settings of its own */
export async function product(workers: number, env: Record<string, string> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'rungraph-product-'));
  const home = join(folder, 'home');
  const sockets = new Set<WebSocket>();
  let server: CliProcess, port = '0';

  async function start(): Promise<void> {
    server = cli(['server', '--port', port, '--home', home, '--workers', String(workers)], { RUNGRAPH_LOG_LEVEL: 'info', ...env }, folder);
    port = (await server.line(/listening on http:\/\/127\.0\.0\.1:(\d+)/))[1]!;
  }
  async function query(sql: string, params: unknown[] = []): Promise<any[]> {
    const address = await findDatabase(home);
    if (!address) throw new Error('There is no Postgres just now.');
    const client = new Client({ ...address, connectionTimeoutMillis: 1000 });
    // Its connection may be cut in the middle: the query says so.
    client.on('error', () => {});
    await client.connect();
    try { return (await client.query(sql, params)).rows; } finally { await client.end(); }
  }
  /** Yields a field's messages through every lost connection, as docs/subscriptions.md tells clients to; ends only when it is left. */
  async function* subscribe(query: string, field: string, id: string): AsyncGenerator<any> {
    for (let after: string | null = null; ;) {
      const socket = createClient({
        url: `ws://127.0.0.1:${port}/graphql`, retryAttempts: 0,
        webSocketImpl: class extends WebSocket { constructor(...args: ConstructorParameters<typeof WebSocket>) { super(...args); sockets.add(this); this.once('close', () => sockets.delete(this)); } },
      });
      try {
        for await (const { data, errors } of socket.iterate<any>({ query, variables: { id, after } })) {
          if (errors) throw new Error(`${field}: ${JSON.stringify(errors)}`);
          after = data[field].cursor;
          yield data[field];
        }
      } catch (error) {
        if (error instanceof Error && (error.message.startsWith(field) || error.message.includes('CURSOR'))) throw error;
      } finally {
        await socket.dispose();
      }
      await delay(100);   // a pause between attempts, as a client makes
    }
  }
  await start();

  return {
    subscribe,
    home, query,
    url: () => `http://127.0.0.1:${port}`,
    /** Everything that the present server and its workers have printed. */
    output: () => server.output(),
    async file(name: string, text: string): Promise<string> {
      await writeFile(join(folder, name), text);
      return name;
    },
    async graph(source: string, variables: object = {}): Promise<any> {
      const response = await fetch(`http://127.0.0.1:${port}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query: source, variables }) });
      const { data, errors } = await response.json() as any;
      if (errors) throw new Error(JSON.stringify(errors));
      return data;
    },
    async killServer(): Promise<void> {
      server.kill('SIGKILL');
      await server.exit;
      await start();
    },
    /** The processes of the workers that the server has started. */
    workers: () => childrenOf(server.child.pid!, 'worker'),
    /** @returns after how many ms Postgres answered again */
    async killPostgres(): Promise<number> {
      const postmaster = Number((await readFile(join(home, 'db/postmaster.pid'), 'utf8')).split('\n')[0]);
      process.kill(postmaster, 'SIGKILL');
      const killed = performance.now();
      while (!(await query('select 1').catch(() => null))) await delay(20);
      return performance.now() - killed;
    },
    follow: (id: string): AsyncGenerator<DatarunEvent> =>
      subscribe('subscription($id: ID!, $after: EventCursor) { datarunUpdated(id: $id, after: $after) { cursor kind classifier { id } datarun { status progress { done failed running } } } }', 'datarunUpdated', id),
    /** Cuts every subscriber's connection. */
    cutSockets(): void { for (const socket of sockets) socket.terminate(); },
    async stop(): Promise<void> {
      server.kill('SIGTERM');
      await server.exit;
      await stopDatabase(home);
      await rm(folder, { recursive: true, force: true, maxRetries: 50, retryDelay: 200 });
    },
  };
}
export type Product = Awaited<ReturnType<typeof product>>;

export const hasEnded = ({ kind, datarun }: DatarunEvent) => kind === 'STATUS' && ['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(datarun.status);
