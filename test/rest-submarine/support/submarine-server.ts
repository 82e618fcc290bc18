import { randomUUID } from 'node:crypto';
import { restApis } from '../../../src/server/rest';
import { startServer } from '../../../src/server/start-server';
import { automlGraph } from '../../support/automl';

export interface SubmarineAnswer { status: number; headers: Headers; text: string; json: any }
/** Header that asks for the answers of the released server. */
export const V08 = { 'x-rungraph-profile': 'v0.8' };
export const profiles = [['documented', {}], ['v0.8', V08]] as [string, Record<string, string>][];

/** The real server, with Submarine's API over the graph of this process, on a free port. */
export async function submarineServer(env: Record<string, string> = {}) {
  const world = await automlGraph({ RUNGRAPH_PORT: '0', ...env });
  const { graph, config, log, feed } = world;
  const version = '0.0.0-test', token = randomUUID();
  const server = await startServer({ config, log, graph, feed, token, version, ready: async () => ({ ready: true }), ...restApis({ graph, config, log, version }) });
  const url = `http://127.0.0.1:${server.port}`;

  /** Sends a request below /api/v1; a body that is no text goes as JSON. */
  async function send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<SubmarineAnswer> {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method, redirect: 'manual', headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, json: text && answer.headers.get('content-type') === 'application/json; charset=utf-8' ? JSON.parse(text) : undefined };
  }
  return {
    ...world, server, url, token, send,
    get: (path: string, headers?: Record<string, string>) => send('GET', path, undefined, headers),
    post: (path: string, body: unknown, headers?: Record<string, string>) => send('POST', path, body, headers),
    async close() {
      await server.stop();
      await world.close();
    },
  };
}
export type SubmarineServer = Awaited<ReturnType<typeof submarineServer>>;
