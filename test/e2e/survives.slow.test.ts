import { hasEnded, product, type Product } from '../support/product';

/** Server, worker and Postgres get killed in the middle of a search. */
let rungraph: Product;
beforeAll(async () => { rungraph = await product(2); });
afterAll(() => rungraph?.stop());

test('a subscriber sees every event once, and every trial ends once, though server, worker and Postgres are killed', async () => {
  await rungraph.file('data.csv', ['a,b,c,class', ...Array.from({ length: 300 }, (_, i) => `${i % 7},${(i * 37) % 11},${(i * i) % 13},${i % 2 ? 'yes' : 'no'}`)].join('\n'));
  const { createDataset: { id: datasetId } } = await rungraph.graph('mutation { createDataset(input: {trainPath: "data.csv", classColumn: "class"}) { id } }');
  const { startDatarun: [{ id }] } = await rungraph.graph('mutation($d: ID!) { startDatarun(input: {datasetId: $d, budget: 60, seed: 3}) { id } }', { d: datasetId });
  const cursors: string[] = [], ended: string[] = [];
  const faults: [number, () => Promise<unknown>][] = [
    [8, () => rungraph.killPostgres()],
    [20, () => rungraph.killServer()],
    [30, async () => { const { workers } = await rungraph.graph('{ workers { pid alive } }'); process.kill(workers.find((w: any) => w.alive).pid, 'SIGKILL'); }],
  ];
  for await (const event of rungraph.follow(id)) {
    cursors.push(event.cursor);
    if (event.kind === 'PROGRESS') ended.push(event.classifier!.id);
    if (faults.length && ended.length >= faults[0]![0]) await faults.shift()![1]();
    if (hasEnded(event)) break;
  }
  expect(faults).toEqual([]);
  expect(new Set(cursors).size).toBe(cursors.length);
  expect(new Set(ended).size).toBe(ended.length);
  expect(ended).toHaveLength(60);
  const { datarun } = await rungraph.graph('query($id: ID!) { datarun(id: $id) { status progress { done failed running } classifiers(first: 200) { totalCount nodes { status } } } }', { id });
  expect(datarun).toMatchObject({ status: 'SUCCEEDED', classifiers: { totalCount: 60 }, progress: { running: 0 } });
  expect(datarun.progress.done + datarun.progress.failed).toBe(60);
  expect(datarun.classifiers.nodes.filter((c: any) => c.status === 'RUNNING')).toEqual([]);
}, 120_000);
