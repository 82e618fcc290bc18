import { CreateMultipartUploadCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { openArtefacts } from '../../src/artefacts';
import { checkArtefacts } from '../../src/cli/doctor/storage';
import { readConfig } from '../../src/core/config';
import { LocalCopies } from '../../src/artefacts/local-copies';
import { S3Store } from '../../src/artefacts/s3-store';
import { startToys } from '../server/support';
import { automlGraph } from '../support/automl';
import { component, create, ended, oneStage, shell, startPodWorker } from '../support/experiments';
import { searched, startWorker } from '../support/worker';
import { credentials, s3Program, startS3 } from './s3-server';
import { describeStore } from './store-contract';

const found = s3Program();
const missing = 'missing' in found ? found.missing : null;

(missing === null ? describe : describe.skip)(`artefacts in S3${missing === null ? '' : `, skipped, since there is no server: ${missing}`}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'rungraph-s3-'));
  let s3: Awaited<ReturnType<typeof startS3>>, stores = 0;
  const before = { ...process.env };
  beforeAll(async () => {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey });
    s3 = await startS3((found as { program: string }).program);
  });
  afterAll(async () => {
    await s3?.stop();
    process.env = before;
    rmSync(folder, { recursive: true });
  });
  const open = (prefix = `p${++stores}`, more: object = {}) => new S3Store({ bucket: 'runs', prefix, endpoint: s3.endpoint, region: 'us-east-1', ...more }, new LocalCopies(join(folder, prefix)));
  const keys = async (prefix: string) => ((await s3.client.send(new ListObjectsV2Command({ Bucket: 'runs', Prefix: prefix }))).Contents ?? []).map(({ Key }) => Key);

  let store: S3Store | undefined;
  describeStore('a bucket', () => (store ??= open('contract/below')));

  test('what is larger than one copy is copied in parts', async () => {
    const parts = open(undefined, { copyBytes: 6_000_000 }), content = Buffer.alloc(13_000_000, 'abc');
    const staged = await parts.stage(Readable.from([content]));
    await staged.place('large');
    const file = (await parts.open('large'))!;
    expect((await buffer(file.read())).equals(content)).toBe(true);
  });

  test('a large file goes both ways in little memory', async () => {
    const big = open(), bytes = 150_000_000, baseline = process.memoryUsage().arrayBuffers;
    let most = 0;
    const watch = () => { most = Math.max(most, process.memoryUsage().arrayBuffers - baseline); };
    const staged = await big.stage(Readable.from((function* () { for (let at = 0; at < bytes; at += 1_000_000) { watch(); yield Buffer.alloc(1_000_000, at % 251); } })()));
    await staged.place('big');
    let read = 0;
    for await (const chunk of (await big.open('big'))!.read()) { read += chunk.length; watch(); }
    expect(read).toBe(bytes);
    expect(most).toBeLessThan(100_000_000);
  });

  test('what is replaced while it is read fails: no reader gets a mixture', async () => {
    const changing = open(), put = async (content: string) => (await changing.stage(Readable.from([content]))).place('x');
    await put('first');
    const file = (await changing.open('x'))!;
    await put('other');
    await expect(text(file.read())).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  test('uploads whose process is gone are forgotten', async () => {
    const swept = open('swept');
    await s3.client.send(new CreateMultipartUploadCommand({ Bucket: 'runs', Key: 'swept/tmp/half' }));
    await s3.client.send(new CreateMultipartUploadCommand({ Bucket: 'runs', Key: 'other/tmp/half' }));
    const all = async (locations: string[]) => locations;
    // This server says of every upload that it began in 2010.
    expect(await swept.removeOld('tmp', all, { olderThanMs: 3_600_000, now: Date.UTC(2010, 0) })).toBe(0);
    expect(await swept.removeOld('tmp', all, { olderThanMs: 3_600_000 })).toBe(1);
    expect(await swept.removeOld('tmp', all, { olderThanMs: 3_600_000 })).toBe(0);
  });

  test('a bucket that does not answer, or is none, is UNAVAILABLE, and no secret is told', async () => {
    for (const away of [open(undefined, { endpoint: 'http://127.0.0.1:1' }), open(undefined, { bucket: 'none-such' })]) {
      const error: any = await away.stage(Readable.from(['x'])).catch((one: unknown) => one);
      expect(error).toMatchObject({ code: 'UNAVAILABLE' });
      expect(`${error.message} ${error.stack} ${JSON.stringify(error)} ${JSON.stringify(error.cause)}`).not.toContain(credentials.secretAccessKey);
    }
  });

  test('doctor says whether the bucket answers', async () => {
    const of = (artefacts: string) => checkArtefacts(readConfig({ artefacts, s3Endpoint: s3.endpoint, home: folder }, {}));
    expect(await of('s3://runs/any')).toEqual({ mark: 'ok', topic: 'Artefacts', text: 's3://runs/any answers' });
    expect(await of('s3://none-such')).toEqual({ mark: 'fail', topic: 'Artefacts', text: expect.stringContaining('bucket does not exist') });
  });

  test('the product with it: trained, predicted, downloaded, an output kept, all deleted; nothing in the data folder, no credentials in pods', async () => {
    const graph = await automlGraph({ RUNGRAPH_ARTEFACTS: 's3://runs/product/', RUNGRAPH_S3_ENDPOINT: s3.endpoint });
    const stop = await startWorker(graph);
    const pods = await startPodWorker(graph);
    const server = await startToys({ RUNGRAPH_HOME: graph.config.home, RUNGRAPH_ARTEFACTS: 's3://runs/product', RUNGRAPH_S3_ENDPOINT: s3.endpoint }, { graph: graph.graph });
    try {
      await writeFile(join(graph.folder, 'data.csv'), ['n,class', ...Array.from({ length: 60 }, (_, i) => `${i % 20},${i % 20 < 10 ? 'low' : 'high'}`)].join('\n'));
      const { data: { createDataset } } = await graph.run('mutation { createDataset(input: {trainPath: "data.csv", classColumn: "class"}) { id } }');
      const datarunId = await searched(graph, createDataset.id, 'methods: ["dt"], budget: 2, seed: 3');
      const { data } = await graph.run('mutation($id: ID!) { predict(input: {datarunId: $id, rows: [{n: 1}, {n: 19}]}) { labels classifier { modelUrl } } }', { id: datarunId });
      expect(data.predict.labels).toEqual(['low', 'high']);
      const model = await fetch(server.url + data.predict.classifier.modelUrl), bytes = Buffer.from(await model.arrayBuffer());
      expect([model.status, model.headers.get('content-length')]).toEqual([200, String(bytes.length)]);
      const part = await fetch(server.url + data.predict.classifier.modelUrl, { headers: { range: 'bytes=-10', 'if-range': model.headers.get('etag')! } });
      expect([part.status, Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(-10))]).toEqual([206, true]);

      const { id } = await create(graph, { stages: oneStage(shell('c', 'env > seen; echo done >> seen')), outputs: [{ name: 'seen', component: 'c', path: 'seen' }] });
      const done = await ended(graph, id);
      expect(component(done, 'c').state).toBe('FINISHED');
      const seen = await (await fetch(server.url + done.outputs[0].url)).text();
      expect(seen).toMatch(/done\n$/);
      expect(seen).not.toMatch(/AWS|AKID|secret-of/);

      expect((await keys('product/')).map((key) => key!.replace(/[0-9a-f-]{36}/, 'UID').replace(/\d+-1$/, 'N'))).toEqual([
        'product/experiments/UID/outputs/N', ...['metrics/data-00000001.metric', 'metrics/data-00000002.metric', 'models/data-00000001.model', 'models/data-00000002.model'].map((key) => `product/${key}`)]);
      expect(existsSync(join(graph.config.home, 'artefacts'))).toBe(false);
      await graph.run('mutation($id: ID!) { deleteExperiment(id: $id) { id } }', { id });
      await graph.run('mutation($id: ID!) { deleteDatarun(id: $id) { id } }', { id: datarunId });
      expect(await keys('product/')).toEqual([]);
      expect(await openArtefacts(graph.config).open('models/data-00000001.model')).toBeNull();
    } finally {
      await server.stop();
      await pods.stop();
      await stop();
      await graph.close();
    }
  });
});
