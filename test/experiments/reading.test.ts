import { automlGraph, seedRows, type AutomlGraph } from '../support/automl';
import { create, oneStage, shell } from '../support/experiments';

// No worker: experiments as they are stored, and rows put beside them.
let graph: AutomlGraph;
const ask = async (source: string, variables: Record<string, unknown> = {}): Promise<any> => {
  const { data, errors } = await graph.run(source, variables);
  if (errors) throw errors[0]!;
  return data;
};
const refused = async (source: string, variables: Record<string, unknown> = {}) => (await graph.run(source, variables)).errors?.[0]?.originalError as any;

beforeAll(async () => {
  graph = await automlGraph();
  await seedRows(graph, { datasets: 1, dataruns: 2, partitions: 1, classifiers: 1 });
  for (let i = 1; i <= 4; i++) {
    await create(graph, {
      name: `e${i}`, kind: i % 2 ? 'WORKFLOW' : 'BENCHMARK', namespace: i < 3 ? 'default' : 'other', tags: i === 2 ? ['red', 'blue'] : i === 3 ? ['blue'] : [], priority: 5 - i,
      framework: [null, 'TensorFlow', null, 'PyTorch', 'PyTorch'][i],
      stages: [{ name: 'first', components: [shell('a', 'true'), shell('b', 'true', { role: 'Worker', dependsOn: [{ component: 'a', path: 'x' }] })] }, { name: 'second', components: [shell('c', 'true', { dependsOn: [{ component: 'b' }, { component: 'a', method: 'COPY' }] })] }],
      outputs: [{ name: 'o', component: 'c', path: 'o.txt' }],
    });
  }
  await graph.db.query(`update experiment set created_at = '2026-01-01T00:00:00Z'::timestamptz + id * interval '2 h'`);
  await graph.db.query(`update datarun set created_at = '2026-01-01T00:00:00Z'::timestamptz + id * interval '2 h' + interval '1 h'`);
  await graph.db.query(`update experiment set status = 'FAILED', started_at = created_at, finished_at = created_at + interval '1 h', exit_status = 'FAILED', status_reason = 'COMPONENT_FAILED' where id = 4`);
  await graph.db.query(`update experiment set started_at = created_at + interval '30 min' where id in (2, 3)`);
  for (const [table, id] of [['experiment', 2], ['datarun', 1]]) await graph.db.query(`update ${table} set owner = 'ada' where id = ${id}`);
  await graph.db.query(`insert into pod (experiment_id, component_id, name, replica_index, attempt, phase, host, worker_id, labels, limits)
    select c.experiment_id, c.id, c.name || '-' || a, 0, a, case a when 1 then 'UNKNOWN' else 'RUNNING' end, 'host' || a, gen_random_uuid(), '[]', '[]' from component c, generate_series(1, 2) a where c.name = 'a'`);
});
afterAll(() => graph?.close());

const names = (list: any[]) => list.map(({ name }) => name);

test.each([
  ['where: {kind: [BENCHMARK]}', ['e2', 'e4']],
  ['where: {status: [FAILED]}', ['e4']],
  ['where: {name: {in: ["e1", "e3"]}}', ['e1', 'e3']],
  ['where: {namespace: {eq: "other"}, not: {tag: "blue"}}', ['e4']],
  ['where: {or: [{tag: "red"}, {number: {gte: 4}}]}', ['e2', 'e4']],
  ['where: {id: ["ex_1", "ex_3", "dr_2", "nothing"]}', ['e1', 'e3']],
  ['where: {createdAt: {gt: "2026-01-01T05:00:00Z"}, finishedAt: {isNull: true}}', ['e3']],
  ['where: {framework: {eq: "PyTorch"}, status: [ACCEPTED]}', ['e3']],
  ['where: {framework: {isNull: false, notIn: ["PyTorch"]}}', ['e1']],
  ['where: {startedAt: {gte: "2026-01-01T04:30:00Z", lt: "2026-01-01T06:30:00Z"}}', ['e2']],
  ['where: {startedAt: {gt: "2026-01-01T04:30:00Z", lte: "2026-01-01T06:30:00Z"}}', ['e3']],
  ['where: {startedAt: {isNull: true}}', ['e1']],
  ['where: {finishedAt: {gt: "2026-01-01T08:30:00Z"}}', ['e4']],
  ['where: {owner: {eq: "ada"}}', ['e2']],
  ['kind: [WORKFLOW], status: [ACCEPTED], tag: "blue"', ['e3']],
  ['orderBy: [{field: PRIORITY}]', ['e4', 'e3', 'e2', 'e1']],
  ['orderBy: [{field: FINISHED_AT, nulls: FIRST}, {field: NAME, direction: DESC}]', ['e3', 'e2', 'e1', 'e4']],
])('experiments(%s)', async (args, expected) => {
  const { experiments } = await ask(`{ experiments(${args}) { totalCount nodes { name } } }`);
  expect(names(experiments.nodes)).toEqual(expected);
  expect(experiments.totalCount).toBe(expected.length);
});

