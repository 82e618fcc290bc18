// Trials a minute through the whole product, against a bare scikit-learn loop in as many processes that does the same work.
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { withDatabase } from './support/database.mjs';
import { project, startRungraph } from './support/processes.mjs';
import { machine, median, printTable } from './table.mjs';

/** Trees of a forest decide what a trial costs; without any it is a single decision tree. */
const SIZES = [{ about: '20 ms', trees: 0, trials: 300 }, { about: '0.3 s', trees: 33, trials: 40 }, { about: '1 s', trees: 115, trials: 16 }];
const WORKERS = 2;
const python = process.env.RUNGRAPH_PYTHON || join(project, '.venv/bin/python');

export async function run(args) {
  const { values } = parseArgs({ args, options: { rounds: { type: 'string', default: '3' } } });
  const rounds = Number(values.rounds);
  const folder = mkdtempSync(join(tmpdir(), 'rungraph-trials-'));
  try {
    execFileSync(python, ['-m', 'rungraph_demos', folder, 'breast_cancer'], { cwd: folder, env: { PATH: process.env.PATH, PYTHONPATH: join(project, 'python') } });
    mkdirSync(join(folder, 'methods'));
    for (const { trees } of SIZES) writeFileSync(join(folder, 'methods', `forest${trees}.json`), JSON.stringify(forest(trees)));
    const results = await withDatabase(async ({ home, databaseUrl }) => {
      const server = await startRungraph({ databaseUrl, home, workers: WORKERS, env: { RUNGRAPH_METHODS_DIR: join(folder, 'methods'), RUNGRAPH_DATA_ROOTS: folder } });
      try { return await measureAll(server, folder, rounds); } finally { await server.stop(); }
    });
    report(results, rounds);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** One number is tuned, and it does not change what a trial costs. */
const forest = (trees) => ({
  name: `forest${trees}`, class: trees ? 'sklearn.ensemble.RandomForestClassifier' : 'sklearn.tree.DecisionTreeClassifier',
  hyperparameters: { ...(trees && { n_estimators: { type: 'int_cat', values: [trees] } }), max_depth: { type: 'int_cat', values: [4] }, min_impurity_decrease: { type: 'float', range: [0, 1e-9] } },
  root_hyperparameters: [...(trees ? ['n_estimators'] : []), 'max_depth', 'min_impurity_decrease'], conditional_hyperparameters: {},
});

async function measureAll(server, folder, rounds) {
  const ask = async (query, variables) => {
    const response = await fetch(`${server.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query, variables }) });
    const { data, errors } = await response.json();
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  };
  const { createDataset } = await ask('mutation($p: String!) { createDataset(input: {trainPath: $p, classColumn: "class"}) { id } }', { p: join(folder, 'breast_cancer.csv') });
  const ours = async (trees, trials) => {
    const began = performance.now();
    const { startDatarun: [{ id }] } = await ask('mutation($d: ID!, $m: [String!]!, $n: Int!) { startDatarun(input: {datasetId: $d, methods: $m, budget: $n}) { id } }', { d: createDataset.id, m: [`forest${trees}`], n: trials });
    for (;;) {
      const { datarun } = await ask('query($id: ID!) { datarun(id: $id) { status startedAt finishedAt progress { done } } }', { id });
      if (datarun.finishedAt) {
        if (datarun.progress.done !== trials) throw new Error(`Only ${datarun.progress.done} of ${trials} trials are complete.`);
        // From the request to the last commit, without the wait of this loop.
        return (Date.parse(datarun.finishedAt) - (performance.timeOrigin + began)) / 1000;
      }
      await delay(100);
    }
  };
  const without = async (what, trees, trials) => Number((await promisify(execFile)(python, [join(project, 'bench/trials/bare.py'), what, join(folder, 'breast_cancer.csv'), trees, trials, WORKERS, mkdtempSync(join(folder, 'bare-'))].map(String), { cwd: folder, env: { PATH: process.env.PATH, PYTHONPATH: join(project, 'python') } })).stdout);
  while ((await ask('{ workers { alive } }')).workers.filter(({ alive }) => alive).length < WORKERS) await delay(100);
  await ours(SIZES[0].trees, 20);
  const results = SIZES.map((size) => ({ ...size, ours: [], bare: [], code: [] }));
  for (let round = 0; round < rounds; round++) {
    for (const size of results) {
      size.bare.push(await without('scikit-learn', size.trees, size.trials));
      size.code.push(await without('trial-code', size.trees, size.trials));
      size.ours.push(await ours(size.trees, size.trials));
      if (process.stderr.isTTY) process.stderr.write(`\rround ${round + 1} of ${rounds}, ${size.about}  `);
    }
  }
  return results;
}

function report(results, rounds) {
  printTable(`trials: ${WORKERS} workers against the same trials in ${WORKERS} processes of scikit-learn alone (five folds, refit, test, model and metrics file), breast_cancer; medians of ${rounds} rounds in turns; ${machine()}`,
    results.map(({ about, trials, ours, bare, code }) => {
      const each = (seconds) => (median(seconds) * WORKERS / trials * 1000).toFixed(0);
      const rate = (seconds) => (trials / median(seconds) * 60).toFixed(0);
      return {
        'a trial of about': about, 'Rungraph, trials/min': rate(ours), 'bare, trials/min': rate(bare), 'ratio': median(ours.map((seconds, i) => bare[i] / seconds)).toFixed(2),
        'Rungraph, ms a trial': each(ours), 'bare, ms': each(bare), 'our trial code alone, ms': each(code),
        'overhead, ms': (median(ours.map((seconds, i) => seconds - code[i])) * WORKERS / trials * 1000).toFixed(0),
      };
    }));
}
