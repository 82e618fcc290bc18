import { automlGraph, type AutomlGraph } from '../support/automl';
import { create, oneStage, shell } from '../support/experiments';

let graph: AutomlGraph;
const ask = async (source: string, variables: Record<string, unknown> = {}): Promise<any> => {
  const { data, errors } = await graph.run(source, variables);
  if (errors) throw errors[0]!;
  return data;
};
const refused = async (source: string, variables: Record<string, unknown> = {}) => (await graph.run(source, variables)).errors?.[0]?.originalError as any;

beforeAll(async () => { graph = await automlGraph(); });
afterAll(() => graph?.close());

const FIELDS = 'id name image dockerImage kernelSpec description createdAt';
const make = `mutation($i: CreateEnvironmentInput!) { createEnvironment(input: $i) { ${FIELDS} } }`;
const update = `mutation($id: ID!, $i: UpdateEnvironmentInput!) { updateEnvironment(id: $id, input: $i) { ${FIELDS} } }`;
const remove = `mutation($id: ID!) { deleteEnvironment(id: $id) { ${FIELDS} } }`;
const byName = async (name: string) => (await ask(`query($name: String!) { environmentByName(name: $name) { ${FIELDS} } }`, { name })).environmentByName;

test('an environment is stored, found, replaced as a whole, and deleted', async () => {
  const input = { name: 'my env/1', image: 'busybox', kernelSpec: { name: 'k', channels: ['c'], condaDependencies: [], pipDependencies: ['a==1'] }, description: 'first' };
  const { createEnvironment: made } = await ask(make, { i: input });
  expect(made).toEqual({ id: expect.stringMatching(/^en_\d+$/), createdAt: expect.any(String), dockerImage: null, ...input });
  expect(await byName('my env/1')).toEqual(made);
  expect(await byName('MY ENV/1')).toBeNull();
  expect(await byName('\0')).toBeNull();
  const { updateEnvironment: now } = await ask(update, { id: made.id, i: { name: 'other', dockerImage: 'd' } });
  expect(now).toEqual({ ...made, name: 'other', image: null, dockerImage: 'd', kernelSpec: null, description: null });
  expect(await byName('my env/1')).toBeNull();
  expect((await ask(remove, { id: made.id })).deleteEnvironment).toEqual(now);
  expect(await byName('other')).toBeNull();
  for (const [operation, more] of [[remove, {}], [update, { i: { name: 'x' } }]] as const) expect(await refused(operation, { id: made.id, ...more })).toMatchObject({ code: 'NOT_FOUND' });
});

test('a name is taken once, and names that differ in case are two', async () => {
  await ask(make, { i: { name: 'Same' } });
  const { createEnvironment: { id } } = await ask(make, { i: { name: 'same' } });
  expect(await refused(make, { i: { name: 'same' } })).toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('same') });
  expect(await refused(update, { id, i: { name: 'Same' } })).toMatchObject({ code: 'CONFLICT' });
  expect((await ask(update, { id, i: { name: 'same', description: 'new' } })).updateEnvironment.description).toBe('new');
});

test('of creations with one name at once, one succeeds', async () => {
  const answers = await Promise.all(Array.from({ length: 6 }, (_, i) => graph.run(make, { i: { name: 'race', description: String(i) } })));
  expect(answers.filter(({ errors }) => !errors)).toHaveLength(1);
  expect(answers.flatMap(({ errors }) => errors ?? []).map(({ originalError }: any) => originalError.code)).toEqual(Array(5).fill('CONFLICT'));
});

