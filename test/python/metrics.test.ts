import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TrainRequest, TrainResult } from '../../src/engine';
import { csv, plainPython, root, startTrials, writeBundledData } from './trial-process';

const trials = startTrials();
let data: { iris: string; cancer: string };
beforeAll(async () => { data = await writeBundledData(trials.folder); });
afterAll(() => trials.end());

/** Every third row into a test file, so that both sides score exactly the same rows. */
function halves(path: string): [train: string, test: string] {
  const [header, ...rows] = readFileSync(path, 'utf8').trim().split('\n');
  const write = (suffix: string, keep: (i: number) => boolean) => {
    const to = path.replace('.csv', `.${suffix}.csv`);
    writeFileSync(to, [header, ...rows.filter((_, i) => keep(i)), ''].join('\n'));
    return to;
  };
  return [write('train', (i) => i % 3 !== 0), write('test', (i) => i % 3 === 0)];
}

const logistic = (trainPath: string, testPath: string | null, more: Partial<TrainRequest> = {}): TrainRequest => ({
  dataset: { key: 'k', trainPath, testPath, classColumn: 'class' }, method: { name: 'logreg', class: 'sklearn.linear_model.LogisticRegression' },
  hyperparameters: { _scale: true, C: 0.5, penalty: 'l1' }, metric: 'ACCURACY', seed: 3, modelPath: null, metricsPath: null, ...more,
});

test('all scores equal those of scikit-learn alone', async () => {
  const pairs = [halves(data.iris), halves(data.cancer)];
  const printed = await plainPython(readFileSync(join(__dirname, 'independent_scores.py'), 'utf8'), ...pairs.flat());
  for (const [i, line] of printed.trim().split('\n').entries()) {
    const expected = JSON.parse(line) as { cv: Record<string, number[]>; test: Record<string, number> };
    const found = await trials.python.request<TrainResult>('train', logistic(...pairs[i]));
    expect(Object.keys(expected.test)).toHaveLength([7, 6][i]);
    expect(found.scores).toHaveLength([7, 6][i] * 6);
    for (const { name: score, fold, value } of found.scores) {
      expect([score, fold, value]).toEqual([score, fold, expect.closeTo(fold === null ? expected.test[score] : expected.cv[score][fold], 9)]);
    }
    const folds = expected.cv.accuracy;
    const mean = folds.reduce((a, b) => a + b) / 5;
    expect(Number(found.cv)).toBeCloseTo(mean, 9);
    expect(Number(found.cvStdev)).toBeCloseTo(Math.sqrt(folds.reduce((a, b) => a + (b - mean) ** 2, 0) / 5), 9);
  }
});

test('scores of random rows, with ties and absent classes, equal those of scikit-learn', async () => {
  const worst = await plainPython(`import sys; sys.path.insert(0, sys.argv[1])\n${readFileSync(join(__dirname, 'random_scores.py'), 'utf8')}`, join(root, 'python'));
  expect(Number(worst)).toBeLessThan(1e-12);
});

test('without a test file 30% of each class are kept for the test', async () => {
  const found = await trials.python.request<TrainResult>('train', logistic(data.iris, null));
  // 45 test rows, 105 training rows in folds of 21: every accuracy is a whole number of rows.
  for (const { name, fold, value } of found.scores) {
    if (name === 'accuracy') expect((value as number) * (fold === null ? 45 : 21) % 1).toBeCloseTo(0, 6);
  }
});

test('the metrics file has every fold and, where asked for, the curves', async () => {
  const metricsPath = join(trials.folder, 'deep', 'a.metric');
  const found = await trials.python.request<TrainResult>('train', logistic(data.cancer, null, { metricsPath, curves: true }));
  const file = JSON.parse(readFileSync(metricsPath, 'utf8')) as { cv: Record<string, number>[]; test: Record<string, unknown> };
  expect(file.cv).toHaveLength(5);
  expect(file.test).toMatchObject({ roc_curve: { fprs: expect.any(Array), tprs: expect.any(Array) }, pr_curve: { precisions: expect.any(Array) } });
  for (const { name, fold, value } of found.scores) expect((fold === null ? file.test : file.cv[fold])[name]).toBe(value);
  await trials.python.request('train', logistic(data.iris, null, { metricsPath, curves: true }));
  expect(JSON.parse(readFileSync(metricsPath, 'utf8'))).toMatchObject({ test: { class_wise: { 0: { f1: expect.any(Number), roc_curve: {} }, 2: {} } } });
});

test('a score that is undefined is null, in the answer and in the file', async () => {
  // Three training rows of a class cannot be in all five folds, and a fold without them has no ROC curve.
  const trainPath = trials.file('few.csv', csv('a,class', 60, (i) => `${i % 9},${i < 4 ? 1 : 0}`));
  const metricsPath = join(trials.folder, 'nan.metric');
  const found = await trials.python.request<TrainResult>('train', logistic(trainPath, null, { metric: 'ROC_AUC', metricsPath }));
  expect(found).toMatchObject({ cv: null, cvStdev: null, muSigma: null, test: expect.stringMatching(/^\d\.\d{10}$/) });
  expect(found.scores.filter((s) => s.name === 'roc_auc' && s.value === null)).toHaveLength(2);
  expect(JSON.parse(readFileSync(metricsPath, 'utf8'))).toMatchObject({ cv: expect.arrayContaining([expect.objectContaining({ roc_auc: null })]) });
});
