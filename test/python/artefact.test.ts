import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PredictRequest, PredictResult, TrainRequest, TrainResult } from '../../src/engine';
import { csv, failureOf, plainPython, startTrials, writeBundledData } from './trial-process';

const trials = startTrials();
let data: { iris: string; cancer: string };
beforeAll(async () => { data = await writeBundledData(trials.folder); });
afterAll(() => trials.end());

const models = join(trials.folder, 'models');
async function train(trainPath: string, path: string, hyperparameters: object): Promise<TrainResult & { modelPath: string; modelSha256: string }> {
  const modelPath = join(models, `${path}.joblib`);
  const request: TrainRequest = {
    dataset: { key: 'k', trainPath, testPath: null, classColumn: 'class' }, method: { name: 'm', class: `sklearn.${path}` },
    hyperparameters: { ...hyperparameters }, metric: 'F1', seed: 1, modelPath, metricsPath: null,
  };
  return { ...await trials.python.request<TrainResult & { modelSha256: string }>('train', request), modelPath };
}
const predict = (model: { modelPath: string; modelSha256: string }, what: Partial<PredictRequest>) =>
  trials.python.request<PredictResult>('predict', { modelPath: model.modelPath, sha256: model.modelSha256, ...what });

const loading = `
import json, sys, joblib, pandas as pd
for path, csv in zip(sys.argv[1::2], sys.argv[2::2]):
    model = joblib.load(path)
    print(json.dumps(model.predict(pd.read_csv(csv).drop(columns="class")).tolist()))
assert not [name for name in sys.modules if name.startswith("rungraph")]
`;

test('models load in plain scikit-learn, take the file and answer its labels', async () => {
  const made = [
    { name: 'iris', model: await train(data.iris, 'linear_model.LogisticRegression', { _scale: true, penalty: 'l2' }) },
    { name: 'cancer', model: await train(data.cancer, 'tree.DecisionTreeClassifier', { max_depth: 3 }) },
    { name: 'iris', model: await train(data.iris, 'linear_model.PassiveAggressiveClassifier', { _scale: true, C: 0.1 }) },
  ] as const;
  expect(readdirSync(models).filter((each) => !each.endsWith('.joblib'))).toEqual([]);
  const printed = await plainPython(loading, ...made.flatMap(({ name, model }) => [model.modelPath, data[name]]));
  for (const [i, line] of printed.trim().split('\n').entries()) {
    const { name, model } = made[i];
    const file = readFileSync(model.modelPath);
    expect([model.modelSha256, model.modelBytes]).toEqual([createHash('sha256').update(file).digest('hex'), file.length]);
    const plain = JSON.parse(line) as (string | number)[];
    const content = readFileSync(data[name], 'utf8');
    const truth = content.trim().split('\n').slice(1).map((row) => row.split(',').at(-1));
    expect(plain.filter((label, row) => String(label) === truth[row]).length / truth.length).toBeGreaterThan(0.8);
    expect((await predict(model, { csv: content })).labels).toEqual(plain);
  }
});