test('runs of every kind are one list, newest first, in pages; each leads to its run', async () => {
  const found: any[] = [];
  for (let after: string | null = null, more = true; more;) {
    const { runs } = await ask('query($after: Cursor) { runs(first: 2, after: $after) { totalCount nodes { id kind name datarun { id description } experiment { id name } } pageInfo { hasNextPage endCursor } } }', { after });
    expect(runs.totalCount).toBe(6);
    found.push(...runs.nodes);
    ({ hasNextPage: more, endCursor: after } = runs.pageInfo);
  }
  expect(found.map(({ id }) => id)).toEqual(['ex_4', 'ex_3', 'dr_2', 'ex_2', 'dr_1', 'ex_1']);
  expect(found[0]).toEqual({ id: 'ex_4', kind: 'EXPERIMENT', name: 'e4', datarun: null, experiment: { id: 'ex_4', name: 'e4' } });
  expect(found[2]).toEqual({ id: 'dr_2', kind: 'DATARUN', name: 'uniform__uniform', datarun: { id: 'dr_2', description: 'uniform__uniform' }, experiment: null });
});

test.each([
  ['where: {kind: [DATARUN]}', ['dr_2', 'dr_1']],
  ['where: {status: [SUCCEEDED, FAILED]}', ['ex_4', 'dr_2', 'dr_1']],
  ['where: {tag: "blue"}', ['ex_3', 'ex_2']],
  ['where: {owner: {eq: "ada"}}', ['ex_2', 'dr_1']],
  ['where: {owner: {isNull: true}, kind: [DATARUN]}', ['dr_2']],
  ['where: {startedAt: {gte: "2026-01-01T06:00:00Z"}, kind: [EXPERIMENT]}', ['ex_4', 'ex_3']],
  ['where: {finishedAt: {gt: "2026-01-01T08:30:00Z"}, kind: [EXPERIMENT]}', ['ex_4']],
  ['owner: "ada"', ['ex_2', 'dr_1']],
  ['kind: EXPERIMENT, status: ACCEPTED, tag: "blue", where: {not: {name: {eq: "e3"}}}', ['ex_2']],
  ['name: "e3"', ['ex_3']],
  ['where: {not: {name: {eq: "e1"}}, createdAt: {lt: "2026-01-01T04:30:00Z"}}', ['ex_2', 'dr_1']],
  ['orderBy: [{field: NAME, direction: DESC}, {field: CREATED_AT}], last: 3', ['ex_3', 'ex_2', 'ex_1']],
])('runs(%s)', async (args, expected) => expect((await ask(`{ runs(${args}) { nodes { id } } }`)).runs.nodes.map(({ id }: any) => id)).toEqual(expected));

