import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import { atmOpenApi } from '../../../rest-compat/atm';
import { restApis } from '../../../src/server/rest';
import { startServer } from '../../../src/server/start-server';
import { automlGraph } from '../../support/automl';

export { startWorker } from '../../support/worker';

export interface AtmAnswer { status: number; headers: Headers; text: string; json: any }

/** The real server, with ATM's API over the graph of this process, on a free port. */
export async function atmServer(env: Record<string, string> = {}) {
  const world = await automlGraph({ RUNGRAPH_PORT: '0', ...env });
  const { graph, config, log, feed, folder } = world;
  const version = '0.0.0-test', token = randomUUID();
  const server = await startServer({ config, log, graph, feed, token, version, ready: async () => ({ ready: true }), ...restApis({ graph, config, log, version }) });
  const url = `http://127.0.0.1:${server.port}`;

  async function send(path: string, init: RequestInit = {}): Promise<AtmAnswer> {
    const answer = await fetch(path.startsWith('http') ? path : url + path, { redirect: 'manual', ...init });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, json: text && answer.headers.get('content-type') === 'application/json' ? JSON.parse(text) : undefined };
  }
  return {
    ...world, server, url, token, send,
    get: (path: string) => send(path),
    post: (path: string, body: unknown) => send(path, { method: 'POST', headers: { 'Content-type': 'application/json' }, body: typeof body === 'string' ? body : JSON.stringify(body) }),
    write(name: string, content: string) {
      const file = join(folder, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    },
    async close() {
      await server.stop();
      await world.close();
    },
  };
}
export type AtmServer = Awaited<ReturnType<typeof atmServer>>;

/** 60 rows, 16 numeric columns and a class of 31 and 29, like the demo data set of the documentation. */
export function demoCsv(): string {
  let seed = 7;
  const random = () => (seed = (seed * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
  const rows = Array.from({ length: 60 }, (_, row) => {
    const label = row % 2 === 0 || row === 59 ? 0 : 1;
    return [...Array.from({ length: 16 }, (_unused, column) => (random() * 10 + (column < 4 ? label * 3 : 0)).toFixed(3)), label].join(',');
  });
  return `${[...Array.from({ length: 16 }, (_, column) => `x${column}`), 'class'].join(',')}\n${rows.join('\n')}\n`;
}

/** Checks answers against the schemas of our OpenAPI document. */
export function answerChecker(): (name: string, body: unknown) => void {
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addSchema(atmOpenApi(), 'http://atm.test/');
  return (name, body) => {
    const validate = ajv.getSchema(`http://atm.test/#/components/schemas/${name}`) as ValidateFunction;
    if (!validate(body)) throw new Error(`${name}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(body).slice(0, 500)}`);
  };
}
