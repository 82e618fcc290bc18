import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { graphql, type ExecutionResult } from 'graphql';
import { readConfig, type Config } from '../../src/core/config';
import { createLogger } from '../../src/core/logger';
import { anonymous } from '../../src/core/principal';
import { connectionOptions, queryOf } from '../../src/database/data-source';
import { openDatabase } from '../../src/database/open';
import { PythonPool, type PythonProcessOptions } from '../../src/engine';
import { pythonInterpreter } from '../../src/engine/python-path';
import { EventFeed } from '../../src/events';
import { entities } from '../../src/graphs/entities';
import { loadMethods } from '../../src/graphs/automl/search/methods';
import { pythonPredict } from '../../src/graphs/automl/prediction/python-predict';
import { pythonDescribe } from '../../src/graphs/automl/search/python-trainer';
import { trialJob } from '../../src/graphs/automl/search/trial.job';
import { gangJob } from '../../src/graphs/experiments/run/gang.job';
import { createGraph, type GraphDeps } from '../../src/graphs/graph';
import { JobQueue } from '../../src/jobs/job-queue';
import { freshDatabase } from './postgres';

export type Answer = ExecutionResult & { data: any };
export const projectFolder = join(__dirname, '..', '..');

/** The automl graph on a database, a queue, an event feed and a Python of its own, without a server around it. */
export async function automlGraph(env: Record<string, string> = {}, { under = tmpdir(), ...deps }: Pick<GraphDeps, 'mayFetchFrom'> & { under?: string } = {}) {
  const folder = await mkdtemp(join(under, 'rungraph-automl-'));
  const log = createLogger((process.env.TEST_LOG ?? 'error') as 'error', 'test');
  const config: Config = readConfig({}, { RUNGRAPH_HOME: join(folder, 'home'), ...(process.env.RUNGRAPH_PYTHON ? { RUNGRAPH_PYTHON: process.env.RUNGRAPH_PYTHON } : {}), ...env }, folder);
  const postgres = await freshDatabase();
  const statements: string[] = [];
  const db = await openDatabase(postgres.address, { entities, onStatement: (sql) => void statements.push(sql) });
  const queue = new JobQueue(postgres.address, log);
  await queue.start();
  await queue.declare(trialJob as never);
  await queue.declare(gangJob as never);
  const feed = new EventFeed({ connection: () => connectionOptions(postgres.address) as never, query: queryOf(db), log });
  await feed.start();
  const python: PythonProcessOptions = { interpreter: pythonInterpreter(config), pythonPath: join(projectFolder, 'python'), log };
  const pool = new PythonPool(python, 1);
  const graph = createGraph({ db, queue, config, methods: loadMethods(config.methodsDir), describe: pythonDescribe(pool), predict: pythonPredict(pool, log), feed, ...deps });
  return {
    folder, config, log, db, queue, feed, graph, statements, python, postgres,
    context: () => graph.contextFor(anonymous, 'test'),
    run: (source: string, variableValues: Record<string, unknown> = {}) =>
      graphql({ schema: graph.schema, source, variableValues, contextValue: graph.contextFor(anonymous, 'test') }) as Promise<Answer>,
    async close() {
      await pool.close();
      await feed.stop();
      await queue.stop(1);
      await db.destroy();
      await postgres.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
export type AutomlGraph = Awaited<ReturnType<typeof automlGraph>>;

/** Inserts rows without running anything: data sets with dataruns, partitions and complete classifiers. */
export async function seedRows({ db }: Pick<AutomlGraph, 'db'>, counts: { datasets: number; dataruns: number; partitions: number; classifiers: number }): Promise<void> {
  const { datasets, dataruns, partitions, classifiers } = counts;
  await db.query(`insert into dataset (name, class_column, train_path, train_file, n_examples, k_classes, d_features, majority, size_kb)
    select 'd' || i, 'class', 'd' || i || '.csv', '/nowhere/d' || i || '.csv', 100, 2, 4, 0.5, 1 from generate_series(1, $1::int) i`, [datasets]);
  await db.query(`insert into datarun (dataset_id, description, priority, selector, tuner, metric, score_target, k_window, r_minimum, gridding, budget_type, budget, methods, search_seed, status, trials_done)
    select d.id, 'uniform__uniform', 1, 'UNIFORM', 'UNIFORM', 'F1', 'CV', 3, 2, 0, 'CLASSIFIER', $2::int, '{dt}', 1, 'SUCCEEDED', $2::int from dataset d, generate_series(1, $1::int) order by d.id`, [dataruns, classifiers]);
  await db.query(`insert into hyperpartition (datarun_id, method, class_path, status, categoricals, constants, tunables)
    select r.id, 'dt', 'sklearn.tree.DecisionTreeClassifier', 'INCOMPLETE', '[{"name":"criterion","value":"gini"}]', '[]', '[{"name":"max_depth","type":"INT","low":2,"high":10}]' from datarun r, generate_series(1, $1::int) order by r.id`, [partitions]);
  await db.query(`insert into classifier (datarun_id, hyperpartition_id, slot, host, status, hyperparameters, cv_judgment_metric, cv_judgment_metric_stdev, test_judgment_metric, mu_sigma, finished_at)
    select h.datarun_id, h.id, (row_number() over (partition by h.datarun_id order by h.id, i))::int, 'host', 'COMPLETE', '[{"name":"max_depth","value":3}]', (h.id * 7919 + i * 104729) % 1000 / 1000.0, 0.01, 0.5, 0.4, clock_timestamp()
    from hyperpartition h, generate_series(1, $1::int) i order by h.id`, [Math.ceil(classifiers / Math.max(1, partitions))]);
}
