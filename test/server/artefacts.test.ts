import { createHash } from 'node:crypto';
import { mkdir, symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { automlGraph, seedRows, type AutomlGraph } from '../support/automl';
import { outsideFolder } from '../support/outside';
import { startToys, TOKEN, type TestServer } from './support';

const MODEL = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 7919) % 251));
const METRICS = JSON.stringify({ folds: Array.from({ length: 900 }, (_, i) => i / 7) });   // large and regular enough to be compressed elsewhere
const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

let automl: AutomlGraph, server: TestServer, guarded: TestServer, store: string;
beforeAll(async () => {
  automl = await automlGraph();
  store = join(automl.config.home, 'artefacts');
  await seedRows(automl, { datasets: 1, dataruns: 1, partitions: 1, classifiers: 9 });
  for (const folder of ['models', 'metrics']) await mkdir(join(store, folder), { recursive: true });
  await writeFile(join(store, 'models/my data-00000001.model'), MODEL);
  await writeFile(join(store, 'metrics/my data-00000001.metric'), METRICS);
  await place(1, 'models/my data-00000001.model', 'metrics/my data-00000001.metric');
  [server, guarded] = await Promise.all(['none', 'token'].map((auth) => startToys({ RUNGRAPH_AUTH: auth, RUNGRAPH_HOME: automl.config.home }, { graph: automl.graph })));
});
afterAll(async () => { await Promise.all([server.stop(), guarded.stop()]); await automl.close(); });

const place = (number: number, model: string | null, metrics: string | null = null) =>
  automl.db.query('update classifier set model_location = $2, metrics_location = $3, model_sha256 = $4, model_bytes = $5 where id = $1', [number, model, metrics, sha256(MODEL), MODEL.length]);
const get = (path: string, headers: Record<string, string> = {}, method = 'GET') => fetch(`${server.url}${path}`, { headers, method });
const model = (headers: Record<string, string> = {}, method = 'GET') => get('/artefacts/classifiers/cl_1/model', headers, method);
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

