import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { automlGraph, type Answer, type AutomlGraph } from '../support/automl';
import { searched, startWorker } from '../support/worker';

const colours = ['red', 'green', 'blue'];
const rowOf = (i: number) => ({ n: i % 40, colour: colours[i % 3]!, flag: i % 2 === 0 });
const labelOf = (i: number) => (i % 40 < 20 ? 'low' : i % 3 === 0 ? 'hot' : 'high');

let graph: AutomlGraph, datasetId: string, datarunId: string, best: string, stop: () => Promise<void>;
beforeAll(async () => {
  graph = await automlGraph();
  stop = await startWorker(graph);
  const rows = Array.from({ length: 240 }, (_, i) => { const { n, colour, flag } = rowOf(i); return [n, colour, flag ? 'True' : 'False', labelOf(i)].join(','); });
  await writeFile(join(graph.folder, 'data.csv'), ['n,colour,flag,class', ...rows].join('\n'));
  datasetId = (await graph.run('mutation { createDataset(input: {trainPath: "data.csv", classColumn: "class"}) { id } }')).data.createDataset.id;
  datarunId = await searched(graph, datasetId, 'methods: ["dt"], budget: 6, seed: 3');
  best = (await graph.run('query($id: ID!) { datarun(id: $id) { bestClassifier { id } } }', { id: datarunId })).data.datarun.bestClassifier.id;
});
afterAll(async () => { await stop?.(); await graph?.close(); });

const predict = (input: object) => graph.run('mutation($input: PredictInput!) { predict(input: $input) { classifier { id datarun { id } } labels classes probabilities } }', { input });
const codeOf = ({ errors }: Answer) => errors?.map((e) => [(e.originalError as any)?.code, (e.originalError as any)?.details?.path?.join('.')]);
const modelOf = async (id: string) => (await graph.db.query('select model_location, model_sha256 from classifier where id = $1', [Number(id.split('_')[1])]))[0];

describe('a prediction', () => {
  test('by the best classifier of a datarun: labels of the file, and a probability for each class in their order', async () => {
    const { data, errors } = await predict({ datarunId, rows: [3, 33, 34].map(rowOf) });
    expect(errors).toBeUndefined();
    expect(data.predict).toMatchObject({ classifier: { id: best, datarun: { id: datarunId } }, labels: [3, 33, 34].map(labelOf), classes: ['high', 'hot', 'low'] });
    for (const [i, row] of data.predict.probabilities.entries()) {
      expect(row.reduce((a: number, b: number) => a + b)).toBeCloseTo(1, 9);
      expect(data.predict.classes[row.indexOf(Math.max(...row))]).toBe(data.predict.labels[i]);
    }
  });

  test('the same by its id, from CSV text, with other columns and in another order', async () => {
    const csv = `class,flag,extra,colour,n\n${[3, 33, 34].map((i) => ['?', rowOf(i).flag, 'x', rowOf(i).colour, rowOf(i).n].join(',')).join('\n')}\n`;
    expect((await predict({ classifierId: best, csv })).data.predict.labels).toEqual([3, 33, 34].map(labelOf));
    expect((await predict({ classifierId: best, rows: [{ ...rowOf(3), class: 'high', other: { deep: [1] } }] })).data.predict.labels).toEqual(['low']);
  });

  test('by another one than the best', async () => {
    const { data } = await graph.run('query($id: ID!) { datarun(id: $id) { leaderboard(first: 10) { id } } }', { id: datarunId });
    const last = data.datarun.leaderboard.at(-1).id;
    expect(last).not.toBe(best);
    expect((await predict({ classifierId: last, rows: [rowOf(1)] })).data.predict.classifier.id).toBe(last);
  });

  test('of 100,000 rows; one more is refused', async () => {
    const rows = Array.from({ length: 100_000 }, (_, i) => rowOf(i));
    const { data } = await predict({ classifierId: best, rows });
    expect(data.predict.labels).toHaveLength(100_000);
    expect(data.predict.labels.every((label: string, i: number) => label === data.predict.labels[i % 120])).toBe(true);
    const refused = await predict({ classifierId: best, rows: [...rows, rowOf(0)] });
    expect([codeOf(refused), refused.errors![0]!.message]).toEqual([[['LIMIT_EXCEEDED', 'input.rows']], 'There are 100001 rows; 100000 can be predicted at a time.']);
    expect(codeOf(await predict({ classifierId: best, csv: `n,colour,flag\n${'1,red,True\n'.repeat(100_001)}` }))).toEqual([['LIMIT_EXCEEDED', 'input.csv']]);
    expect(codeOf(await predict({ classifierId: best, csv: `n,colour,flag\n${'x'.repeat(16_000_000)}` }))).toEqual([['LIMIT_EXCEEDED', 'input.csv']]);
  });
});

