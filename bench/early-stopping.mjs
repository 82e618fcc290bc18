// What earlyStopping saves: the same searches, with the same seeds, with and without it. One worker, so that the order of trials is the same too.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { withDatabase } from './support/database.mjs';
import { project, startRungraph } from './support/processes.mjs';
import { machine, median, printTable } from './table.mjs';

const METHODS = ['logreg', 'dt', 'knn', 'svm'];
/** Chance goes the same way with and without; what learns from scores may not, since it learns less from a trial that was stopped. */
const WAYS = [{ tuner: 'UNIFORM', selector: 'UNIFORM' }, { tuner: 'GP_EI', selector: 'UCB1' }];
const python = process.env.RUNGRAPH_PYTHON || join(project, '.venv/bin/python');

export async function run(args) {
  const { values } = parseArgs({ args, options: { quick: { type: 'boolean', default: false }, seeds: { type: 'string' }, budget: { type: 'string' } } });
  const seeds = Number(values.seeds ?? (values.quick ? 3 : 7)), budget = Number(values.budget ?? (values.quick ? 10 : 50));
  const folder = mkdtempSync(join(tmpdir(), 'rungraph-early-'));
  try {
    const print = (...given) => execFileSync(python, given, { cwd: folder, encoding: 'utf8', env: { PATH: process.env.PATH, PYTHONPATH: join(project, 'python') } }).trim().split('\n');
    const paths = [...print('-m', 'rungraph_demos', folder, 'breast_cancer', 'wine', 'digits'), ...print(join(project, 'bench/quality/generated.py'), folder)].slice(0, values.quick ? 1 : undefined);
    const results = await withDatabase(async ({ home, databaseUrl }) => {
      const server = await startRungraph({ databaseUrl, home, workers: 1, env: { RUNGRAPH_DATA_ROOTS: folder } });
      try { return await measureAll(server, paths, { seeds, budget }); } finally { await server.stop(); }
    });
    report(results, { seeds, budget });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measureAll({ url }, paths, { seeds, budget }) {
  const ask = async (query, variables) => {
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query, variables }) });
    const { data, errors } = await response.json();
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  };
  const search = async (input) => {
    const { startDatarun: [{ id }] } = await ask('mutation($input: StartDatarunInput!) { startDatarun(input: $input) { id } }', { input });
    for (;;) {
      const { datarun } = await ask('query($id: ID!) { datarun(id: $id) { status startedAt finishedAt bestClassifier { cvJudgmentMetric } } }', { id });
      if (!datarun.finishedAt) { await delay(100); continue; }
      if (datarun.status !== 'SUCCEEDED') throw new Error(`${id} is ${datarun.status}.`);
      return { seconds: (Date.parse(datarun.finishedAt) - Date.parse(datarun.startedAt)) / 1000, best: Number(datarun.bestClassifier.cvJudgmentMetric), ...await foldsOf(id) };
    }
  };
  /** Those that were trained, and the trials that did not get to the last one. */
  const foldsOf = async (id) => {
    let folds = 0, stopped = 0;
    for (let after = null, more = true; more;) {
      const { datarun: { classifiers: { nodes, pageInfo } } } = await ask('query($id: ID!, $after: Cursor) { datarun(id: $id) { classifiers(first: 100, after: $after) { nodes { status scores { fold } } pageInfo { hasNextPage endCursor } } } }', { id, after });
      for (const { status, scores } of nodes) {
        folds += new Set(scores.map(({ fold }) => fold).filter((fold) => fold !== null)).size;
        if (status === 'STOPPED_EARLY') stopped++;
      }
      ({ hasNextPage: more, endCursor: after } = pageInfo);
    }
    return { folds, stopped };
  };
  const results = [];
  for (const path of paths) {
    const { createDataset: { id: datasetId } } = await ask('mutation($input: CreateDatasetInput!) { createDataset(input: $input) { id } }', { input: { trainPath: path, classColumn: 'class' } });
    // The worker reads the file once.
    await search({ datasetId, methods: METHODS, budget: 2, seed: 0 });
    for (const way of WAYS) {
      const result = { data: basename(path, '.csv'), way, whole: [], early: [] };
      results.push(result);
      for (let seed = 1; seed <= seeds; seed++) {
        const input = { datasetId, methods: METHODS, budget, seed, ...way };
        // Each goes first every other time.
        for (const earlyStopping of seed % 2 ? [false, true] : [true, false]) result[earlyStopping ? 'early' : 'whole'].push(await search({ ...input, earlyStopping }));
        if (process.stderr.isTTY) process.stderr.write(`\r${result.data} ${way.tuner}, seed ${seed} of ${seeds}  `);
      }
    }
  }
  return results;
}

function report(results, { seeds, budget }) {
  const saved = (result, what) => `${(100 * median(result.early.map((one, i) => 1 - one[what] / result.whole[i][what]))).toFixed(0)} %`;
  printTable(`early-stopping: ${budget} trials of ${METHODS.join(', ')}, metric F1, one worker, without and with earlyStopping; medians of ${seeds} seeds; ${machine()}`,
    results.map((result) => {
      const of = (which, what, digits = 0) => median(result[which].map((one) => one[what])).toFixed(digits);
      return {
        'data set': result.data, 'tuner, selector': `${result.way.tuner}, ${result.way.selector}`, 'trials stopped': of('early', 'stopped'),
        'folds without': of('whole', 'folds'), 'with': of('early', 'folds'), 'saved': saved(result, 'folds'),
        's without': of('whole', 'seconds', 1), 's with': of('early', 'seconds', 1), 's saved': saved(result, 'seconds'),
        'best without': of('whole', 'best', 4), 'best with': of('early', 'best', 4),
        'same best': `${result.early.filter((one, i) => one.best === result.whole[i].best).length} of ${seeds}`,
      };
    }));
}
