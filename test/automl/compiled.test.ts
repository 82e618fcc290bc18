import { parse } from 'graphql';
import { createExecutor } from '../../src/server/graphql/executor';
import { automlGraph, seedRows, type AutomlGraph } from '../support/automl';

let graph: AutomlGraph;
beforeAll(async () => { graph = await automlGraph(); await seedRows(graph, { datasets: 3, dataruns: 4, partitions: 1, classifiers: 3 }); });
afterAll(() => graph.close());

test.each([
  ['a filter that contains itself', 'query($where: DatarunFilter) { dataruns(where: $where) { totalCount nodes { id dataset { name } } } }', { where: { not: { dataset: { and: [{ name: { eq: 'd1' } }] } } } }],
  ['a list of filters', 'query($all: [DatarunFilter!]) { dataruns(where: {and: $all}) { totalCount } }', { all: [{ priority: { eq: 1 } }] }],
  ['plain variables', 'query($first: Int!, $n: Int) { datasets(first: $first) { nodes { dataruns(first: $n) { totalCount nodes { status classifiers { edges { cursor node { id cvJudgmentMetric scores { name } hyperparameters { name value } } } pageInfo { endCursor } } } } } } }', { first: 2 }],
])('an operation with %s answers the same each time it comes', async (_name, source, variableValues) => {
  const execute = createExecutor(), document = parse(source);
  const once = () => Promise.resolve(execute({ schema: graph.graph.schema, document, variableValues, contextValue: graph.context() }));
  const plain = JSON.stringify(await once());
  expect(plain).toContain('"data"');
  expect(plain).not.toContain('"errors"');
  for (let i = 0; i < 3; i++) expect(JSON.stringify(await once())).toBe(plain);
});
