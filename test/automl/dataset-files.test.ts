import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { readConfig } from '../../src/core/config';
import { queryOf } from '../../src/database/data-source';
import { sweepDatasetFiles } from '../../src/graphs/automl/dataset/dataset-files';
import { DatasetService } from '../../src/graphs/automl/dataset/dataset.service';
import { restApis } from '../../src/server/rest';
import { startToys } from '../server/support';
import { automlGraph, type Answer, type AutomlGraph } from '../support/automl';

const CSV = `a,b,class\n${Array.from({ length: 60 }, (_, i) => `${i},${i % 7},${i % 2 ? 'yes' : 'no'}`).join('\n')}\n`;

let graph: AutomlGraph, server: Server, origin: string, requests = 0;
const held: (() => void)[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    requests++;
    if (request.url!.startsWith('/slow')) held.push(() => response.end(CSV));
    else if (request.url!.startsWith('/large')) response.end('a,class\n'.repeat(200_000));
    else if (request.url!.startsWith('/bad')) response.end('a,b\n1,2\n');
    else if (request.url!.startsWith('/absent')) response.writeHead(404).end();
    else response.end(CSV);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  graph = await automlGraph({ RUNGRAPH_ALLOW_DOWNLOADS: '1', RUNGRAPH_MAX_UPLOAD_MB: '1', RUNGRAPH_MAX_DOWNLOADS: '2' }, { mayFetchFrom: (address) => address === '127.0.0.1' });
});
afterAll(async () => { server.close(); await graph.close(); });

const unused = async (): Promise<never> => { throw new Error('unused'); };
const create = (input: object) => graph.run('mutation($input: CreateDatasetInput!) { createDataset(input: $input) { id number name trainPath testPath nExamples } }', { input: { classColumn: 'class', ...input } });
const remove = (id: string) => graph.run('mutation($id: ID!) { deleteDataset(id: $id) { id } }', { id });
const kept = (folder: string) => readdir(join(graph.config.home, folder)).catch(() => []);
const codeOf = ({ errors }: Answer) => errors?.map((e) => [(e.originalError as any)?.code, (e.originalError as any)?.details?.path?.join('.')]);
const filesOf = (number: number) => graph.db.query('select train_file, test_file from dataset where id = $1', [number]);

describe('data sets from the network', () => {
  test('are fetched once, keep their address, and take their files with them when they are deleted', async () => {
    const { data: { createDataset: made }, errors } = await create({ trainPath: `${origin}/some/iris%20flowers.csv?version=2`, testPath: `${origin}/test.csv` });
    expect(errors).toBeUndefined();
    expect(made).toMatchObject({ name: 'iris flowers', trainPath: `${origin}/some/iris%20flowers.csv?version=2`, testPath: `${origin}/test.csv`, nExamples: 60 });
    const [files] = await filesOf(made.number);
    for (const file of [files.train_file, files.test_file]) expect(await readFile(file, 'utf8')).toBe(CSV);
    expect((await kept('downloads')).map((name) => join(graph.config.home, 'downloads', name)).toSorted()).toEqual([files.train_file, files.test_file].toSorted());
    expect((await remove(made.id)).errors).toBeUndefined();
    expect(await kept('downloads')).toEqual([]);
  });

  test('are called after their host when the address names no file', async () => {
    const { data: { createDataset: made } } = await create({ trainPath: `${origin}/` });
    expect(made.name).toBe('127.0.0.1');
    await remove(made.id);
  });

  test.each([
    [{ trainPath: '/bad' }, 'BAD_USER_INPUT', 'input'],
    [{ trainPath: '/absent' }, 'BAD_USER_INPUT', 'input.trainPath'],
    [{ trainPath: '/large' }, 'LIMIT_EXCEEDED', 'input.trainPath'],
    [{ trainPath: '/good', testPath: '/absent' }, 'BAD_USER_INPUT', 'input.testPath'],
    [{ trainPath: '/good', testPath: '/large' }, 'LIMIT_EXCEEDED', 'input.testPath'],
    [{ trainPath: '/good', classColumn: 'absent' }, 'BAD_USER_INPUT', 'input'],
  ])('leave nothing when they cannot be used: %j', async (input, code, path) => {
    const given = Object.fromEntries(Object.entries(input).map(([name, value]) => [name, name.endsWith('Path') ? origin + value : value]));
    expect(codeOf(await create(given))).toEqual([[code, path]]);
    expect(await kept('downloads')).toEqual([]);
    expect((await graph.run('{ datasets { totalCount } }')).data.datasets.totalCount).toBe(0);
  });

  test('come so many at a time; the next one is refused until one has come', async () => {
    const slow = ['/slow/1.csv', '/slow/2.csv'].map((path) => create({ trainPath: origin + path }));
    while (held.length < 2) await new Promise(setImmediate);
    const answer = await create({ trainPath: `${origin}/x.csv` });
    expect(codeOf(answer)).toEqual([['UNAVAILABLE', undefined]]);
    expect(answer.errors![0]!.message).toContain('fetching 2 data sets already (RUNGRAPH_MAX_DOWNLOADS)');
    for (const release of held.splice(0)) release();
    for (const { data } of [...await Promise.all(slow), await create({ trainPath: `${origin}/x.csv` })]) await remove(data.createDataset.id);
  });

  test('are called by their addresses when something is wrong with them', async () => {
    expect((await create({ trainPath: `${origin}/bad.csv` })).errors![0]!.message).toContain(`${origin}/bad.csv has no column 'class'`);
  });

  test.each(['s3://bucket/key.csv', 'file:///etc/passwd', 'ftp://host/x.csv', 'gopher://127.0.0.1/'])('%s is refused with what is supported', async (trainPath) => {
    const answer = await create({ trainPath });
    expect(codeOf(answer)).toEqual([['BAD_USER_INPUT', 'input.trainPath']]);
    expect(answer.errors![0]!.message).toContain('http:// or https://');
  });

  test('need the operator', async () => {
    const before = requests;
    const service = new DatasetService(graph.db, { ...graph.config, allowDownloads: false }, unused, unused, () => true);
    await expect(service.create({ classColumn: 'class', trainPath: `${origin}/good.csv` })).rejects.toMatchObject({ code: 'FORBIDDEN', message: expect.stringContaining('RUNGRAPH_ALLOW_DOWNLOADS') });
    expect(requests).toBe(before);
    expect(readConfig({}, {}).allowDownloads).toBe(false);
  });

  test('come from public addresses only, unless a test says otherwise', async () => {
    const before = requests;
    const service = new DatasetService(graph.db, graph.config, unused, unused);
    for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '169.254.169.254']) {
      await expect(service.create({ classColumn: 'class', trainPath: origin.replace('127.0.0.1', host) })).rejects.toMatchObject({ code: 'FORBIDDEN', message: expect.stringContaining('public addresses only') });
    }
    expect(requests).toBe(before);
    expect(await kept('downloads')).toEqual([]);
  });

  test('over REST: 201 with the address, 413 when too large, 403 and 400', async () => {
    const { config, log } = graph;
    const api = await startToys({}, { graph: graph.graph, ...restApis({ graph: graph.graph, config, log, version: '1' }) });
    try {
      const post = async (train_path: string) => {
        const response = await fetch(`${api.url}/api/datasets`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ train_path, class_column: 'class' }) });
        return [response.status, await response.json() as any] as const;
      };
      const [status, made] = await post(`${origin}/rest.csv`);
      expect([status, made.train_path, made.name, made.n_examples]).toEqual([201, `${origin}/rest.csv`, 'rest', 60]);
      await remove(`ds_${made.id}`);
      for (const [path, expected, message] of [
        [`${origin}/large`, 413, 'more than 1 MB'], [`${origin}/absent`, 400, '404'], [origin.replace('127.0.0.1', '127.0.0.2'), 403, 'public addresses only'], ['s3://bucket/key.csv', 400, 'https://'],
      ] as const) expect(await post(path)).toEqual([expected, { message: expect.stringContaining(message) }]);
      expect(await kept('downloads')).toEqual([]);
    } finally { await api.stop(); }
  });

});

