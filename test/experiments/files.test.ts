import { connect } from 'node:net';
import { once } from 'node:events';
import { readdir, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { openArtefacts } from '../../src/artefacts';
import { queryOf } from '../../src/database/data-source';
import { sweepOutputs } from '../../src/graphs/experiments/output/output-sweep';
import { startToys, type TestServer } from '../server/support';
import { automlGraph, type AutomlGraph } from '../support/automl';
import { component, create, ended, oneStage, shell, startPodWorker } from '../support/experiments';

let graph: AutomlGraph, worker: Awaited<ReturnType<typeof startPodWorker>>, server: TestServer, done: any, files: any;
beforeAll(async () => {
  graph = await automlGraph();
  worker = await startPodWorker(graph);
  server = await startToys({ RUNGRAPH_HOME: graph.config.home }, { graph: graph.graph });
  const { id } = await create(graph, {
    stages: oneStage(shell('c', `mkdir sub; echo result > 'sub/the "result", é.txt'; printf %s '<script>alert(1)</script>' > page.html; seq 1 100000 > many
      ln -s ${JSON.stringify(join(graph.config.home, 'token'))} token; ln -s /etc etc; mkfifo pipe; cp page.html 100%25`)),
    outputs: [{ name: 'result', component: 'c', path: 'sub/the "result", é.txt' }],
  });
  done = await ended(graph, id);
  await writeFile(join(graph.config.home, 'token'), 'secret');
  files = (await graph.run('query($id: ID!) { component(id: $id) { files { nodes { path bytes url } } } }', { id: component(done, 'c').id })).data.component.files.nodes;
});
afterAll(async () => {
  await server?.stop();
  await worker?.stop();
  await graph?.close();
});

const get = (path: string, headers: Record<string, string> = {}) => fetch(`${server.url}${path}`, { headers });
const below = (path: string) => `/artefacts/components/${component(done, 'c').id}/files/${path}`;

test('an output, at the address that the graph tells, as a file to save', async () => {
  const response = await get(done.outputs[0].url), etag = response.headers.get('etag')!;
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'application/octet-stream', 'content-length': '7', 'x-content-type-options': 'nosniff', 'accept-ranges': 'bytes',
    'content-disposition': `attachment; filename="the _result__ _.txt"; filename*=UTF-8''the%20%22result%22%2C%20%C3%A9.txt`,
  });
  expect(await response.text()).toBe('result\n');
  expect((await get(done.outputs[0].url, { 'if-none-match': etag })).status).toBe(304);
  const part = await get(done.outputs[0].url, { range: 'bytes=2-3', 'if-range': etag });
  expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 2-3/7', 'su']);
  expect((await get('/artefacts/outputs/ou_999')).status).toBe(404);
});

test('every file of its folder, at the address that the graph tells; a page is no page here', async () => {
  expect(files.map(({ path }: any) => path)).toEqual(['100%25', 'many', 'page.html', 'sub/the "result", é.txt']);
  for (const { bytes, url } of files) {
    const response = await get(url);
    expect([response.status, (await response.arrayBuffer()).byteLength, response.headers.get('content-type'), response.headers.get('content-disposition')!.split(';')[0], response.headers.get('x-content-type-options')])
      .toEqual([200, bytes, 'application/octet-stream', 'attachment', 'nosniff']);
  }
  const unpacked = await fetch(`${server.url}${below('many')}`, { headers: { 'accept-encoding': 'gzip' } });
  expect([unpacked.headers.get('content-encoding'), unpacked.headers.get('content-length')]).toEqual([null, '588895']);
});

test('nothing else: links that lead out, other kinds of files, other folders', async () => {
  for (const path of ['token', 'etc/passwd', 'pipe', 'sub', '', '.', '..%2f..%2f..%2f..%2f..%2ftoken', '%2e%2e/%2e%2e/token', '/etc/passwd', '%2fetc%2fpasswd', 'sub%00', 'none', '\\..\\token']) {
    const response = await get(below(path));
    expect([path, response.status, (await response.text()).includes('secret')]).toEqual([path, 404, false]);
  }
  expect((await get('/artefacts/components/co_999/files/many')).status).toBe(404);
});

test('no path is normalised on its way', async () => {
  const socket = connect(server.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`GET ${below('../../../../../token')} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: close\r\n\r\n`);
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 404 /);
});

test('nothing stays open, also when the reader leaves in the middle', async () => {
  for (const headers of [{}, { range: 'bytes=0-9' }, { range: 'bytes=999999-' }, { 'if-none-match': '*' }] as Record<string, string>[]) {
    await (await get(below('many'), headers)).arrayBuffer();
    await fetch(`${server.url}${below('many')}`, { method: 'HEAD', headers });
  }
  const leave = new AbortController();
  await (await fetch(`${server.url}${below('many')}`, { signal: leave.signal })).body!.getReader().read();
  leave.abort();
  const open = async () => (await Promise.all((await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')))).filter((path) => path.endsWith('/many'));
  while ((await open()).length) await delay(20);   // the test's own time limit says when that is too long
});

test('files that no output names are swept when they are old, those of others stay', async () => {
  const store = openArtefacts(graph.config), old = Date.now() + 7_200_000;
  const place = async (location: string) => (await store.stage(await (async () => { const file = await store.scratch(); await writeFile(file, 'x'); return file; })())).place(location);
  await place(`experiments/${done.uid}/outputs/9-9`);
  await place('experiments/00000000-0000-0000-0000-000000000000/outputs/1-1');
  expect(await sweepOutputs(queryOf(graph.db), store)).toBe(0);
  expect(await sweepOutputs(queryOf(graph.db), store, { now: old })).toBe(1);
  expect((await get(done.outputs[0].url)).status).toBe(200);
  const { id } = await create(graph, { stages: oneStage(shell('c', 'true')) }), other = await ended(graph, id);
  await graph.run('mutation($id: ID!) { deleteExperiment(id: $id) { id } }', { id });
  await place(`experiments/${other.uid}/outputs/1-1`);
  expect(await sweepOutputs(queryOf(graph.db), store, { now: old })).toBe(1);
});
