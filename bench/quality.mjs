// How good the best classifier of 30 trials is, for each selector and each tuner, against random search and a default random forest.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { partitionsOf, search, startPython, Trials } from './quality/searching.mjs';
import { project } from './support/processes.mjs';
import { machine, printTable } from './table.mjs';

const BUDGET = 30;
const SELECTORS = ['UNIFORM', 'UCB1', 'BESTK', 'BESTKVEL', 'PUREBESTKVEL', 'RECENTK', 'RECENTKVEL', 'HIERALG'];
const TUNERS = ['UNIFORM', 'GP', 'GP_EI', 'GP_EIVEL', 'GCP', 'GCP_EI'];
/** Few enough partitions that 30 trials try each more than twice: until then the bandits have nothing to go by. */
const SELECTED = partitionsOf(['logreg', 'dt', 'bnb']);
/** With a single partition, the tuner alone decides. */
const TUNED = [partitionsOf(['logreg'])[0], partitionsOf(['dt'])[0]];
const FOREST = { method: 'rf', class: 'sklearn.ensemble.RandomForestClassifier', categoricals: [], constants: [], tunables: [] };
const python = process.env.RUNGRAPH_PYTHON || join(project, '.venv/bin/python');

export async function run(args) {
  const { values } = parseArgs({ args, options: { quick: { type: 'boolean', default: false }, seeds: { type: 'string' } } });
  const seeds = Number(values.seeds ?? (values.quick ? 2 : 10));
  const folder = mkdtempSync(join(tmpdir(), 'rungraph-quality-'));
  const lanes = Array.from({ length: availableParallelism() }, startPython);
  try {
    const paths = dataSets(folder).slice(0, values.quick ? 3 : undefined);
    const began = performance.now();
    const work = paths.flatMap((path) => {
      const trials = new Trials(path);
      return Array.from({ length: seeds }, (_, seed) => ({ name: basename(path, '.csv'), trials, seed }));
    });
    const results = [];
    await Promise.all(lanes.map(async (lane) => {
      for (let next = work.shift(); next; next = work.shift()) {
        results.push(...await searchAll(lane, next));
        if (process.stderr.isTTY) process.stderr.write(`\r${work.length} of ${paths.length * seeds} to do `);
      }
    }));
    const title = `${paths.map((path) => basename(path, '.csv')).join(', ')}; ${seeds} seeds, ${BUDGET} trials, metric F1; 0 is the mean of a single random trial, 1 the best that anything found`;
    report(`quality of selectors (tuner UNIFORM, ${SELECTED.length} partitions of logreg, dt and bnb): ${title}; ${((performance.now() - began) / 60_000).toFixed(1)} min on ${machine()}`, 'selector', results.filter(({ kind }) => kind === 'selector'));
    report(`quality of tuners (one partition each of logreg and dt): ${title}`, 'tuner', results.filter(({ kind }) => kind === 'tuner'));
  } finally {
    await Promise.all(lanes.map((lane) => lane.close()));
    rmSync(folder, { recursive: true });
  }
}

async function searchAll(lane, { name, trials, seed }) {
  const results = [];
  const add = (kind, problem, entry, found) => results.push({ kind, problem: `${name} ${problem}`, seed, entry, found });
  const forest = await trials.score(lane, FOREST, {});
  add('selector', '', 'a default random forest', [forest]);
  for (const selector of SELECTORS) add('selector', '', selector, await search(lane, trials, { partitions: SELECTED, selector, budget: BUDGET, seed }));
  for (const partition of TUNED) {
    for (const tuner of TUNERS) add('tuner', partition.method, tuner, await search(lane, trials, { partitions: [partition], tuner, budget: BUDGET, seed }));
  }
  return results;
}

function report(title, column, results) {
  const problems = Map.groupBy(results, ({ problem }) => problem);
  const scale = new Map([...problems].map(([problem, of]) => {
    const random = of.filter(({ entry }) => entry === 'UNIFORM').flatMap(({ found }) => found.map(({ cv }) => cv));
    return [problem, { zero: mean(random), one: Math.max(...of.flatMap(({ found }) => found.map(({ cv }) => cv))) }];
  }));
  const normalised = ({ problem, found }, trials = found.length) => {
    const { zero, one } = scale.get(problem);
    return (Math.max(...found.slice(0, trials).map(({ cv }) => cv)) - zero) / (one - zero);
  };
  const best = (found) => found.reduce((a, b) => (b.cv > a.cv ? b : a));
  printTable(title, [...Map.groupBy(results, ({ entry }) => entry)].map(([entry, of]) => {
    const scores = of.map((result) => normalised(result));
    return {
      [column]: entry === 'UNIFORM' ? 'UNIFORM (random search)' : entry,
      'normalised CV score': mean(scores).toFixed(3), '± s.e.': (deviation(scores) / Math.sqrt(scores.length)).toFixed(3),
      'after 15 trials': mean(of.map((result) => normalised(result, 15))).toFixed(3),
      'test F1 of the best': mean(of.map(({ found }) => best(found).test)).toFixed(4),
    };
  }));
}

const mean = (numbers) => numbers.reduce((a, b) => a + b, 0) / numbers.length;
const deviation = (numbers) => Math.sqrt(mean(numbers.map((n) => (n - mean(numbers)) ** 2)) * numbers.length / (numbers.length - 1));

/** Paths of CSV files with a column `class`. */
function dataSets(folder) {
  const print = (...args) => execFileSync(python, args, { cwd: folder, encoding: 'utf8', env: { PATH: process.env.PATH, PYTHONPATH: join(project, 'python') } }).trim().split('\n');
  const paths = [...print('-m', 'rungraph_demos', folder, 'breast_cancer', 'wine', 'iris', 'digits'), ...print(join(project, 'bench/quality/generated.py'), folder)];
  // A logistic regression on all of digits takes seconds, and a benchmark of thousands of trials hours.
  const digits = join(folder, 'digits.csv');
  const [header, ...rows] = readFileSync(digits, 'utf8').trim().split('\n');
  writeFileSync(digits, [header, ...rows.filter((_, i) => i % 4 === 0)].join('\n'));
  return paths;
}
