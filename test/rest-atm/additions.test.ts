import { answerChecker, atmServer, demoCsv, startWorker, type AtmServer } from './support/atm-server';
import { searched } from '../support/worker';

let atm: AtmServer, stopWorker: () => Promise<void>, rows: Record<string, number>[], header: string[];
const check = answerChecker();
beforeAll(async () => {
  atm = await atmServer();
  stopWorker = await startWorker(atm);
  atm.write('demo.csv', demoCsv());
  const [names, ...lines] = demoCsv().trim().split('\n').map((line) => line.split(','));
  header = names!;
  rows = lines.map((line) => Object.fromEntries(line.map((value, i) => [names![i]!, Number(value)])));
  await atm.post('/api/datasets', { train_path: 'demo.csv', class_column: 'class' });
  // 1: by cv, 2: by test, 3: by mu_sigma.
  for (const target of ['CV', 'TEST', 'MU_SIGMA']) await searched(atm, 'ds_1', `methods: ["dt", "logreg"], budget: 8, seed: 5, scoreTarget: ${target}`);
}, 60_000);
afterAll(async () => { await stopWorker?.(); await atm?.close(); });

const post = (path: string, body?: string, type?: string) => atm.send(path, { method: 'POST', body, headers: type ? { 'content-type': type } : {} });
const remove = (path: string) => atm.send(path, { method: 'DELETE' });
const csvOf = (some: Record<string, number>[]) => `${header.join(',')}\n${some.map((row) => header.map((name) => row[name]).join(',')).join('\n')}\n`;

describe('predict', () => {
  test('JSON rows, a bare list of them and CSV text get the same answer, by the best classifier', async () => {
    const some = rows.slice(0, 4);
    const answers = [
      await post('/api/dataruns/1/predict', JSON.stringify({ rows: some }), 'application/json'),
      await post('/api/dataruns/1/predict/', JSON.stringify(some), 'application/json; charset=utf-8'),
      await post('/api/dataruns/1/predict', csvOf(some), 'text/csv'),
    ];
    const { data } = await atm.run('{ datarun(id: "dr_1") { bestClassifier { number } } }');
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      check('Prediction', answer.json);
      expect(answer.json).toEqual({ ...answers[0]!.json, classifier_id: data.datarun.bestClassifier.number, classes: [0, 1] });
    }
    expect(answers[0]!.json.labels).toHaveLength(4);
    const one = await post(`/api/classifiers/${data.datarun.bestClassifier.number}/predict`, csvOf(some), 'text/csv; charset=utf-8');
    expect(one.json).toEqual(answers[0]!.json);
    // The demo's classes are easy to tell apart.
    const all = (await post('/api/dataruns/1/predict', csvOf(rows), 'text/csv')).json.labels;
    expect(all.filter((label: number, i: number) => label === rows[i]!.class).length).toBeGreaterThan(45);
  });

  test.each([
    ['/api/dataruns/99/predict', '[{}]', 'application/json', 404, 'no datarun 99'], ['/api/classifiers/x/predict', '[{}]', 'application/json', 404, 'no classifier x'],
    ['/api/dataruns/1/predict', '[{}]', undefined, 415, 'Content-Type'], ['/api/dataruns/1/predict', '[{}]', 'multipart/form-data; boundary=x', 415, 'Content-Type'],
    ['/api/dataruns/1/predict', '{bad', 'application/json', 400, 'Unable to decode data'], ['/api/dataruns/1/predict', '{"row": 1}', 'application/json', 400, '"rows"'], ['/api/dataruns/1/predict', '5', 'application/json', 400, '"rows"'],
    ['/api/dataruns/1/predict', '[]', 'application/json', 400, 'no rows'], ['/api/dataruns/1/predict', '[1]', 'application/json', 400, 'Row 1'], ['/api/dataruns/1/predict', '[{}]', 'application/json', 400, 'columns are missing'],
    ['/api/dataruns/1/predict', '', 'text/csv', 400, 'header row'], ['/api/dataruns/1/predict', 'a,b\n1,2\n', 'text/csv', 400, 'columns are missing'],
  ])('%s with %s as %s is %i', async (path, body, type, status, part) => {
    const answer = await atm.send(path, { method: 'POST', body: new TextEncoder().encode(body), headers: type ? { 'content-type': type } : {} });
    expect([answer.status, answer.json]).toEqual([status, { message: expect.stringContaining(part) }]);
    check('Message', answer.json);
  });

  test('text that is no UTF-8 is 400, more than 16 MB and more than 100,000 rows 413', async () => {
    expect((await atm.send('/api/dataruns/1/predict', { method: 'POST', body: new Uint8Array([0x61, 0xff]), headers: { 'content-type': 'text/csv' } })).status).toBe(400);
    const large = await post('/api/dataruns/1/predict', 'x'.repeat(16_000_001), 'text/csv');
    expect([large.status, large.json]).toEqual([413, { message: expect.any(String) }]);
    const many = await post('/api/dataruns/1/predict', `${header.join(',')}\n${`${header.map(() => 1).join(',')}\n`.repeat(100_001)}`, 'text/csv');
    expect([many.status, many.json]).toEqual([413, { message: expect.stringContaining('100001 rows') }]);
  });

  test('of a run without a complete classifier is 409', async () => {
    const { json } = await atm.post('/api/run', { dataset_id: 1, methods: [] });
    const answer = await post(`/api/dataruns/${json.datarun_ids[0]}/predict`, '[{}]', 'application/json');
    expect([answer.status, answer.json.message]).toEqual([409, expect.stringContaining('no complete classifier')]);
  });
});

