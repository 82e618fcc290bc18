import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { stopDatabase } from '../../src/database/embedded';
import { cli, type CliProcess } from '../support/cli';

/** The whole product as processes: a server with its workers and its Postgres, all of which get killed in the middle of a search. */
let folder: string, server: CliProcess, port = '0';
const sockets: Client[] = [];
const start = async () => {
  server = cli(['server', '--port', port, '--home', join(folder, 'home'), '--workers', '2'], { RUNGRAPH_LOG_LEVEL: 'info' }, folder);
  [, port] = await server.line(/listening on http:\/\/127\.0\.0\.1:(\d+)/) as unknown as [string, string];
};
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rungraph-e2e-'));
  await writeFile(join(folder, 'data.csv'), ['a,b,c,class', ...Array.from({ length: 300 }, (_, i) => `${i % 7},${(i * 37) % 11},${(i * i) % 13},${i % 2 ? 'yes' : 'no'}`)].join('\n'));
  await start();
});
afterAll(async () => {
  await Promise.all(sockets.map((socket) => socket.dispose()));
  server.kill('SIGTERM');
  await server.exit;
  await stopDatabase(join(folder, 'home'));
  await rm(folder, { recursive: true, force: true });
});

async function graph(query: string, variables: object = {}): Promise<any> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query, variables }) });
  return response.json();
}

/** Follows a datarun through every lost connection, as docs/subscriptions.md tells clients to. */
async function* follow(id: string): AsyncGenerator<{ cursor: string; kind: string; classifier: { id: string } | null; datarun: { status: string } }> {
  for (let after: string | null = null; ;) {
    const socket = createClient({ url: `ws://127.0.0.1:${port}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0 });
    sockets.push(socket);
    try {
      for await (const { data, errors } of socket.iterate<any>({ query: 'subscription($id: ID!, $after: EventCursor) { datarunUpdated(id: $id, after: $after) { cursor kind classifier { id } datarun { status } } }', variables: { id, after } })) {
        if (errors) throw new Error(JSON.stringify(errors));
        after = data.datarunUpdated.cursor;
        yield data.datarunUpdated;
      }
    } catch (error) {
      if (error instanceof Error && /datarunUpdated|CURSOR/.test(error.message)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));   // a pause between attempts, as a client makes
  }
}

test('a subscriber sees every event once, and every trial ends once, though server, worker and Postgres are killed', async () => {
  const { data: { createDataset: { id: datasetId } } } = await graph('mutation { createDataset(input: {trainPath: "data.csv", classColumn: "class"}) { id } }');
  const { data: { startDatarun: [{ id }] } } = await graph('mutation($d: ID!) { startDatarun(input: {datasetId: $d, budget: 60, seed: 3}) { id } }', { d: datasetId });
  const cursors: string[] = [], ended: string[] = [];
  const faults: [number, () => Promise<void>][] = [
    [8, async () => { process.kill(Number((await readFile(join(folder, 'home/db/postmaster.pid'), 'utf8')).split('\n')[0]), 'SIGKILL'); }],
    [20, async () => { server.kill('SIGKILL'); await server.exit; await start(); }],
    [30, async () => { const { data } = await graph('{ workers { pid alive } }'); process.kill(data.workers.find((w: any) => w.alive).pid, 'SIGKILL'); }],
  ];
  for await (const event of follow(id)) {
    cursors.push(event.cursor);
    if (event.kind === 'PROGRESS') ended.push(event.classifier!.id);
    if (faults.length && ended.length >= faults[0]![0]) await faults.shift()![1]();
    if (event.kind === 'STATUS' && ['SUCCEEDED', 'FAILED'].includes(event.datarun.status)) break;
  }
  expect(faults).toEqual([]);
  expect(new Set(cursors).size).toBe(cursors.length);
  expect(new Set(ended).size).toBe(ended.length);
  expect(ended).toHaveLength(60);
  const { data: { datarun } } = await graph('query($id: ID!) { datarun(id: $id) { status progress { done failed running } classifiers(first: 200) { totalCount nodes { status } } } }', { id });
  expect(datarun).toMatchObject({ status: 'SUCCEEDED', classifiers: { totalCount: 60 }, progress: { running: 0 } });
  expect(datarun.progress.done + datarun.progress.failed).toBe(60);
  expect(datarun.classifiers.nodes.filter((c: any) => c.status === 'RUNNING')).toEqual([]);
}, 120_000);
