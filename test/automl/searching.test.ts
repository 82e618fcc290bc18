import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { requeueLostSlots } from '../../src/graphs/automl/search/lost-slots';
import { closeOverdueRuns } from '../../src/graphs/automl/search/overdue';
import { createSearchServices } from '../../src/graphs/automl/services';
import { automlGraph, type Answer, type AutomlGraph } from '../support/automl';
import { outsideFolder } from '../support/outside';

let graph: AutomlGraph, datasetId: string;
beforeAll(async () => {
  graph = await automlGraph({ RUNGRAPH_MAX_UPLOAD_MB: '1' });
  await writeFile(join(graph.folder, 'data.csv'), `a,b,class\n${Array.from({ length: 60 }, (_, i) => `${i},${i % 7},${i % 2 ? 'yes' : 'no'}`).join('\n')}`);
  datasetId = (await create('{trainPath: "data.csv", classColumn: "class"}')).data.createDataset.id;
});
afterAll(() => graph.close());

const create = (input: string) => graph.run(`mutation { createDataset(input: ${input}) { id number name description trainPath nExamples kClasses dFeatures majority sizeKb } }`);
const start = (input: string, fields = 'id status statusReason') => graph.run(`mutation($d: ID!) { startDatarun(input: {datasetId: $d ${input}}) { ${fields} } }`, { d: datasetId });
const waitingSlots = async (id: string) => (await graph.db.query(`select count(*) as n from pgboss.job where name = 'automl.trial' and state < 'active' and (data->>'datarun')::int = $1`, [Number(id.split('_')[1])]))[0].n;
const codeOf = ({ errors }: Answer) => errors?.map((e) => [(e.originalError as any)?.code, (e.originalError as any)?.details?.path?.join('.')]);

describe('data sets', () => {
  test('a good file is counted; given facts replace computed ones', async () => {
    expect((await create('{trainPath: "data.csv", classColumn: "class", name: "mine", description: "d", nExamples: 7}')).data.createDataset)
      .toMatchObject({ name: 'mine', description: 'd', trainPath: 'data.csv', nExamples: 7, kClasses: 2, majority: '0.500000000' });
    expect((await create('{trainPath: "data.csv", classColumn: "class"}')).data.createDataset).toMatchObject({ name: 'data', description: null, nExamples: 60 });
  });

  test('only real paths inside the data roots can be named, and a refusal tells nothing about what is there', async () => {
    const outside = await outsideFolder();
    await writeFile(join(outside, 'secret.csv'), 'top,secret\n1,2\n');
    await symlink(join(outside, 'secret.csv'), join(graph.folder, 'innocent.csv'));
    await mkdir(join(graph.folder, 'folder'));
    const wrong: [string, string][] = [
      [join(outside, 'secret.csv'), 'FORBIDDEN'], [join(outside, 'absent.csv'), 'FORBIDDEN'], ['innocent.csv', 'FORBIDDEN'], ['../../../etc/passwd', 'FORBIDDEN'], ['/etc/shadow', 'FORBIDDEN'],
      [join(graph.folder, '..', 'x'), 'FORBIDDEN'], ['absent.csv', 'BAD_USER_INPUT'], ['folder', 'BAD_USER_INPUT'], ['', 'BAD_USER_INPUT'], ['a\\u0000b', 'BAD_USER_INPUT'], ['http://127.0.0.1/x.csv', 'FORBIDDEN'],
    ];
    const before = (await graph.run('{ datasets { totalCount } }')).data.datasets.totalCount;
    for (const [path, code] of wrong) {
      const answer = await create(`{trainPath: "${path}", classColumn: "class"}`);
      expect([path, codeOf(answer)?.[0]?.[0]]).toEqual([path, code]);
      expect(answer.errors![0]!.message).not.toMatch(/top|secret\n/);
    }
    expect((await graph.run('{ datasets { totalCount } }')).data.datasets.totalCount).toBe(before);
  });

  test('a refusal for a path outside is the same whether or not something is there', async () => {
    const outside = await outsideFolder();
    await writeFile(join(outside, 'there.csv'), 'a\n');
    const [there, absent] = await Promise.all(['there.csv', 'absn_.csv'].map((name) => create(`{trainPath: "${join(outside, name)}", classColumn: "a"}`)));
    expect(there!.errors![0]!.message.replace('there.csv', 'X')).toBe(absent!.errors![0]!.message.replace('absn_.csv', 'X'));
  });

  test('an upload becomes a file of the server; one that cannot be used leaves none', async () => {
    const upload = (csv: string) => graph.run('mutation($csv: String!) { uploadDataset(input: {csv: $csv, classColumn: "class", name: "up"}) { id name trainPath nExamples } }', { csv });
    const good = await upload(`a,class\n${'1,x\n2,y\n'.repeat(10)}`);
    expect(good.errors).toBeUndefined();
    expect(good.data.uploadDataset).toMatchObject({ name: 'up', nExamples: 20 });
    const uploads = join(graph.config.home, 'uploads');
    expect(await readdir(uploads)).toHaveLength(1);
    expect(codeOf(await upload('a,b\n1,2\n'))).toEqual([['BAD_USER_INPUT', 'input']]);
    expect(codeOf(await upload(`a,class\n${'1,x\n'.repeat(300_000)}`))).toEqual([['LIMIT_EXCEEDED', 'input.csv']]);
    expect(await readdir(uploads)).toHaveLength(1);
    expect((await graph.run('mutation($id: ID!) { deleteDataset(id: $id) { name } }', { id: good.data.uploadDataset.id })).data.deleteDataset).toEqual({ name: 'up' });
    expect(await readdir(uploads)).toHaveLength(0);
  });

  test.each([
    ['{trainPath: "data.csv", classColumn: "absent"}', 'input'],
    [`{trainPath: "data.csv", classColumn: "class", name: "${'x'.repeat(101)}"}`, 'input.name'],
    ['{trainPath: "data.csv", classColumn: ""}', 'input.classColumn'],
    ['{trainPath: "data.csv", classColumn: "class", nExamples: -1}', 'input.nExamples'],
    ['{trainPath: "data.csv", classColumn: "class", majority: "1.5"}', 'input.majority'],
  ])('createDataset(%s) is refused at %s', async (input, path) => {
    expect(codeOf(await create(input))).toEqual([['BAD_USER_INPUT', path]]);
  });
});

