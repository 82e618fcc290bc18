import { submarineServer, V08, type SubmarineServer } from './support/submarine-server';

// Without a worker: rows of the database put beside one experiment that was made over the API.
const MANY = 10_000, PODS = 450;

let submarine: SubmarineServer;
beforeAll(async () => {
  submarine = await submarineServer();
  await submarine.post('/experiment', { meta: { name: 'one', framework: 'PyTorch', cmd: 'true' }, environment: {}, spec: { Worker: { replicas: 500, resources: '' } } });
  const columns = (await submarine.db.query("select column_name from information_schema.columns where table_name = 'experiment' and is_generated = 'NEVER' and column_name not in ('id', 'uid', 'name', 'status')")).map((row: any) => row.column_name).join(', ');
  await submarine.db.query(`insert into experiment (uid, name, status, ${columns}) select gen_random_uuid(), 'copy' || i, case i % 2 when 0 then 'SUCCEEDED' else 'FAILED' end, ${columns} from experiment, generate_series(2, ${MANY}) i where id = 1`);
  await submarine.db.query(`insert into pod (experiment_id, component_id, name, replica_index, attempt, phase, host, worker_id, labels, limits)
    select 1, c.id, 'p' || i || '-' || a, i, a, 'FAILED', 'host', gen_random_uuid(), '[]', '[]' from component c, generate_series(0, ${PODS - 1}) i, generate_series(1, 2) a where c.experiment_id = 1`);
}, 120_000);
afterAll(() => submarine?.close());

it(`a list of ${MANY} experiments has them all, by id, and comes as it is read`, async () => {
  const answer = await fetch(`${submarine.url}/api/v1/experiment`, { headers: { 'accept-encoding': 'identity' } });
  const pieces: number[] = [], chunks: Uint8Array[] = [];
  for await (const chunk of answer.body!) { pieces.push(chunk.length); chunks.push(chunk); }
  const { result } = JSON.parse(Buffer.concat(chunks).toString());
  expect(result.map(({ experimentId }: any) => Number(experimentId.split('_')[2]))).toEqual(Array.from({ length: MANY }, (_, i) => i + 1));
  expect(pieces.length).toBeGreaterThan(50);
});

it('a reader that leaves ends the reading', async () => {
  const before = submarine.statements.length;
  const leaving = new AbortController();
  const answer = await fetch(`${submarine.url}/api/v1/experiment`, { signal: leaving.signal, headers: { 'accept-encoding': 'identity' } });
  await answer.body!.getReader().read();
  leaving.abort();
  // A ping asks the database nothing.
  const pings = async () => { for (let i = 0; i < 50; i++) await submarine.get('/experiment/ping'); };
  await pings();
  const after = submarine.statements.length;
  await pings();
  expect(submarine.statements.length).toBe(after);
  expect(after - before).toBeLessThan(MANY / 25 / 2);
});

it('logs of many: by status, each with all of its pods, whose attempts are one', async () => {
  const all = (await submarine.get('/experiment/logs')).json.result;
  expect(all).toHaveLength(MANY);
  expect(all[1].logContent).toEqual([]);
  expect((await submarine.get('/experiment/logs?status=SUCCEEDED')).json.result).toHaveLength(MANY / 2);

  const names = Array.from({ length: PODS }, (_, i) => `one-worker-${i}`).sort();
  expect(all[0].logContent.map(({ podName }: any) => podName)).toEqual(names);
  const { logContent } = (await submarine.get(`/experiment/logs/${all[0].experimentId}`, V08)).json.result;
  expect(logContent).toEqual(names.map((name) => ({ podName: name.replace('one', all[0].experimentId.replaceAll('_', '-')), podLog: [] })));
});
