import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openArtefacts } from '../../src/artefacts';
import { queryOf } from '../../src/database/data-source';
import { artefactsOf, classifierNumberOf } from '../../src/graphs/automl/classifier/artefacts';
import { sweepArtefacts } from '../../src/graphs/automl/classifier/artefact-sweep';
import { automlGraph, seedRows, type AutomlGraph } from '../support/automl';
import { outsideFolder } from '../support/outside';

const HOUR = 3_600_000;
let graph: AutomlGraph, store: string;
beforeAll(async () => {
  graph = await automlGraph();
  store = join(graph.config.home, 'artefacts');
  await seedRows(graph, { datasets: 2, dataruns: 2, partitions: 1, classifiers: 3 });   // classifiers 1 to 12, three a run
  const numbers = (await graph.db.query('select id from classifier order by id')).map((row: any) => row.id);
  expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  for (const number of numbers) {
    const { modelLocation, metricsLocation } = artefactsOf('d', number);
    await graph.db.query('update classifier set model_location = $2, metrics_location = $3 where id = $1', [number, modelLocation, metricsLocation]);
    for (const location of [modelLocation, metricsLocation]) await put(location);
  }
});
afterAll(() => graph.close());

async function put(location: string): Promise<void> {
  await mkdir(dirname(join(store, location)), { recursive: true });
  await writeFile(join(store, location), location);
}
const list = async (folder: string) => (await readdir(join(store, folder))).toSorted();
const sweep = (hours: number) => sweepArtefacts(queryOf(graph.db), openArtefacts(graph.config), { trialSeconds: 7200, now: Date.now() + hours * HOUR });
const numbersIn = async (folder: string) => (await list(folder)).map((name) => classifierNumberOf(`${folder}/${name}`));

describe('places in the artefact store', () => {
  test.each([['iris', 1, 'iris-00000001'], ['../../x y_z-1é', 255, 'x y_z-1-000000ff'], ['', 2 ** 31 - 1, '-7fffffff']])('of %j %i', (name, number, stem) => {
    const places = artefactsOf(name, number);
    expect(places).toEqual({ modelLocation: `models/${stem}.model`, metricsLocation: `metrics/${stem}.metric` });
    expect(Object.values(places).map(classifierNumberOf)).toEqual([number, number]);
  });

  test.each(['models/x-00000001.metric', 'models/x-00000001.model.1.part', 'models/x.model', 'models/../x-00000001.model', '../models/x-00000001.model', 'other/x-00000001.model', 'models/x-0000001.model', ''])(
    '%j is none', (location) => expect(classifierNumberOf(location)).toBeNull());

  test('only files inside it are artefacts, by their real paths', async () => {
    const outside = join(await outsideFolder(), 'secret');
    await writeFile(outside, 'secret');
    await mkdir(join(store, 'odd'), { recursive: true });
    await symlink(outside, join(store, 'odd/link.model'));
    await symlink(dirname(outside), join(store, 'odd/folder'));
    for (const location of ['odd/link.model', 'odd/folder/secret', '../token', outside, '..', '.', '', 'models/absent']) expect([location, await openArtefacts(graph.config).localFile(location)]).toEqual([location, null]);
    expect(await openArtefacts(graph.config).localFile('models/d-00000001.model')).toBe(join(store, 'models/d-00000001.model'));
  });
});

describe('artefacts', () => {
  test('go with their datarun, after its deletion was committed', async () => {
    await graph.db.query(`update datarun set status = 'RUNNING' where id = 1`);
    expect((await graph.run('mutation { deleteDatarun(id: "dr_1") { id } }')).errors).toHaveLength(1);
    expect(await list('models')).toHaveLength(12);
    expect((await graph.run('mutation { deleteDatarun(id: "dr_1", force: true) { id } }')).errors).toBeUndefined();
    for (const folder of ['models', 'metrics']) expect(await numbersIn(folder)).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  test('go with their data set; a file that is gone already is no fault', async () => {
    await graph.db.query(`update classifier set model_location = '../../keep' where id = 4`);
    await writeFile(join(graph.folder, 'keep'), 'not an artefact');
    expect((await graph.run('mutation { deleteDataset(id: "ds_1") { id } }')).errors).toBeUndefined();
    expect(await numbersIn('metrics')).toEqual([7, 8, 9, 10, 11, 12]);
    expect(await numbersIn('models')).toEqual([4, 7, 8, 9, 10, 11, 12]);
    expect(await readdir(graph.folder)).toContain('keep');
  });

  test('that nobody names are swept when they are old, whatever the size of the folder', async () => {
    await graph.db.query(`update classifier set status = 'RUNNING', model_location = null, metrics_location = null where id = 8`);
    await graph.db.query(`update classifier set status = 'ERRORED', model_location = null, metrics_location = null where id = 9`);
    // Of the deleted runs there are also more than one batch.
    for (let i = 0; i < 1200; i++) await put(`models/${i}-00000002.model`);
    for (const location of ['models/renamed-00000007.model', 'models/d-0000000d.model', 'models/by hand.txt']) await put(location);
    for (const location of ['tmp/a.model', 'tmp/a.model.77.part']) await put(location);
    await mkdir(join(store, 'tmp/folder'));

    expect(await sweep(0)).toBe(0);
    expect(await list('models')).toHaveLength(1210);
    // d-4 (deleted), the 1,200, the other name of 7, and 9, which ended without a model; 13 has never been given out here.
    expect(await sweep(1.1)).toBe(1 + 1200 + 1 + 1 + 1);
    expect(await list('models')).toEqual(['by hand.txt', ...[7, 8, 10, 11, 12, 13].map((number) => `d-${number.toString(16).padStart(8, '0')}.model`)].toSorted());
    expect(await numbersIn('metrics')).toEqual([7, 8, 10, 11, 12]);
    expect(await list('tmp')).toEqual(['a.model', 'a.model.77.part', 'folder']);
    expect(await sweep(2.1)).toBe(2);
    expect(await list('tmp')).toEqual(['folder']);
  });

  test('of another database are not swept, nor is anything once the server ends', async () => {
    const other = await automlGraph();
    try {
      expect(await sweepArtefacts(queryOf(other.db), openArtefacts(graph.config), { trialSeconds: 7200, now: Date.now() + 3 * HOUR })).toBe(0);
      expect(await sweepArtefacts(queryOf(other.db), openArtefacts(other.config), { trialSeconds: 7200 })).toBe(0);
    } finally { await other.close(); }
    await put('tmp/b.model');
    expect(await sweepArtefacts(queryOf(graph.db), openArtefacts(graph.config), { trialSeconds: 7200, now: Date.now() + 3 * HOUR, signal: AbortSignal.abort() })).toBe(0);
  });
});