describe("files of the server's own", () => {
  test('stay until the last data set that names them is deleted, also when the home is reached through a link', async () => {
    const home = graph.config.home, real = await mkdtemp(join(tmpdir(), 'rungraph-home-'));
    await rename(home, join(real, 'home'));
    await symlink(join(real, 'home'), home);
    const { data: { uploadDataset: first } } = await graph.run('mutation($csv: String!) { uploadDataset(input: {csv: $csv, classColumn: "class"}) { id number } }', { csv: CSV });
    const [{ train_file: file }] = await filesOf(first.number);
    const { data: { createDataset: second } } = await create({ trainPath: file });
    await remove(first.id);
    expect(await kept('uploads')).toHaveLength(1);
    await remove(second.id);
    expect(await kept('uploads')).toEqual([]);
  });

  test.each([[{}, 'upload.csv is empty'], [{ name: '$& mine' }, '$& mine.csv is empty']])('are called as their sender calls them: %j', async (names, message) => {
    const { errors } = await graph.run('mutation($input: UploadDatasetInput!) { uploadDataset(input: $input) { id } }', { input: { csv: '', classColumn: 'class', ...names } });
    expect(errors![0]!.message).toContain(message);
  });

  test("somebody else's file is not deleted with its data set", async () => {
    await writeFile(join(graph.folder, 'mine.csv'), CSV);
    const { data: { createDataset: made } } = await create({ trainPath: 'mine.csv' });
    await remove(made.id);
    expect(await readFile(join(graph.folder, 'mine.csv'), 'utf8')).toBe(CSV);
  });

  test('are swept when a server died before a row named them, or after it was deleted; files of another database are not', async () => {
    const upload = async () => (await graph.run('mutation($csv: String!) { uploadDataset(input: {csv: $csv, classColumn: "class"}) { id number } }', { csv: CSV })).data.uploadDataset;
    const [named, lost] = [await upload(), await upload()];
    const fetched = (await create({ trainPath: `${origin}/x.csv` })).data.createDataset;
    const nameOf = async ({ number }: { number: number }) => basename((await filesOf(number))[0].train_file);
    const names = { named: await nameOf(named), lost: await nameOf(lost), fetched: await nameOf(fetched), elsewhere: `${randomUUID()}.csv`, part: `${randomUUID()}.csv.part` };
    for (const { number } of [lost, fetched]) await graph.db.query('delete from dataset where id = $1', [number]);
    for (const name of [names.elsewhere, names.part]) for (const folder of ['uploads', 'downloads']) await writeFile(join(graph.config.home, folder, name), 'a');
    const sweep = (hours: number) => sweepDatasetFiles(queryOf(graph.db), graph.config.home, { now: Date.now() + hours * 3_600_000 });
    expect(await sweep(0.9)).toBe(0);
    expect(await sweep(1.1)).toBe(4);
    expect([(await kept('uploads')).toSorted(), await kept('downloads')]).toEqual([[names.named, names.elsewhere].toSorted(), [names.elsewhere]]);
    await remove(named.id);
  });
});