describe('leaderboard', () => {
  test.each([[1, 'cvJudgmentMetric'], [2, 'testJudgmentMetric'], [3, 'muSigma']])('of datarun %i: best first by %s, as in the graph, in pages', async (number, field) => {
    const { data } = await atm.run(`{ datarun(id: "dr_${number}") { leaderboard(first: 200) { number ${field} } } }`);
    const expected = data.datarun.leaderboard.map((c: any) => c.number);
    const scores = data.datarun.leaderboard.map((c: any) => Number(c[field]));
    expect(scores).toEqual(scores.toSorted((a: number, b: number) => b - a));
    const first = await atm.get(`/api/dataruns/${number}/leaderboard?results_per_page=3`), second = await atm.get(`/api/dataruns/${number}/leaderboard?results_per_page=3&page=2`);
    check('ClassifierPage', first.json);
    expect([first.status, first.json.num_results, first.json.total_pages]).toEqual([200, expected.length, Math.ceil(expected.length / 3)]);
    expect([...first.json.objects, ...second.json.objects].map((c: any) => c.id)).toEqual(expected.slice(0, 6));
    expect(first.headers.get('link')).toContain(`${atm.url}/api/dataruns/${number}/leaderboard?page=2&results_per_page=3>; rel="next"`);
    expect(first.json.objects[0]).toEqual((await atm.get(`/api/classifiers/${expected[0]}`)).json);
  });

  test('without the datarun 404, with a wrong page 400', async () => {
    expect((await atm.get('/api/dataruns/99/leaderboard')).status).toBe(404);
    expect((await atm.get('/api/dataruns/1/leaderboard?page=x')).status).toBe(400);
  });
});

describe('cancel, pause, resume and delete', () => {
  const waiting = async () => (await atm.post('/api/run', { dataset_id: 1, methods: ['mlp'], budget: 5000 })).json.datarun_ids[0] as number;
  const statusOf = async (id: number) => (await atm.run('query($n: Int!) { datarunByNumber(number: $n) { status } }', { n: id })).data.datarunByNumber?.status ?? null;

  test('pause, resume, cancel answer the datarun; what its state does not allow is 409', async () => {
    const id = await waiting();
    const paused = await post(`/api/dataruns/${id}/pause`);
    check('Datarun', paused.json);
    expect([paused.status, paused.json.id, await statusOf(id)]).toEqual([200, id, 'PAUSED']);
    expect((await post(`/api/dataruns/${id}/pause`)).status).toBe(409);
    expect([(await post(`/api/dataruns/${id}/resume`, '{}', 'application/json')).status, await statusOf(id)]).toEqual([200, 'RUNNING']);
    expect((await post(`/api/dataruns/${id}/resume`)).status).toBe(409);
    const cancelled = await post(`/api/dataruns/${id}/cancel/`);
    expect([cancelled.status, cancelled.json.status, await statusOf(id)]).toEqual([200, 'complete', 'CANCELLED']);
    const again = await post(`/api/dataruns/${id}/cancel`);
    expect([again.status, again.json]).toEqual([409, { message: expect.stringContaining('CANCELLED') }]);
    check('Message', again.json);
  });

  test.each(['cancel', 'pause', 'resume'])('%s of a datarun that is not there is 404', async (what) => {
    expect([(await post(`/api/dataruns/99999/${what}`)).status, (await post(`/api/dataruns/abc/${what}`)).status]).toEqual([404, 404]);
  });

  test('a datarun is deleted with 204; an active one only with force', async () => {
    const id = await waiting();
    const refused = await remove(`/api/dataruns/${id}`);
    expect([refused.status, refused.json]).toEqual([409, { message: expect.stringContaining('force') }]);
    expect((await remove(`/api/dataruns/${id}?force=perhaps`)).status).toBe(400);
    expect((await remove(`/api/dataruns/${id}?force=false`)).status).toBe(409);
    const gone = await remove(`/api/dataruns/${id}?force=true`);
    expect([gone.status, gone.text, await statusOf(id)]).toEqual([204, '', null]);
    expect((await remove(`/api/dataruns/${id}`)).status).toBe(404);
  });

  test('a data set is deleted with its dataruns', async () => {
    atm.write('other.csv', demoCsv());
    const { json: { id } } = await atm.post('/api/datasets', { train_path: 'other.csv', class_column: 'class' });
    const run = (await atm.post('/api/run', { dataset_id: id, methods: ['mlp'], budget: 5000 })).json.datarun_ids[0];
    expect((await remove(`/api/datasets/${id}`)).status).toBe(409);
    expect((await remove(`/api/datasets/${id}?force=true`)).status).toBe(204);
    expect([(await atm.get(`/api/datasets/${id}`)).status, await statusOf(run)]).toEqual([404, null]);
    expect((await remove('/api/datasets/99999')).status).toBe(404);
  });

  test('a page of another origin may do none of this', async () => {
    const answer = await atm.send('/api/dataruns/1', { method: 'DELETE', headers: { origin: 'https://evil.example' } });
    expect([answer.status, await statusOf(1)]).toEqual([403, 'SUCCEEDED']);
  });
});
