import { getNamedType, isCompositeType, parse, type GraphQLField, type GraphQLObjectType } from 'graphql';
import { createExecutor } from '../../src/server/graphql/executor';
import { automlGraph, seedRows, type AutomlGraph } from '../support/automl';

let graph: AutomlGraph;
beforeAll(async () => {
  graph = await automlGraph();
  await seedRows(graph, { datasets: 1, dataruns: 2, partitions: 1, classifiers: 2 });
  await graph.db.query(`update datarun set status = 'RUNNING', budget = 9, started_at = clock_timestamp() - interval '1 h', owner = 'me', tags = '{a,b}' where id = 2`);
  await graph.db.query(`update classifier set model_location = 'models/' || id, metrics_location = 'metrics/' || id, log = 'a' || chr(10) || 'b', scores = '[{"name":"f1","fold":null,"value":0.5}]' where id <= 2`);
});
afterAll(() => graph.close());

const nouns = [['datasets', 'datasetByNumber', 'Dataset'], ['dataruns', 'datarunByNumber', 'Datarun'], ['hyperpartitions', 'hyperpartitionByNumber', 'Hyperpartition'], ['classifiers', 'classifierByNumber', 'Classifier']] as const;
const typeNamed = (name: string) => graph.graph.schema.getType(name) as GraphQLObjectType;
/** The field with all that is plain below it, and the nodes of connections. */
function selection({ name, type }: GraphQLField<unknown, unknown>): string {
  const named = getNamedType(type);
  if (!isCompositeType(named)) return name;
  const plain = Object.values((named as GraphQLObjectType).getFields()).filter((field) => !isCompositeType(getNamedType(field.type)) && field.name !== 'etaSeconds');
  return `${name} { ${named.name.endsWith('Connection') ? 'nodes { id number } pageInfo { hasNextPage endCursor }' : ''} ${plain.map((field) => field.name).join(' ')} }`;
}
const read = async (source: string, execute = createExecutor(), document = parse(source)) => {
  const { data, errors } = await execute({ schema: graph.graph.schema, document, contextValue: graph.context() }) as { data: any; errors?: unknown };
  expect(errors).toBeUndefined();
  return JSON.parse(JSON.stringify(data));
};

test.each(nouns)('a list of %s reads the columns that each of their fields needs, and no field is empty for want of one', async (list, byNumber, type) => {
  const fields = Object.values(typeNamed(type).getFields());
  expect(fields.length).toBeGreaterThan(8);
  const nodes: { number: number }[] = (await read(`{ ${list} { nodes { number } } }`))[list].nodes;
  for (const field of fields) {
    const whole = await read(`{ ${nodes.map(({ number }) => `n${number}: ${byNumber}(number: ${number}) { ${selection(field)} }`).join(' ')} }`);
    const alone = (await read(`{ ${list} { nodes { ${selection(field)} } } }`))[list].nodes;
    const edges = (await read(`query { ${list} { edges { ...E } } } fragment E on ${type}Edge { node { ... on ${type} { ${selection(field)} } } }`))[list].edges;
    expect({ field: field.name, alone, edges: edges.map((edge: any) => edge.node) }).toEqual({ field: field.name, alone: Object.values(whole), edges: Object.values(whole) });
  }
});

test('a list that is ordered by what nobody asked for has cursors all the same', async () => {
  const after = async (cursor?: string) => (await read(`{ classifiers(orderBy: [{field: CV, direction: DESC}], first: 2${cursor ? `, after: "${cursor}"` : ''}) { nodes { id } pageInfo { hasNextPage endCursor } } }`)).classifiers;
  const first = await after(), second = await after(first.pageInfo.endCursor);
  expect(first.pageInfo.hasNextPage).toBe(true);
  expect(second.pageInfo.hasNextPage).toBe(false);
  expect(new Set([...first.nodes, ...second.nodes].map(({ id }: any) => id)).size).toBe(4);
});

test('compiled execution leaves every value of every field as graphql-js would serialise it', async () => {
  const all = (type: string) => Object.values(typeNamed(type).getFields()).map(selection).join(' ');
  const source = `{ ${nouns.map(([list, , type]) => `${list} { totalCount pageInfo { startCursor hasPreviousPage } edges { cursor } nodes { __typename ${all(type)} } }`).join(' ')} workers { ${all('Worker')} } }`;
  const execute = createExecutor(), document = parse(source);
  const plain = await read(source, execute, document), compiled = [await read(source, execute, document), await read(source, execute, document)];
  for (const answer of compiled) expect(answer).toEqual(plain);
});

test('compiled code is asked for the schema as it is', async () => {
  const execute = createExecutor(), document = parse('{ __type(name: "Classifier") { fields { name type { name } } } }');
  for (let time = 0; time < 3; time++) {
    expect((await read('', execute, document)).__type.fields).toContainEqual({ name: 'cvJudgmentMetric', type: { name: 'Decimal' } });
  }
});
