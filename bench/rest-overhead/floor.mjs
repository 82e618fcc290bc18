// The limit: node:http, pg and JSON.stringify of the rows as they are stored, in the original's shape: no GraphQL, no pickles, no fixed digits.
import { createServer } from 'node:http';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
const rows = async (name, text, values) => (await pool.query({ name, text, values })).rows;
const byId = (list) => new Map(list.map((row) => [row.id, row]));

const columns = {
  dataset: 'id, name, description, class_column, train_path, test_path, n_examples, k_classes, d_features, majority, size_kb',
  datarun: 'id, dataset_id, description, priority, selector, tuner, metric, score_target, k_window, r_minimum, gridding, budget_type, budget, deadline, status, started_at, finished_at',
  hyperpartition: 'id, datarun_id, method, status, categoricals, constants, tunables',
  classifier: 'id, datarun_id, hyperpartition_id, host, status, hyperparameters, cv_judgment_metric, cv_judgment_metric_stdev, test_judgment_metric, model_location, metrics_location, started_at, finished_at, error_message',
};
const one = async (table, id) => (await rows(`one ${table}`, `select ${columns[table]} from ${table} where id = $1`, [id]))[0];
const among = async (table, column, ids) => rows(`${table} by ${column}`, `select ${columns[table]} from ${table} where ${column} = any($1) order by id`, [ids]);

async function dataset(id) {
  return { ...await one('dataset', id), dataruns: await among('datarun', 'dataset_id', [id]) };
}

async function classifierPage(size) {
  const [[{ count }], page] = await Promise.all([rows('count', 'select count(*)::int from classifier', []), rows('page', `select ${columns.classifier} from classifier order by id limit $1`, [size])]);
  const [dataruns, partitions] = await Promise.all([['datarun', 'datarun_id'], ['hyperpartition', 'hyperpartition_id']].map(async ([table, column]) => byId(await among(table, 'id', [...new Set(page.map((row) => row[column]))]))));
  const objects = page.map((row) => ({ ...row, datarun: dataruns.get(row.datarun_id), hyperpartition: partitions.get(row.hyperpartition_id) }));
  return { num_results: count, objects, page: 1, total_pages: Math.ceil(count / size) };
}

async function datarun(id) {
  const [run, hyperpartitions, classifiers] = await Promise.all([one('datarun', id), among('hyperpartition', 'datarun_id', [id]), among('classifier', 'datarun_id', [id])]);
  return { ...run, dataset: await one('dataset', run.dataset_id), hyperpartitions, classifiers };
}

const routes = { '/api/datasets/1': () => dataset(1), '/api/classifiers?results_per_page=100': () => classifierPage(100), '/api/dataruns/1': () => datarun(1) };
const server = createServer((request, response) => {
  routes[request.url]().then((answer) => {
    const body = JSON.stringify(answer);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body);
  }, (error) => response.writeHead(500).end(error.message));
});
server.listen(0, '127.0.0.1', () => process.send({ url: `http://127.0.0.1:${server.address().port}` }));
