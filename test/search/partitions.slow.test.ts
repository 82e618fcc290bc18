import { readFileSync } from 'node:fs';
import { enumeratePartitions, loadMethods, type Partition, type Tunable } from '../../src/graphs/automl/search/methods';
import { TrialFailure, type TrainResult } from '../../src/engine';
import { startTrials, writeBundledData } from '../python/trial-process';

/** The partitions that cannot be trained, and why. */
const CANNOT = {
  'gp kernel=exp_sine_squared periodicity=0': 'ValueError: A periodicity of 0 is undefined: the distance is divided by it.',
};

const trials = startTrials();
afterAll(() => trials.end());

const nameOf = ({ method, categoricals }: Partition) => [method, ...categoricals.map(([name, value]) => `${name}=${value}`)].join(' ');

/** The middle of a logarithmic range, and a tenth into any other one: below the learning rates at which networks diverge. */
function pointOf({ type, low, high }: Tunable): number {
  const value = type.endsWith('_EXP') ? Math.sqrt(low * high) : low * 0.9 + high * 0.1;
  return type.startsWith('INT') ? Math.round(value) : value;
}

test('each of the 140 partitions trains half of iris once, or is listed here with the reason', async () => {
  const [header, ...rows] = readFileSync((await writeBundledData(trials.folder)).iris, 'utf8').trim().split('\n');
  const iris = trials.file('some.csv', [header, ...rows.filter((_, i) => i % 2)].join('\n'));
  const methods = loadMethods();
  const partitions = methods.names.flatMap((name) => enumeratePartitions(methods.get(name)));
  expect(new Set(partitions.map(nameOf)).size).toBe(140);
  const failed: Record<string, string> = {};
  for (const partition of partitions) {
    const hyperparameters = Object.fromEntries([...partition.tunables.map((tunable) => [tunable.name, pointOf(tunable)]), ...partition.categoricals, ...partition.constants]);
    try {
      const found = await trials.python.request<TrainResult>('train', {
        dataset: { key: 'iris', trainPath: iris, testPath: null, classColumn: 'class' }, method: { name: partition.method, class: partition.class },
        hyperparameters, metric: 'F1', seed: 1, modelPath: null, metricsPath: null,
      });
      expect([nameOf(partition), found.cv, found.test]).toEqual([nameOf(partition), expect.stringMatching(/^[01]\.\d{10}$/), expect.stringMatching(/^[01]\.\d{10}$/)]);
    } catch (error) {
      if (!(error instanceof TrialFailure)) throw error;
      failed[nameOf(partition)] = error.message;
    }
  }
  expect(failed).toEqual(CANNOT);
}, 180_000);