describe('starting a search', () => {
  test('the defaults: one datarun of 100 slots and 32 hyperpartitions in the order of the methods', async () => {
    const { data } = await start('', 'id number status statusReason description priority selector tuner metric scoreTarget kWindow rMinimum gridding budgetType budget deadline methods seed owner tags progress { fraction total done running } hyperpartitions(first: 50) { totalCount nodes { method number categoricals { name value } constants { name value } } }');
    const [run] = data.startDatarun;
    expect(run).toMatchObject({ status: 'PENDING', statusReason: 'NO_WORKER_ALIVE', description: 'uniform__uniform', priority: 1, selector: 'UNIFORM', tuner: 'UNIFORM', metric: 'F1', scoreTarget: 'CV',
      kWindow: 3, rMinimum: 2, gridding: 0, budgetType: 'CLASSIFIER', budget: 100, deadline: null, methods: ['logreg', 'dt', 'knn'], seed: null, owner: null, tags: [], progress: { fraction: 0, total: 100, done: 0, running: 0 } });
    const methods = run.hyperpartitions.nodes.map((h: any) => h.method);
    expect(methods).toEqual([...Array(6).fill('logreg'), ...Array(2).fill('dt'), ...Array(24).fill('knn')]);
    expect(run.hyperpartitions.nodes[0].categoricals).toEqual([{ name: 'penalty', value: 'l1' }, { name: 'fit_intercept', value: true }]);
    expect(await waitingSlots(run.id)).toBe(100);
  });

  test('one datarun a partition, a deadline that makes it walltime, a retry that starts nothing', async () => {
    const per = await start('methods: ["dt"], runPerPartition: true, budget: 3', 'id budget hyperpartitions { totalCount }');
    expect(per.data.startDatarun).toMatchObject([{ budget: 3, hyperpartitions: { totalCount: 1 } }, { budget: 3, hyperpartitions: { totalCount: 1 } }]);
    const walltime = await start('deadline: "2100-01-01T00:00:00Z", budget: 5', 'budgetType deadline progress { total }');
    expect(walltime.data.startDatarun).toEqual([{ budgetType: 'WALLTIME', deadline: '2100-01-01T00:00:00.000000Z', progress: { total: null } }]);
    const ids = await Promise.all([1, 2, 3].map(() => start('clientMutationId: "once", methods: ["dt"]')));
    expect(new Set(ids.map(({ data }) => data.startDatarun[0].id)).size).toBe(1);
  });

  test('a deadline that has passed ends the run at once, without a classifier; one that passes later is noticed without a worker', async () => {
    expect((await start('deadline: "2020-01-01T00:00:00Z"')).data.startDatarun).toMatchObject([{ status: 'SUCCEEDED', statusReason: 'DEADLINE_PASSED' }]);
    const { data: { startDatarun: [{ id }] } } = await start('budgetType: WALLTIME, budget: 1');
    await graph.db.query(`update datarun set deadline = clock_timestamp() - interval '1 s' where id = $1`, [Number(id.split('_')[1])]);
    await closeOverdueRuns(createSearchServices(graph.db, graph.queue));
    expect((await graph.run('query($id: ID!) { datarun(id: $id) { status statusReason finishedAt } }', { id })).data.datarun).toMatchObject({ status: 'SUCCEEDED', statusReason: 'DEADLINE_PASSED', finishedAt: expect.any(String) });
    expect(await waitingSlots(id)).toBe(0);
  });

  test.each([
    ['methods: ["nope"]', 'input.methods.0'], ['methods: ["../dt"]', 'input.methods.0'], ['methods: ["dt", "dt"]', 'input.methods'], ['budget: 0', 'input.budget'], ['budget: 100001', 'input.budget'],
    ['kWindow: 0', 'input.kWindow'], ['gridding: -1', 'input.gridding'], ['priority: 512', 'input.priority'], ['methods: [], runPerPartition: true', 'input.methods'], ['tags: [""]', 'input.tags'],
  ])('startDatarun(%s) is refused at %s and stores nothing', async (input, path) => {
    const before = (await graph.db.query('select count(*) as n from datarun'))[0].n;
    expect(codeOf(await start(input))).toEqual([['BAD_USER_INPUT', path]]);
    expect((await graph.db.query('select count(*) as n from datarun'))[0].n).toBe(before);
  });

  test('without its data set: NOT_FOUND', async () => {
    expect(codeOf(await graph.run('mutation { startDatarun(input: {datasetId: "ds_999"}) { id } }'))).toEqual([['NOT_FOUND', undefined]]);
  });
});