test('no probabilities where the method has none, and labels of numbers are numbers', async () => {
  await writeFile(join(graph.folder, 'numbers.csv'), `a,b,class\n${Array.from({ length: 80 }, (_, i) => `${i % 10},${i % 7},${i % 10 < 5 ? 4 : 9}`).join('\n')}`);
  const { data: { createDataset: { id } } } = await graph.run('mutation { createDataset(input: {trainPath: "numbers.csv", classColumn: "class"}) { id } }');
  const run = await searched(graph, id, 'methods: ["pa"], budget: 2, seed: 1');
  const { data } = await predict({ datarunId: run, rows: [{ a: 0, b: 1 }, { a: 9, b: 1 }] });
  expect(data.predict).toMatchObject({ labels: [4, 9], classes: [4, 9], probabilities: null });
});

describe('what cannot be predicted', () => {
  const row = rowOf(1);
  const cases: [string, (of: { classifierId: string }) => object, string, string | undefined, RegExp][] = [
    ['neither of the two', () => ({ rows: [row] }), 'BAD_USER_INPUT', 'input.datarunId', /Give either classifierId or datarunId\./],
    ['both of the two', (of) => ({ ...of, datarunId: 'dr_1', rows: [row] }), 'BAD_USER_INPUT', 'input.datarunId', /not both/],
    ['neither rows nor csv', (of) => of, 'BAD_USER_INPUT', 'input.csv', /Give either rows or csv\./],
    ['both rows and csv', (of) => ({ ...of, rows: [row], csv: 'n\n1\n' }), 'BAD_USER_INPUT', 'input.csv', /not both/],
    ['no rows', (of) => ({ ...of, rows: [] }), 'BAD_USER_INPUT', 'input.rows', /no rows/],
    ['a row that is a list', (of) => ({ ...of, rows: [row, [1]] }), 'BAD_USER_INPUT', 'input.rows.1', /Row 2 is not an object/],
    ['a row that is a number', (of) => ({ ...of, rows: [5] }), 'BAD_USER_INPUT', 'input.rows.0', /Row 1 is not an object/],
    ['an empty row', (of) => ({ ...of, rows: [{}] }), 'BAD_USER_INPUT', 'input.rows', /3 of the model's 3 columns are missing/],
    ['a missing column', (of) => ({ ...of, rows: [{ n: 1, flag: true }] }), 'BAD_USER_INPUT', 'input.rows', /'colour'/],
    ['a column that the second row lacks', (of) => ({ ...of, rows: [row, { n: 1, flag: true }] }), 'BAD_USER_INPUT', 'input.rows', /'colour' has no value in row 2/],
    ['text for a number', (of) => ({ ...of, rows: [{ ...row, n: 'many' }] }), 'BAD_USER_INPUT', 'input.rows', /'n' needs a number in row 1/],
    ['NaN', (of) => ({ ...of, rows: [{ ...row, n: 'NaN' }] }), 'BAD_USER_INPUT', 'input.rows', /'n' needs a number in row 1/],
    ['infinity', (of) => ({ ...of, csv: 'n,colour,flag\ninf,red,True\n' }), 'BAD_USER_INPUT', 'input.csv', /'n' needs a number in row 1/],
    ['null', (of) => ({ ...of, rows: [{ ...row, n: null }] }), 'BAD_USER_INPUT', 'input.rows', /'n' has no value in row 1/],
    ['a nested value', (of) => ({ ...of, rows: [{ ...row, n: { $gt: 0 } }] }), 'BAD_USER_INPUT', 'input.rows', /single value/],
    ['empty CSV', (of) => ({ ...of, csv: '' }), 'BAD_USER_INPUT', 'input.csv', /header row/],
    ['a header only', (of) => ({ ...of, csv: 'n,colour,flag\n' }), 'BAD_USER_INPUT', 'input.csv', /no rows/],
    ['ragged CSV', (of) => ({ ...of, csv: 'n,colour,flag\n1,red\n' }), 'BAD_USER_INPUT', 'input.csv', /line 2/],
    ['a NUL character', (of) => ({ ...of, csv: 'n,colour,flag\n\0,red,True\n' }), 'BAD_USER_INPUT', 'input.csv', /./],
    ['an unknown classifier', () => ({ classifierId: 'cl_999999', rows: [row] }), 'NOT_FOUND', undefined, /cl_999999/],
    ['a malformed id', () => ({ classifierId: '../../etc/passwd', rows: [row] }), 'NOT_FOUND', undefined, /does not exist/],
    ['an unknown datarun', () => ({ datarunId: 'dr_999999', rows: [row] }), 'NOT_FOUND', undefined, /dr_999999/],
  ];
  test.each(cases)('%s', async (_, input, code, path, message) => {
    const answer = await predict(input({ classifierId: best }));
    expect([codeOf(answer), answer.errors![0]!.message]).toEqual([[[code, path]], expect.stringMatching(message)]);
  });

  test('a datarun without a complete classifier, and a classifier that errored', async () => {
    const { data: { startDatarun: [{ id }] } } = await graph.run('mutation($d: ID!) { startDatarun(input: {datasetId: $d, methods: []}) { id } }', { d: datasetId });
    expect(codeOf(await predict({ datarunId: id, rows: [row] }))).toEqual([['CONFLICT', undefined]]);
    await graph.db.query(`insert into classifier (datarun_id, hyperpartition_id, slot, host, status, hyperparameters) select datarun_id, id, 99, 'h', 'ERRORED', '[]' from hyperpartition order by id limit 1`);
    const [{ id: errored }] = await graph.db.query(`select max(id) as id from classifier`);
    const answer = await predict({ classifierId: `cl_${errored}`, rows: [row] });
    expect([codeOf(answer), answer.errors![0]!.message]).toEqual([[['CONFLICT', undefined]], `Classifier cl_${errored} has no model: it is ERRORED.`]);
  });
});

describe('a file that is not the one our worker wrote', () => {
  const python = () => graph.python.interpreter;
  /** Joblib files that make a file when they are loaded. */
  function malicious(place: string, creates: string) {
    execFileSync(python(), ['-c', 'import joblib, sys\nclass Evil:\n    def __reduce__(self): return (open, (sys.argv[2], "w"))\njoblib.dump(Evil(), sys.argv[1])', place, creates]);
  }
  const rows = [rowOf(1)];
  let file: string, kept: string, proof: string;
  beforeEach(async () => {
    const { model_location } = await modelOf(best);
    file = join(graph.config.home, 'artefacts', model_location);
    kept = join(graph.folder, 'kept.model');
    proof = join(graph.folder, 'was-loaded');
    renameSync(file, kept);
  });
  afterEach(() => {
    rmSync(file, { force: true });
    renameSync(kept, file);
    rmSync(proof, { force: true });
  });

  test('the malicious file of these tests does harm when it is loaded', () => {
    malicious(file, proof);
    execFileSync(python(), ['-c', 'import joblib, sys; joblib.load(sys.argv[1])', file]);
    expect(existsSync(proof)).toBe(true);
  });

  test('in the place of a model, also of one that is in memory: it is refused before anything of it is loaded', async () => {
    malicious(file, proof);
    const answer = await predict({ classifierId: best, rows });
    expect([codeOf(answer), answer.errors![0]!.message]).toEqual([[['CONFLICT', undefined]], expect.stringMatching(/changed since it was written, so it is not loaded/)]);
    expect(existsSync(proof)).toBe(false);
    expect(codeOf(await predict({ datarunId, rows }))).toEqual([['CONFLICT', undefined]]);
    expect(existsSync(proof)).toBe(false);
  });

  test('with one byte changed', async () => {
    const bytes = readFileSync(kept);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(file, bytes);
    expect(codeOf(await predict({ classifierId: best, rows }))).toEqual([['CONFLICT', undefined]]);
  });

  test('outside of the artefact folder it is not loaded, even where the row names it and its hash', async () => {
    const evil = join(graph.folder, 'evil.model');
    malicious(evil, proof);
    const before = await modelOf(best), number = Number(best.split('_')[1]);
    try {
      for (const location of ['../../evil.model', evil, 'models/link.model']) {
        if (location === 'models/link.model') symlinkSync(evil, join(graph.config.home, 'artefacts', location));
        await graph.db.query('update classifier set model_location = $2, model_sha256 = $3 where id = $1', [number, location, createHash('sha256').update(readFileSync(evil)).digest('hex')]);
        expect([location, codeOf(await predict({ classifierId: best, rows }))]).toEqual([location, [['CONFLICT', undefined]]]);
        expect(existsSync(proof)).toBe(false);
      }
    } finally {
      await graph.db.query('update classifier set model_location = $2, model_sha256 = $3 where id = $1', [number, before.model_location, before.model_sha256]);
    }
  });

  test('gone', async () => {
    expect((await predict({ classifierId: best, rows })).errors![0]!.message).toBe(`The model file of classifier ${best} is gone.`);
  });
});