test('experiments, runs and pods have numbered pages', async () => {
  const page = 'totalCount pageInfo { hasPreviousPage hasNextPage } nodes { id }';
  const { experiments, runs, pods } = await ask(`{ experiments(page: 1, pageSize: 3) { ${page} } runs(page: 2, pageSize: 2) { ${page} } pods(page: 3, pageSize: 3) { ${page} } }`);
  expect([experiments, runs, pods].map(({ totalCount, pageInfo, nodes }) => [totalCount, pageInfo.hasPreviousPage, pageInfo.hasNextPage, nodes.map(({ id }: any) => id)])).toEqual([
    [4, false, true, ['ex_1', 'ex_2', 'ex_3']], [6, true, true, ['dr_2', 'ex_2']], [8, true, false, ['po_7', 'po_8']],
  ]);
});

test('pods and components have filters and pages of their own', async () => {
  const { experiment, pods } = await ask(`{ pods(where: {phase: [RUNNING], host: {eq: "host2"}}, first: 3) { totalCount nodes { name attempt } }
    experiment(id: "ex_1") { components(where: {role: {eq: "Worker"}}) { totalCount nodes { name } } all: components(first: 2) { nodes { name } pageInfo { hasNextPage } } pods(where: {attempt: {eq: 1}}) { nodes { name phase } } } }`);
  expect(pods).toEqual({ totalCount: 4, nodes: Array.from({ length: 3 }, () => ({ name: 'a-2', attempt: 2 })) });
  expect(experiment).toEqual({
    components: { totalCount: 1, nodes: [{ name: 'b' }] }, all: { nodes: [{ name: 'a' }, { name: 'b' }], pageInfo: { hasNextPage: true } }, pods: { nodes: [{ name: 'a-1', phase: 'UNKNOWN' }] },
  });
});

test('each level costs one statement, however many experiments are asked', async () => {
  const everything = (first: number) => `{ experiments(first: ${first}) { nodes { name status statusReason progress { fraction } environment { name } currentStage { name } outputs { name component { name } }
    stages { name experiment { name } components { name stage { name } dependsOn { method path component { name } } pods { name component { name } experiment { name } } } } pods { nodes { name } } components { nodes { name } } } } }`;
  const count = async (first: number) => { graph.statements.length = 0; await ask(everything(first)); return graph.statements.length; };
  const [one, four] = [await count(1), await count(4)];
  // What is asked for by two ways may come in one batch or in two.
  expect(Math.abs(four - one)).toBeLessThanOrEqual(1);
  expect(four).toBeLessThanOrEqual(15);
});

test('what is asked only for its key is not read', async () => {
  graph.statements.length = 0;
  const { pods, runs } = await ask('{ pods(first: 1) { nodes { experiment { id number } component { id } } } runs(where: {kind: [EXPERIMENT]}, first: 1) { nodes { experiment { id } } } }');
  expect([pods, runs]).toEqual([{ nodes: [{ experiment: { id: 'ex_1', number: 1 }, component: { id: 'co_1' } }] }, { nodes: [{ experiment: { id: 'ex_4' } }] }]);
  expect(graph.statements).toHaveLength(2);
});

test('an experiment is found by its id, its counter and its UUID, and nothing else', async () => {
  const { experiment: { uid } } = await ask('{ experiment(id: "ex_2") { uid } }');
  const found = await ask('query($u: ID!, $U: ID!) { a: experimentByUid(uid: $u) { name } b: experimentByUid(uid: $U) { name } c: experimentByNumber(number: 2) { name } d: experimentByNumber(number: -1) { name } e: experiment(id: "dr_1") { name } f: experimentByUid(uid: "x") { name } g: experiment(id: "ex_99999999999") { name } }', { u: uid, U: uid.toUpperCase() });
  expect(Object.values(found).map((one: any) => one?.name ?? null)).toEqual(['e2', 'e2', 'e2', null, null, null, null]);
});