test.each([
  [{ name: '' }, ['input', 'name']],
  [{ name: 'x'.repeat(256) }, ['input', 'name']],
  [{ name: 'a\0b' }, ['input', 'name']],
  [{ name: '\ud800' }, ['input', 'name']],
  [{ name: 'x', kernelSpec: ['k'] }, ['input', 'kernelSpec']],
  [{ name: 'x', kernelSpec: 'k' }, ['input', 'kernelSpec']],
  [{ name: 'x', kernelSpec: { dependencies: [] } }, ['input', 'kernelSpec', 'dependencies']],
  [{ name: 'x', kernelSpec: { name: 1 } }, ['input', 'kernelSpec', 'name']],
  [{ name: 'x', kernelSpec: { channels: 'c' } }, ['input', 'kernelSpec', 'channels']],
  [{ name: 'x', kernelSpec: { pipDependencies: ['a', null] } }, ['input', 'kernelSpec', 'pipDependencies', 1]],
  [{ name: 'x', kernelSpec: { name: 'b\0' } }, ['input', 'kernelSpec', 'name']],
  [{ name: 'x', description: 'd'.repeat(65_536) }, ['input']],
])('what cannot be stored is refused, by both mutations: %#', async (i, path) => {
  expect(await refused(make, { i })).toMatchObject({ code: 'BAD_USER_INPUT', details: { path } });
  expect(await refused(update, { id: 'en_1', i })).toMatchObject({ code: 'BAD_USER_INPUT', details: { path } });
});

test('names may be 255 characters of any kind, whatever a character is in bytes', async () => {
  const name = '🚀'.repeat(255);
  await ask(make, { i: { name } });
  expect((await byName(name)).name).toBe(name);
});

test('an environment may be deleted while experiments name it; what they named stays in their request', async () => {
  const { createEnvironment: { id } } = await ask(make, { i: { name: 'used' } });
  const { id: user } = await create(graph, { name: 'uses', environment: 'used', stages: oneStage(shell('c', 'true')) });
  const look = async () => (await ask('query($id: ID!) { experiment(id: $id) { environment { name } spec } }', { id: user })).experiment;
  expect(await look()).toMatchObject({ environment: { name: 'used' }, spec: { environment: 'used' } });
  await ask(update, { id, i: { name: 'renamed' } });
  expect(await look()).toMatchObject({ environment: { name: 'renamed' }, spec: { environment: 'used' } });
  await ask(remove, { id });
  expect(await look()).toMatchObject({ environment: null, spec: { environment: 'used' } });
  await expect(create(graph, { environment: 'renamed', stages: oneStage(shell('c', 'true')) })).rejects.toMatchObject({ originalError: { code: 'NOT_FOUND' } });
});

test('a deletion and experiments that name what is deleted at once leave no experiment with an environment that is gone', async () => {
  const { createEnvironment: { id } } = await ask(make, { i: { name: 'contended' } });
  const input = { name: 'c', environment: 'contended', stages: oneStage(shell('c', 'true')) };
  const creations = Array.from({ length: 8 }, () => create(graph, input).then(({ id: made }) => made as string, ({ originalError }) => originalError.code as string));
  const [deleted, ...made] = await Promise.all([graph.run(remove, { id }), ...creations]);
  expect(deleted.errors).toBeUndefined();
  expect(made.every((one) => /^ex_|^NOT_FOUND$/.test(one))).toBe(true);
  expect(await graph.db.query('select count(*) as n from experiment where environment_id is not null and not exists (select from environment e where e.id = environment_id)')).toEqual([{ n: 0 }]);
});

test('environments are listed by id, filtered, and in pages', async () => {
  for (const name of ['list-a', 'list-b', 'list-c']) await ask(make, { i: { name } });
  const list = async (args: string) => (await ask(`{ environments(${args}) { totalCount nodes { name } pageInfo { hasNextPage } } }`)).environments;
  expect(await list('where: {name: {like: "list-%"}}, first: 2')).toEqual({ totalCount: 3, nodes: [{ name: 'list-a' }, { name: 'list-b' }], pageInfo: { hasNextPage: true } });
  expect((await list('where: {or: [{name: {eq: "list-c"}}, {name: {in: ["list-a"]}}], not: {name: {eq: "list-a"}}}')).nodes).toEqual([{ name: 'list-c' }]);
  const { id } = await byName('list-b');
  expect((await list(`where: {id: ["${id}", "ex_1", "nothing"]}`)).nodes).toEqual([{ name: 'list-b' }]);
});