describe('the life of a datarun', () => {
  const change = (what: string, id: string, more = '') => graph.run(`mutation($id: ID!) { ${what}(id: $id${more}) { id status statusReason } }`, { id });

  test('pause takes the slots back, resume enqueues them again, cancel ends it, and each state refuses what it does not allow', async () => {
    const { data: { startDatarun: [{ id }] } } = await start('budget: 9');
    expect(codeOf(await change('resumeDatarun', id))).toEqual([['CONFLICT', undefined]]);
    expect((await change('pauseDatarun', id)).data.pauseDatarun.status).toBe('PAUSED');
    expect(await waitingSlots(id)).toBe(0);
    expect(codeOf(await change('pauseDatarun', id))).toEqual([['CONFLICT', undefined]]);
    expect((await change('resumeDatarun', id)).data.resumeDatarun.status).toBe('RUNNING');
    expect(await waitingSlots(id)).toBe(9);
    expect(codeOf(await change('deleteDatarun', id))).toEqual([['CONFLICT', undefined]]);
    expect((await change('cancelDatarun', id)).data.cancelDatarun).toMatchObject({ status: 'CANCELLED', statusReason: 'CANCELLED_BY_USER' });
    expect(await waitingSlots(id)).toBe(0);
    for (const what of ['cancelDatarun', 'pauseDatarun', 'resumeDatarun']) expect(codeOf(await change(what, id))).toEqual([['CONFLICT', undefined]]);
    expect((await change('deleteDatarun', id)).data.deleteDatarun.id).toBe(id);
    expect(codeOf(await change('cancelDatarun', id))).toEqual([['NOT_FOUND', undefined]]);
  });

  test('a slot that a worker took before the pause does not come back twice', async () => {
    const { data: { startDatarun: [{ id }] } } = await start('budget: 4');
    const ofRun = `name = 'automl.trial' and (data->>'datarun')::int = ${id.split('_')[1]}`;
    await graph.db.query(`update pgboss.job set state = 'active', started_on = now(), heartbeat_on = now() where ${ofRun} and data->>'slot' = '3'`);
    await change('pauseDatarun', id);
    await change('resumeDatarun', id);
    const jobs = await graph.db.query(`select (data->>'slot')::int as slot, state::text from pgboss.job where ${ofRun} order by 1`);
    expect(jobs).toEqual([1, 2, 3, 4].map((slot) => ({ slot, state: slot === 3 ? 'active' : 'created' })));
    await change('cancelDatarun', id);
  });

  test('deleting a data set is refused while a run of it is active, and with force takes everything with it', async () => {
    const { data: { createDataset: { id } } } = await create('{trainPath: "data.csv", classColumn: "class"}');
    const { data: { startDatarun: [run] } } = await graph.run('mutation($d: ID!) { startDatarun(input: {datasetId: $d, budget: 4}) { id } }', { d: id });
    expect(codeOf(await graph.run('mutation($id: ID!) { deleteDataset(id: $id) { id } }', { id }))).toEqual([['CONFLICT', undefined]]);
    expect((await graph.run('mutation($id: ID!) { deleteDataset(id: $id, force: true) { id } }', { id })).errors).toBeUndefined();
    const { data } = await graph.run('query($d: ID!, $r: ID!) { dataset(id: $d) { id } datarun(id: $r) { id } }', { d: id, r: run.id });
    expect(data).toEqual({ dataset: null, datarun: null });
    expect(await waitingSlots(run.id)).toBe(0);
  });

  test('however many runs of it are active, the queue is searched for them once', async () => {
    const { data: { createDataset: { id } } } = await create('{trainPath: "data.csv", classColumn: "class"}');
    await graph.run('mutation($d: ID!) { startDatarun(input: {datasetId: $d, methods: ["knn"], runPerPartition: true, budget: 2}) { id } }', { d: id });
    const before = graph.statements.length;
    expect((await graph.run('mutation($id: ID!) { deleteDataset(id: $id, force: true) { id } }', { id })).errors).toBeUndefined();
    expect(graph.statements.slice(before).filter((sql) => /select .* from pgboss\.job/i.test(sql))).toHaveLength(1);
    expect(await graph.db.query(`select count(*)::int as left from pgboss.job j where name = 'automl.trial' and not exists (select from datarun r where r.id = (j.data->>'datarun')::int)`)).toEqual([{ left: 0 }]);
  });

  test('slots whose jobs are gone are put back, those that have ended are not', async () => {
    const { data: { startDatarun: [{ id }] } } = await start('budget: 6, methods: ["dt"]');
    const run = Number(id.split('_')[1]);
    await graph.db.query(`update datarun set status = 'RUNNING', trials_running = 1, trials_done = 1 where id = $1`, [run]);
    await graph.db.query(`insert into classifier (datarun_id, hyperpartition_id, slot, host, status, hyperparameters) select $1, min(id), s, 'h', case s when 1 then 'COMPLETE' else 'RUNNING' end, '[]' from hyperpartition, generate_series(1, 2) s where datarun_id = $1 group by s`, [run]);
    await graph.db.query(`delete from pgboss.job where name = 'automl.trial' and (data->>'datarun')::int = $1 and (data->>'slot')::int <> 5`, [run]);
    const services = createSearchServices(graph.db, graph.queue);
    expect(await requeueLostSlots(services)).toBeGreaterThanOrEqual(4);
    const slots = await graph.db.query(`select (data->>'slot')::int as slot from pgboss.job where name = 'automl.trial' and state < 'active' and (data->>'datarun')::int = $1 order by 1`, [run]);
    expect(slots.map((row: any) => row.slot)).toEqual([2, 3, 4, 5, 6]);
    expect(await requeueLostSlots(services)).toBe(0);
  });

  test('a waiting run says that one with a higher priority goes first', async () => {
    await graph.db.query(`insert into worker (id, host, pid, slots) values (gen_random_uuid(), 'h', 1, 1)`);
    const { data: { startDatarun: [low] } } = await start('priority: 1');
    const { data: { startDatarun: [high] } } = await start('priority: 9');
    const { data } = await graph.run('query($l: ID!, $h: ID!) { l: datarun(id: $l) { statusReason } h: datarun(id: $h) { statusReason } workers { alive runningNow } }', { l: low.id, h: high.id });
    expect(data).toEqual({ l: { statusReason: 'HIGHER_PRIORITY_FIRST' }, h: { statusReason: 'WORKERS_BUSY' }, workers: [{ alive: true, runningNow: 0 }] });
  });

  test('of two runs with one priority the later one does not wait for all slots of the first', async () => {
    await graph.db.query(`delete from pgboss.job where name = 'automl.trial'`);
    await graph.db.query(`update datarun set status = 'CANCELLED' where status in ('PENDING', 'RUNNING', 'PAUSED')`);
    const { data: { startDatarun: [a] } } = await start('priority: 3, budget: 20');
    const { data: { startDatarun: [b] } } = await start('priority: 3, budget: 20');
    const order = await graph.db.query(`select (data->>'datarun')::int as run from pgboss.job where name = 'automl.trial' order by priority desc, created_on limit 20`);
    for (const { id } of [a, b]) expect(order.filter((row: any) => row.run === Number(id.split('_')[1]))).toHaveLength(10);
  });
});
