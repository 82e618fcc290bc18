// The search as a worker does it (src/graphs/automl/search/choice.ts), without the database: one trial after the other.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { dist, project } from '../support/processes.mjs';

const require = createRequire(import.meta.url);
const { PythonProcess } = require(join(dist, 'engine/index.js'));
const { pythonInterpreter } = require(join(dist, 'engine/python-path.js'));
const { createLogger } = require(join(dist, 'core/logger.js'));
const { selectArm } = require(join(dist, 'graphs/automl/search/selectors/index.js'));
const { randomFor, seedFor } = require(join(dist, 'graphs/automl/search/random.js'));
const { enumeratePartitions, loadMethods } = require(join(dist, 'graphs/automl/search/methods.js'));

const methods = loadMethods();
export const partitionsOf = (names) => names.flatMap((name) => enumeratePartitions(methods.get(name)));

export const startPython = () => new PythonProcess({
  interpreter: pythonInterpreter({ python: process.env.RUNGRAPH_PYTHON }), pythonPath: join(project, 'python'), log: createLogger('error', 'bench'),
});

/** Scores of one data set; equal points are trained once. */
export class Trials {
  #known = new Map();
  constructor(path) { this.path = path; }

  /** @returns {Promise<{cv: number, test: number} | null>} null when the trial errored */
  async score(python, partition, values) {
    const hyperparameters = { ...values, ...Object.fromEntries([...partition.categoricals, ...partition.constants]) };
    const key = JSON.stringify([partition.class, hyperparameters]);
    if (!this.#known.has(key)) this.#known.set(key, await this.#train(python, partition, hyperparameters));
    return this.#known.get(key);
  }

  async #train(python, { method, class: path }, hyperparameters) {
    try {
      const { cv, test } = await python.request('train', {
        dataset: { key: 'bench', trainPath: this.path, testPath: null, classColumn: 'class' }, method: { name: method, class: path }, hyperparameters,
        metric: 'F1', seed: 1, modelPath: null, metricsPath: null,
      });
      return { cv: Number(cv ?? 0), test: Number(test ?? 0) };
    } catch (error) {
      if (error.kind !== 'TRIAL') throw error;
      return null;
    }
  }
}

/** @returns the scores of the trials, in order; fewer than the budget when every point was tried */
export async function search(python, trials, { partitions, selector = 'UNIFORM', tuner = 'UNIFORM', budget, seed }) {
  const arms = partitions.map((partition, id) => ({ id, method: partition.method, scores: [], partition, history: [] }));
  const found = [];
  for (let slot = 0, open = arms; found.length < budget && open.length;) {
    const arm = open[selectArm(selector, open, { kWindow: 3, random: randomFor(seed, slot, 'select') })];
    const { tunables } = arm.partition;
    const answer = tunables.length ? await python.request('propose', { tuner, tunables, history: arm.history, rMinimum: 2, gridding: 0, seed: seedFor(seed, slot, 'propose') })
      : arm.history.length ? { exhausted: true } : { values: {} };
    if (answer.exhausted) {
      open = open.filter((other) => other !== arm);
      continue;
    }
    const score = await trials.score(python, arm.partition, answer.values);
    arm.history.push({ values: answer.values, score: score && score.cv });
    arm.scores.push(score ? score.cv : 0);
    found.push(score ?? { cv: 0, test: 0 });
    slot++;
  }
  return found;
}