describe('artefacts over HTTP', () => {
  test('the model, at the address that the graph tells, as a file to save', async () => {
    const { data } = await automl.run('{ classifier(id: "cl_1") { modelUrl } }');
    const response = await get(data.classifier.modelUrl);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/octet-stream', 'content-length': '200000', 'content-disposition': 'attachment; filename="my data-00000001.model"',
      'x-content-type-options': 'nosniff', 'accept-ranges': 'bytes', 'cache-control': 'private, no-cache', etag: `"${sha256(MODEL)}"`,
    });
    expect((await bytesOf(response)).equals(MODEL)).toBe(true);
  });

  test('the metrics, never compressed, so that length and hash are those of the file', async () => {
    const response = await get('/artefacts/classifiers/cl_1/metrics', { 'accept-encoding': 'gzip' });
    expect(Object.fromEntries(response.headers)).toMatchObject({ 'content-type': 'application/json', 'content-length': String(METRICS.length), 'content-disposition': 'attachment; filename="my data-00000001.metric"', etag: `"${sha256(METRICS)}"` });
    expect(response.headers.has('content-encoding')).toBe(false);
    expect(await response.text()).toBe(METRICS);
  });

  test('HEAD has the headers alone', async () => {
    const response = await model({}, 'HEAD');
    expect([response.status, response.headers.get('content-length'), response.headers.get('etag'), await response.text()]).toEqual([200, '200000', `"${sha256(MODEL)}"`, '']);
  });

  test('a known one is not sent again', async () => {
    for (const known of [`"${sha256(MODEL)}"`, `W/"${sha256(MODEL)}"`, `"other", "${sha256(MODEL)}"`, '*']) {
      const response = await model({ 'if-none-match': known });
      expect([response.status, (await bytesOf(response)).length, response.headers.get('etag')]).toEqual([304, 0, `"${sha256(MODEL)}"`]);
    }
    expect((await model({ 'if-none-match': '"other"' })).status).toBe(200);
  });

  test.each([
    ['bytes=0-9', 0, 10], ['bytes=199990-', 199_990, 200_000], ['bytes=-5', 199_995, 200_000], ['bytes=100000-999999', 100_000, 200_000],
  ])('a range of it: %s', async (range, from, to) => {
    for (const headers of [{ range }, { range, 'if-range': `"${sha256(MODEL)}"` }]) {
      const response = await model(headers);
      expect([response.status, response.headers.get('content-range'), response.headers.get('content-length')]).toEqual([206, `bytes ${from}-${to - 1}/200000`, String(to - from)]);
      expect((await bytesOf(response)).equals(MODEL.subarray(from, to))).toBe(true);
    }
  });

  test('a range that is not there, and one of other content', async () => {
    const response = await model({ range: 'bytes=200000-' });
    expect([response.status, response.headers.get('content-range'), response.headers.get('content-disposition'), await response.json()])
      .toEqual([416, 'bytes */200000', null, { message: expect.stringContaining('200000-') }]);
    for (const fresh of ['"other"', new Date().toUTCString()]) expect((await bytesOf(await model({ range: 'bytes=0-9', 'if-range': fresh }))).length).toBe(200_000);
  });

  test('404 as JSON for what is not there, not complete, gone, or outside of the store', async () => {
    const outside = join(await outsideFolder(), 'secret');
    await writeFile(outside, 'secret');
    await symlink(outside, join(store, 'models/link.model'));
    await writeFile(join(store, 'models/x.model'), MODEL);
    await automl.db.query(`update classifier set status = 'RUNNING' where id = 2`);
    await place(2, 'models/x.model');
    await place(3, 'models/gone.model');
    await place(4, 'models/link.model');
    await place(5, '../token');
    await place(6, outside);
    await place(7, 'models');
    const ids = ['cl_2', 'cl_3', 'cl_4', 'cl_5', 'cl_6', 'cl_7', 'cl_8', 'cl_999', 'cl_0', 'ds_1', 'nonsense', '1', '..%2f..%2ftoken', 'cl_99999999999999'];
    for (const id of ids) {
      for (const what of ['model', 'metrics']) {
        const response = await get(`/artefacts/classifiers/${id}/${what}`);
        expect([id, response.status, response.headers.get('content-type'), response.headers.get('content-disposition'), await response.json()])
          .toEqual([id, 404, 'application/json; charset=utf-8', null, { message: expect.not.stringContaining('secret') }]);
      }
    }
    expect((await get('/artefacts/classifiers/cl_1/log')).status).toBe(404);
    expect((await get('/artefacts/models/x.model')).status).toBe(404);
    await unlink(join(store, 'models/link.model'));
  });

  test('a model that is not the one that was written is not handed out', async () => {
    const file = join(store, 'models/my data-00000001.model');
    await writeFile(file, Buffer.concat([MODEL.subarray(1), Buffer.from('x')]));
    for (const headers of [{}, { range: 'bytes=0-9' }, { 'if-none-match': `"${sha256(MODEL)}"` }] as Record<string, string>[]) {
      const response = await model(headers);
      expect([response.status, response.headers.get('content-disposition'), await response.json()]).toEqual([409, null, { message: expect.stringContaining('has changed since it was written') }]);
    }
    await writeFile(file, MODEL);
    expect((await model()).status).toBe(200);
  });

  test('only for those who are known, where the server asks', async () => {
    const ask = (headers: Record<string, string>) => fetch(`${guarded.url}/artefacts/classifiers/cl_1/model`, { headers });
    for (const headers of [{}, { authorization: 'Bearer wrong' }] as Record<string, string>[]) {
      const response = await ask(headers);
      expect([response.status, await response.json()]).toEqual([401, { message: expect.any(String) }]);
    }
    expect((await bytesOf(await ask({ authorization: `Bearer ${TOKEN}` }))).equals(MODEL)).toBe(true);
    expect((await model({ authorization: 'Bearer wrong' })).status).toBe(401);
  });
});
