import { openDatabase } from '../../src/database/open';
import { automlGraph, type AutomlGraph } from '../support/automl';

let graph: AutomlGraph;
const ask = async (source: string, variables: Record<string, unknown> = {}): Promise<any> => {
  const { data, errors } = await graph.run(source, variables);
  if (errors) throw errors[0]!;
  return data;
};
const refused = async (source: string, variables: Record<string, unknown> = {}) => (await graph.run(source, variables)).errors?.[0]?.originalError as any;

beforeAll(async () => { graph = await automlGraph(); });
afterAll(() => graph?.close());

const FIELDS = 'id number name author description parameters { name required description value } spec createdAt';
const make = `mutation($i: CreateExperimentTemplateInput!) { createExperimentTemplate(input: $i) { ${FIELDS} } }`;
const update = `mutation($id: ID!, $i: UpdateExperimentTemplateInput!) { updateExperimentTemplate(id: $id, input: $i) { ${FIELDS} } }`;
const remove = `mutation($id: ID!) { deleteExperimentTemplate(id: $id) { ${FIELDS} } }`;
const byName = async (name: string) => (await ask(`query($name: String!) { experimentTemplateByName(name: $name) { ${FIELDS} } }`, { name })).experimentTemplateByName;
const names = async (args = '') => (await ask(`{ experimentTemplates${args} { nodes { name } } }`)).experimentTemplates.nodes.map(({ name }: any) => name);

test('a new installation has three templates, and one that was deleted stays deleted', async () => {
  expect(await names()).toEqual(['tf-mnist', 'pytorch-mnist', 'quickstart']);
  const tf = await byName('tf-mnist');
  expect(tf.parameters.map(({ name, required, value }: any) => [name, required, value])).toEqual([
    ['learning_rate', false, '0.2'], ['batch_size', false, '150'], ['experiment_name', true, null],
    ['spec.Ps.replicas', false, '1'], ['spec.Ps.resourceMap.cpu', false, '1'], ['spec.Ps.resourceMap.memory', false, '2G'],
    ['spec.Worker.replicas', false, '1'], ['spec.Worker.resourceMap.cpu', false, '1'], ['spec.Worker.resourceMap.memory', false, '2G'],
  ]);
  expect(tf.spec).toMatchObject({ meta: { name: '{{experiment_name}}', framework: 'TensorFlow' }, spec: { Ps: { replicas: 1, resources: 'cpu=1,memory=2G' } } });
  const { id } = await byName('quickstart');
  await ask(remove, { id });
  // As when a server starts again.
  await (await openDatabase(graph.postgres.address)).destroy();
  expect(await names()).toEqual(['tf-mnist', 'pytorch-mnist']);
});

const spec = { meta: { name: '{{n}}', deep: [{ a: null }] } };

test('a template is stored, found, replaced as a whole, and deleted', async () => {
  const input = { name: 'mine', author: 'me', description: 'd', parameters: [{ name: 'n', required: true, description: 'name', value: 'v' }, { name: 'other' }], spec };
  const { createExperimentTemplate: made } = await ask(make, { i: input });
  expect(made).toEqual({
    ...input, id: expect.stringMatching(/^tp_\d+$/), number: expect.any(Number), createdAt: expect.any(String),
    parameters: [input.parameters[0], { name: 'other', required: null, description: null, value: null }],
  });
  expect(await byName('mine')).toEqual(made);
  expect((await ask(`query($id: ID!) { experimentTemplate(id: $id) { ${FIELDS} } }`, { id: made.id })).experimentTemplate).toEqual(made);
  expect([await byName('Mine'), await byName('\0')]).toEqual([null, null]);
  const { updateExperimentTemplate: now } = await ask(update, { id: made.id, i: { name: 'yours', spec: {} } });
  expect(now).toEqual({ ...made, name: 'yours', author: null, description: null, parameters: [], spec: {} });
  expect((await ask(remove, { id: made.id })).deleteExperimentTemplate).toEqual(now);
  expect(await byName('yours')).toBeNull();
  for (const [operation, more] of [[remove, {}], [update, { i: { name: 'x', spec: {} } }]] as const) expect(await refused(operation, { id: made.id, ...more })).toMatchObject({ code: 'NOT_FOUND' });
});

test('names are unique, also when several come at once', async () => {
  expect(await refused(make, { i: { name: 'tf-mnist', spec } })).toMatchObject({ code: 'CONFLICT' });
  const answers = await Promise.all(Array.from({ length: 4 }, () => graph.run(make, { i: { name: 'race', spec } })));
  expect(answers.map(({ errors }) => (errors?.[0]?.originalError as any)?.code ?? 'stored').sort()).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT', 'stored']);
  const { id } = await byName('race');
  expect(await refused(update, { id, i: { name: 'tf-mnist', spec } })).toMatchObject({ code: 'CONFLICT' });
  expect(await names('(where: {name: {eq: "race"}})')).toEqual(['race']);
});

test.each([
  [{ name: '', spec }, ['input', 'name']],
  [{ name: 'x'.repeat(33), spec }, ['input', 'name']],
  [{ name: 'x', spec: [] }, ['input', 'spec']],
  [{ name: 'x', spec: 'text' }, ['input', 'spec']],
  [{ name: 'x', spec: { meta: { 'k\0': 1 } } }, ['input', 'spec', 'meta']],
  [{ name: 'x', spec, parameters: [{ name: 'a' }, { name: '' }] }, ['input', 'parameters', 1, 'name']],
  [{ name: 'x', spec, parameters: [{ name: 'a' }, { name: 'a' }] }, ['input', 'parameters', 1, 'name']],
  [{ name: 'x', spec, parameters: Array.from({ length: 1001 }, (_, i) => ({ name: String(i) })) }, ['input', 'parameters']],
  [{ name: 'x', spec: { long: 'd'.repeat(65_536) } }, ['input']],
])('what cannot be stored is refused, by both mutations: %#', async (i, path) => {
  expect(await refused(make, { i })).toMatchObject({ code: 'BAD_USER_INPUT', details: { path } });
  expect(await refused(update, { id: 'tp_1', i })).toMatchObject({ code: 'BAD_USER_INPUT', details: { path } });
});

test('other graphs reach environments and templates by their keys', async () => {
  const { _entities } = await ask('query($r: [_Any!]!) { _entities(representations: $r) { ... on ExperimentTemplate { name } ... on Environment { name } } }', { r: [{ __typename: 'ExperimentTemplate', id: 'tp_1' }, { __typename: 'ExperimentTemplate', id: 'en_1' }, { __typename: 'Environment', id: 'en_9' }] });
  expect(_entities).toEqual([{ name: 'tf-mnist' }, null, null]);
});