test('the other graphs reach experiments and what is in them by their keys', async () => {
  await ask('mutation { createEnvironment(input: {name: "conda"}) { id } }');
  const references = [
    { __typename: 'Experiment', id: 'ex_1' }, { __typename: 'Experiment', number: 2 }, { __typename: 'Stage', id: 'st_1' }, { __typename: 'Component', id: 'co_1' }, { __typename: 'Pod', id: 'po_1' }, { __typename: 'Environment', id: 'en_1' },
    { __typename: 'Experiment', id: 'ex_999' }, { __typename: 'Pod', id: 'ex_1' }, { __typename: 'Experiment', number: 1.5 }, { __typename: 'Experiment', number: 1e20 }, { __typename: 'Experiment', number: 'x' },
  ];
  const { data, errors } = await graph.run('query($r: [_Any!]!) { _entities(representations: $r) { ... on Experiment { name } ... on Stage { name } ... on Component { name } ... on Pod { name } ... on Environment { name } } }', { r: references });
  expect(data?._entities.slice(0, 6).map(({ name }: any) => name)).toEqual(['e1', 'e2', 'first', 'a', 'a-1', 'conda']);
  expect(data?._entities.slice(6)).toEqual([null, null, null, null, null]);
  expect((errors ?? []).filter(({ message }) => /integer|invalid|syntax/.test(message))).toEqual([]);
});

test('name, tags and metadata may be changed; what is refused changes nothing', async () => {
  const update = 'mutation($id: ID!, $i: UpdateExperimentInput!) { updateExperiment(id: $id, input: $i) { name tags jobMetadata } }';
  expect((await ask(update, { id: 'ex_4', i: { tags: ['new'], jobMetadata: { envVars: 'mine', deep: [{ a: null }] } } })).updateExperiment).toEqual({ name: 'e4', tags: ['new'], jobMetadata: { envVars: 'mine', deep: [{ a: null }] } });
  for (const [i, path] of [[{ name: '' }, ['input', 'name']], [{ tags: [''] }, ['input', 'tags']], [{ jobMetadata: [1] }, ['input', 'jobMetadata']], [{ name: 'a\0' }, ['input', 'name']], [{}, ['input']]] as const) {
    expect(await refused(update, { id: 'ex_4', i })).toMatchObject({ code: 'BAD_USER_INPUT', details: { path } });
  }
  expect(await refused(update, { id: 'ex_999', i: { name: 'x' } })).toMatchObject({ code: 'NOT_FOUND' });
  expect((await ask('{ experiment(id: "ex_4") { name tags } }')).experiment).toEqual({ name: 'e4', tags: ['new'] });
});

test('metadata of any shape is kept as it is; a refused experiment leaves nothing', async () => {
  const before = await graph.db.query('select count(*) as n from component');
  const jobMetadata = { envVars: 'not a list', stages: [null], secret: true };
  const { id } = await create(graph, { jobMetadata, stages: oneStage(shell('c', 'true')) });
  const { experiment } = await ask('query($id: ID!) { experiment(id: $id) { jobMetadata spec } }', { id });
  expect(experiment.jobMetadata).toEqual(jobMetadata);
  expect(experiment.spec).toMatchObject({ name: 'test', jobMetadata, stages: [{ name: 'main' }] });
  await ask('mutation($id: ID!) { deleteExperiment(id: $id, force: true) { id } }', { id });
  await expect(create(graph, { stages: oneStage(shell('a', 'true', { dependsOn: [{ component: 'b' }] }), shell('b', 'true', { dependsOn: [{ component: 'a' }] })) })).rejects.toMatchObject({ originalError: { code: 'BAD_USER_INPUT' } });
  expect(await graph.db.query('select count(*) as n from component')).toEqual(before);
});

test('a thousand stages and outputs are stored', async () => {
  const { id } = await create(graph, {
    stages: Array.from({ length: 1000 }, (_, i) => ({ name: `s${i}`, components: [shell(`c${i}`, 'true', { dependsOn: i ? [{ component: `c${i - 1}` }] : [] })] })),
    outputs: Array.from({ length: 1000 }, (_, i) => ({ name: `o${i}`, component: `c${i}`, path: 'x' })),
  });
  const { experiment } = await ask('query($id: ID!) { experiment(id: $id) { currentStage { name } progress { total } } }', { id });
  expect(experiment).toEqual({ currentStage: { name: 's0' }, progress: { total: 1000 } });
  await ask('mutation($id: ID!) { deleteExperiment(id: $id, force: true) { id } }', { id });
});
