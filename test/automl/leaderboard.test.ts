import { execFileSync } from 'node:child_process';
import { atmServer, type AtmServer } from '../rest-atm/support/atm-server';
import { seedRows } from '../support/automl';

let server: AtmServer;
beforeAll(async () => {
  server = await atmServer();
  await seedRows(server, { datasets: 1, dataruns: 2, partitions: 2, classifiers: 12 });
  await server.db.query(`update classifier set hyperparameters = $1::jsonb, cv_judgment_metric = 0.999, test_judgment_metric = -0.25 where id = 3`, [JSON.stringify([
    { name: 'max_depth', value: 4 }, { name: 'formula', value: '=HYPERLINK("http://evil.example","x")' }, { name: 'plus', value: '+1+1' }, { name: 'minus', value: '-2+3' }, { name: 'at', value: '@SUM(A1)' },
    { name: 'tab', value: '\t=1' }, { name: 'wide', value: '＝1' }, { name: 'negative', value: -1.5 }, { name: 'on', value: true }, { name: 'nothing', value: null }, { name: 'list', value: ['a', 'b'] }, { name: 'text', value: 'a "quoted", \r\n=text' }])]);
  await server.db.query(`update classifier set status = 'ERRORED' where id = 5`);
  await server.db.query(`update classifier set status = 'STOPPED_EARLY', cv_judgment_metric = null where id = 6`);
});
afterAll(() => server?.close());

/** As Python's csv module reads it. */
const parsed = (csv: string): Record<string, string>[] => JSON.parse(execFileSync(server.python.interpreter, ['-c', 'import csv, json, sys, io; print(json.dumps(list(csv.DictReader(io.StringIO(sys.stdin.buffer.read().decode(), newline="")))))'], { input: csv }).toString());
const urlOf = async (id: string) => (await server.run('query($id: ID!) { datarun(id: $id) { leaderboardUrl } }', { id })).data.datarun.leaderboardUrl;

test('the export has the leaderboard of the graph: complete classifiers, best first, ties by id', async () => {
  const answer = await server.get(await urlOf('dr_1'));
  expect([answer.status, answer.headers.get('content-type'), answer.headers.get('content-disposition')]).toEqual([200, 'text/csv; charset=utf-8; header=present', 'attachment; filename="dr_1-leaderboard.csv"']);
  const rows = parsed(answer.text);
  const { data } = await server.run('{ datarun(id: "dr_1") { leaderboard(first: 200) { id number cvJudgmentMetric testJudgmentMetric startedAt hyperpartition { method } } } }');
  expect(rows.map((row) => [row.rank, row.id, Number(row.number), row.method, Number(row.cv_judgment_metric), Number(row.test_judgment_metric), row.started_at]))
    .toEqual(data.datarun.leaderboard.map((c: any, i: number) => [String(i + 1), c.id, c.number, c.hyperpartition.method, Number(c.cvJudgmentMetric), Number(c.testJudgmentMetric), c.startedAt]));
  expect(rows).toHaveLength(10);
  expect(rows.map((row) => row.id)).not.toContain('cl_5');
});

test('no cell is a formula to a spreadsheet, numbers are numbers, and what another classifier has is empty', async () => {
  const answer = await server.get(`${await urlOf('dr_1')}?first=2`);
  const [first, second] = parsed(answer.text);
  expect(first).toMatchObject({
    id: 'cl_3', test_judgment_metric: '-0.25', params_max_depth: '4', params_formula: '\'=HYPERLINK("http://evil.example","x")', params_plus: "'+1+1", params_minus: "'-2+3", params_at: "'@SUM(A1)",
    params_tab: "'\t=1", params_wide: "'＝1", params_negative: '-1.5', params_on: 'true', params_nothing: '', params_list: '["a","b"]', params_text: 'a "quoted", \r\n=text',
  });
  expect(second).toMatchObject({ params_max_depth: '3', params_formula: '', params_on: '' });
  for (const cell of parsed(answer.text).flatMap((row) => Object.values(row))) expect(cell).not.toMatch(/^[=@+\t\r]|^-(?![\d.]+$)/);
});

test.each([['/artefacts/dataruns/dr_99/leaderboard.csv', 404], ['/artefacts/dataruns/ds_1/leaderboard.csv', 404], ['/artefacts/dataruns/dr_1/leaderboard.csv?first=0', 400], ['/artefacts/dataruns/dr_1/leaderboard.csv?first=10001', 400],
  ['/artefacts/dataruns/dr_1/leaderboard.csv?first=x', 400], ['/artefacts/dataruns/dr_1/leaderboard.csv?first=1&first=2', 400]])('%s is %i', async (path, status) => {
  expect((await server.get(path)).status).toBe(status);
});

test('a run without complete classifiers has a header only', async () => {
  await server.db.query(`update classifier set status = 'ERRORED' where datarun_id = 2`);
  const { text } = await server.get(await urlOf('dr_2'));
  expect(text).toMatch(/^rank,id,number,method,[\w,]+\r\n$/);
});