describe('a model of mixed columns', () => {
  let model: TrainResult & { modelPath: string; modelSha256: string };
  beforeAll(async () => {
    const path = trials.file('mixed.csv', csv('n,colour,flag,class', 80, (i) => `${i % 9},${i % 2 ? 'red' : 'blue'},${i % 3 ? 'True' : 'False'},${i % 2 === 1}`));
    model = await train(path, 'ensemble.RandomForestClassifier', { n_estimators: 10 });
  });

  test('rows: labels are booleans again, probabilities are in the order of the classes', async () => {
    const found = await predict(model, { rows: [{ colour: 'red', n: 3, flag: true, ignored: 1 }, { n: 3.5, colour: 'blue', flag: false }] });
    expect(found).toMatchObject({ labels: [true, false], classes: [false, true] });
    for (const row of found.probabilities as number[][]) expect(row[0] + row[1]).toBeCloseTo(1, 9);
    expect((found.probabilities as number[][])[0][1]).toBeGreaterThan(0.5);
  });

  test('CSV text, and a category that training never saw', async () => {
    expect((await predict(model, { csv: 'flag,colour,n\nTrue,red,1\nFalse,violet,2\n' })).labels).toHaveLength(2);
  });

  test('CSV text with a byte order mark for a model of one column', async () => {
    const one = await train(trials.file('one.csv', csv('n,class', 60, (i) => `${i},${i < 30 ? 'low' : 'high'}`)), 'naive_bayes.GaussianNB', {});
    expect((await predict(one, { csv: '\ufeffn\n2\n58\n' })).labels).toEqual(['low', 'high']);
  });

  test('a CSV text that cannot be read, in a sentence', async () => {
    expect((await failureOf(predict(model, { csv: 'n;flag\n1;2\n' }))).message).toBe('The values of the CSV text are separated by semicolons; save it with commas.');
    expect((await failureOf(predict(model, { csv: 'n,flag\n1\n' }))).message).toMatch(/^The CSV text, line 2: 1 value/);
  });

  test('no probabilities where the classifier has none', async () => {
    const distances = await train(data.iris, 'linear_model.SGDClassifier', { _scale: true, loss: 'hinge' });
    expect((await predict(distances, { csv: readFileSync(data.iris, 'utf8') })).probabilities).toBeNull();
  });

  test.each([
    ['a column is missing', { rows: [{ n: 1, flag: true }] }, /1 of the model's 3 columns are missing, the first is 'colour'/],
    ['text for a number', { rows: [{ n: 1, colour: 'red', flag: true }, { n: 'many', colour: 'red', flag: true }] }, /'n' needs a number in row 2/],
    ['an infinite number', { csv: 'n,colour,flag\ninf,red,True\n' }, /'n' needs a number in row 1/],
    ['a gap', { rows: [{ n: null, colour: 'red', flag: true }] }, /'n' has no value in row 1/],
    ['a list for a number', { rows: [{ n: 1, colour: 'red', flag: true }, { n: [1], colour: 'red', flag: true }] }, /'n' needs a single value in row 2/],
    ['an object for a text', { rows: [{ n: 1, colour: { r: 255 }, flag: true }] }, /'colour' needs a single value in row 1/],
    ['a number that no tree can keep', { rows: [{ n: 1e39, colour: 'red', flag: true }] }, /'n' needs a number in row 1/],
    ['nothing', {}, /needs either rows/],
    ['no rows', { rows: [] }, /needs either rows/],
    ['a header only', { csv: 'n,colour,flag\n' }, /There are no rows to predict/],
    ['rows that are not objects', { rows: [1] as unknown as PredictRequest['rows'] }, /needs either rows/],
    ['ragged CSV', { csv: 'n,colour,flag\n1,red\n' }, /line 2: 2 values, but the header has 3/],
  ] as const)('%s', async (_, what, message) => {
    const failure = await failureOf(predict(model, what as Partial<PredictRequest>));
    expect([failure.kind, failure.message]).toEqual(['BAD_INPUT', expect.stringMatching(message)]);
  });

  test('rows that each name other columns make no table of them all', async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => ({ n: i, colour: 'red', flag: true, ...Object.fromEntries(Array.from({ length: 20 }, (__, k) => [`extra ${i} ${k}`, 1])) }));
    expect((await predict(model, { rows })).labels).toHaveLength(3000);
    expect(await failureOf(predict(model, { rows, maxRows: 2999 }))).toMatchObject({ kind: 'TOO_MUCH', message: 'There are 3000 rows; 2999 can be predicted at a time.' });
    expect(await failureOf(predict(model, { rows, maxRows: 3000, maxValues: 5999 }))).toMatchObject({ kind: 'TOO_MUCH', message: 'There are 3000 rows and the model has 2 classes; 2999 rows can be predicted at a time.' });
  });

  test('a file that has changed is not loaded', async () => {
    const other = await train(data.iris, 'naive_bayes.GaussianNB', {});
    // Also not when it is in memory already.
    await predict(other, { csv: readFileSync(data.iris, 'utf8') });
    appendFileSync(other.modelPath, 'x');
    expect(await failureOf(predict(other, { rows: [{}] }))).toMatchObject({ kind: 'BAD_MODEL', message: expect.stringContaining('has changed') });
    expect(await failureOf(predict({ ...model, modelPath: join(models, 'gone.joblib') }, { rows: [{}] }))).toMatchObject({ kind: 'BAD_MODEL' });
  });
});
