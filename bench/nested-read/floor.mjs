// The floor: node:http, pg and JSON.stringify, with three statements by hand and no GraphQL.
import { createServer } from 'node:http';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
const prepared = process.argv[2] === 'prepared';
const rows = async (name, text, values) => (await pool.query({ ...(prepared && { name }), text, values })).rows;

async function read() {
  const datasets = await rows('datasets', 'select id, name from dataset order by id limit 10', []);
  const dataruns = await rows('dataruns', `
    select r.id, r.dataset_id, r.status from unnest($1::int[]) d(id) cross join lateral (
      select id, dataset_id, status from datarun where dataset_id = d.id order by id limit 5) r`, [datasets.map(({ id }) => id)]);
  const classifiers = await rows('classifiers', `
    select c.* from unnest($1::int[]) r(id) cross join lateral (
      select id, datarun_id, status, cv_judgment_metric, test_judgment_metric from classifier where datarun_id = r.id order by id limit 20) c`, [dataruns.map(({ id }) => id)]);
  const ofDatarun = new Map(dataruns.map(({ id }) => [id, []]));
  for (const c of classifiers) ofDatarun.get(c.datarun_id).push({ id: `cl_${c.id}`, status: c.status, cvJudgmentMetric: c.cv_judgment_metric, testJudgmentMetric: c.test_judgment_metric });
  const ofDataset = new Map(datasets.map(({ id }) => [id, []]));
  for (const r of dataruns) ofDataset.get(r.dataset_id).push({ id: `dr_${r.id}`, status: r.status, classifiers: { nodes: ofDatarun.get(r.id) } });
  return { data: { datasets: { nodes: datasets.map(({ id, name }) => ({ id: `ds_${id}`, name, dataruns: { nodes: ofDataset.get(id) } })) } } };
}

const server = createServer((request, response) => {
  request.resume();
  read().then((answer) => {
    const body = JSON.stringify(answer);
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body) }).end(body);
  }, (error) => response.writeHead(500).end(error.message));
});
server.listen(0, '127.0.0.1', () => process.send({ url: `http://127.0.0.1:${server.address().port}/` }));
