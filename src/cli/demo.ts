import { join } from 'node:path';
import { openArtefacts } from '../artefacts';
import type { Config } from '../core/config';
import { createLogger } from '../core/logger';
import { exampleData } from './example-data';
import { GraphClient } from './graph-client';
import { LiveBar } from './live-bar';
import { serve, type Serving } from './server';
import { stopOnSignal } from './signals';
import { followDatarun } from './watch/datarun';
import { textView } from './watch/text';

type Print = (line: string) => void;

const LEADERS = `query($id: ID!) { datarun(id: $id) { errorMessage leaderboard(first: 5) { id cvJudgmentMetric cvJudgmentMetricStdev testJudgmentMetric modelLocation modelUrl hyperpartition { method } hyperparameters { name value } } } }`;

/** The main job from end to end, over the same sockets that every client uses. */
export async function demo(config: Config, { exit, trials }: { exit: boolean; trials: number }, print: Print): Promise<void> {
  const log = createLogger(config.logLevel, 'demo', config);
  const [csv] = await exampleData(config, join(config.startedIn, 'demos'), ['breast_cancer']);
  print(`Data set: ${csv} (scikit-learn's breast-cancer data)`);
  const told = stopOnSignal(log).then(() => 'told' as const);
  const serving = await serveSomewhere(config, log, print);
  const showModel = async ({ modelUrl, modelLocation }: { modelUrl: string; modelLocation: string }, run: string) => {
    const token = config.auth === 'token' ? ` -H "Authorization: Bearer $(cat '${join(config.home, 'token')}')"` : '';
    // With --exit there is nobody to ask any more, but the file stays.
    const file = exit ? await openArtefacts(config).localFile(modelLocation) : 'best.model';
    print(`\nThe best model in Python (any environment with scikit-learn and pandas):`);
    if (!exit) print(`  curl -o best.model${token} ${serving.url}${modelUrl}`);
    print(`  import joblib, pandas as pd
  model = joblib.load(${JSON.stringify(file)})
  print(model.predict(pd.read_csv(${JSON.stringify(csv)}).drop(columns="class")))`);
    if (!exit) print(`Or on this server:\n  curl${token} -H 'Content-Type: text/csv' --data-binary @${csv} ${serving.url}/api/dataruns/${run.replace('dr_', '')}/predict`);
    print('');
  };
  const search = async () => {
    const graph = new GraphClient(serving.url, serving.token);
    const { createDataset: dataset } = await graph.request('mutation($input: CreateDatasetInput!) { createDataset(input: $input) { id nExamples kClasses } }', { input: { trainPath: csv, classColumn: 'class', name: 'breast_cancer' } });
    print(`  ${dataset.nExamples} rows, ${dataset.kClasses} classes; searching ${trials} classifiers (logreg, dt, knn) with ${config.workers} workers`);
    const { startDatarun: [run] } = await graph.request('mutation($input: StartDatarunInput!) { startDatarun(input: $input) { id } }', { input: { datasetId: dataset.id, budget: trials } });
    const bar = new LiveBar(process.stdout);
    await followDatarun(graph, run.id, textView(bar)).finally(() => { bar.end(); return graph.dispose(); });
    const { datarun } = await graph.request(LEADERS, { id: run.id });
    if (!datarun.leaderboard.length) throw new Error(`No classifier was completed: ${datarun.errorMessage}`);
    showLeaders(datarun.leaderboard, print);
    await showModel(datarun.leaderboard[0], run.id);
  };
  try {
    const searching = search();
    searching.catch(() => {});   // heard by the race, unless the signal has won it
    if (await Promise.race([searching, told]) === 'told') {
      await serving.stop();
      process.exit();   // the subscription would go on looking for the server
    }
    if (exit) return;
    print(`Rungraph stays up. GraphiQL: ${serving.url}/graphql   documentation: ${serving.url}/   (Ctrl-C ends it)`);
    await told;
  } finally {
    await serving.stop();
  }
}

async function serveSomewhere(config: Config, log: ReturnType<typeof createLogger>, print: Print): Promise<Serving> {
  try {
    return await serve(config, log);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    print(`Port ${config.port} is in use; taking a free one.`);
    return serve({ ...config, port: 0 }, log);
  }
}

function showLeaders(leaders: any[], print: Print): void {
  print('\nLeaderboard (F1, 5-fold cross-validation)');
  leaders.forEach((c, i) => {
    const values = c.hyperparameters.filter(({ name }: any) => !name.startsWith('_')).map(({ name, value }: any) => `${name}=${typeof value === 'number' ? Number(value.toPrecision(4)) : value}`).join(' ');
    print(`  ${i + 1}. ${c.cvJudgmentMetric} +- ${c.cvJudgmentMetricStdev}  test ${c.testJudgmentMetric}  ${c.hyperpartition.method.padEnd(6)} ${values}`);
  });
}
