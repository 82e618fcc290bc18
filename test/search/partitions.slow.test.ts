import { readFileSync } from 'node:fs';
import { enumeratePartitions, loadMethods, type Partition, type Tunable } from '../../src/graphs/automl/search/methods';
import { TrialFailure, type TrainResult } from '../../src/engine';
import { startTrials, writeBundledData } from '../python/trial-process';

/** The partitions that cannot be trained, and why. */
const CANNOT = {
  'gp kernel=exp_sine_squared periodicity=0': expect.stringContaining('A periodicity of 0 is undefined'),
  // A sine of the distance is a covariance in one dimension only; iris has four.
  'gp kernel=exp_sine_squared periodicity=1': expect.stringContaining('not positive definite'),
};

const trials = startTrials();
afterAll(() => trials.end());

const nameOf = ({ method, categoricals }: Partition) => [method, ...categoricals.map(([name, value]) => `${name}=${value}`)].join(' ');

/** The middle of a logarithmic range, and a tenth into any other one: below the learning rates at which networks diverge. */
function pointOf({ type, low, high }: Tunable): number {
  const value = type.endsWith('_EXP') ? Math.sqrt(low * high) : low * 0.9 + high * 0.1;
  return type.startsWith('INT') ? Math.round(value) : value;
}

let file: (columns: number[]) => string;
beforeAll(async () => {
  const rows = readFileSync((await writeBundledData(trials.folder)).iris, 'utf8').trim().split('\n').map((line) => line.split(','));
  // Every second row: it is many trials, and each of them is to be quick.
  const kept = rows.filter((_, i) => i % 2 === 0);
  file = (columns) => trials.file(`iris-${columns.join('')}.csv`, kept.map((cells) => [...columns, 4].map((column) => cells[column]).join(',')).join('\n'));
});

const train = (partition: Partition, trainPath: string) => trials.python.request<TrainResult>('train', {
  dataset: { key: trainPath, trainPath, testPath: null, classColumn: 'class' }, method: { name: partition.method, class: partition.class },
  hyperparameters: Object.fromEntries([...partition.tunables.map((tunable) => [tunable.name, pointOf(tunable)]), ...partition.categoricals, ...partition.constants]),
  metric: 'F1', seed: 1, modelPath: null, metricsPath: null,
});
const decimal = expect.stringMatching(/^[01]\.\d{10}$/);
const methods = loadMethods();
const partitions = methods.names.flatMap((name) => enumeratePartitions(methods.get(name)));

test('each of the 140 partitions trains once, or is listed here with the reason', async () => {
  expect(new Set(partitions.map(nameOf)).size).toBe(140);
  const iris = file([0, 1, 2, 3]);
  const failed: Record<string, string> = {};
  for (const partition of partitions) {
    try {
      const { cv, test } = await train(partition, iris);
      expect([nameOf(partition), cv, test]).toEqual([nameOf(partition), decimal, decimal]);
    } catch (error) {
      if (!(error instanceof TrialFailure)) throw error;
      failed[nameOf(partition)] = error.message;
    }
  }
  expect(failed).toEqual(CANNOT);
}, 240_000);

test('the periodic kernel trains a data set with one feature', async () => {
  expect(await train(partitions.find((partition) => nameOf(partition) === 'gp kernel=exp_sine_squared periodicity=1')!, file([2]))).toMatchObject({ cv: decimal, test: decimal });
});
