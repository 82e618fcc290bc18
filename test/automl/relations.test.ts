import { automlGraph, seedRows, type AutomlGraph } from '../support/automl';

// Filters on lists of children, and orderings by a parent. 4 data sets with 2 dataruns each (1-8), 2 partitions a run (1-16), 1 classifier a partition (1-16).
let graph: AutomlGraph;
beforeAll(async () => {
  graph = await automlGraph();
  await seedRows(graph, { datasets: 4, dataruns: 2, partitions: 2, classifiers: 2 });
  await graph.db.query(`insert into dataset (name, class_column, train_path, train_file, n_examples, k_classes, d_features, majority, size_kb) values ('empty', 'class', 'x', 'x', 1, 1, 1, 0.25, 1)`);
  await graph.db.query(`update dataset set name = 'd' || (9 - id), test_path = case when id in (2, 3) then 'test' || id end where id < 5`);
  await graph.db.query(`update classifier set status = 'ERRORED', cv_judgment_metric = null where id in (1, 5, 6)`);
  await graph.db.query(`update classifier set status = 'STOPPED_EARLY' where id = 9`);
  await graph.db.query(`update classifier set status = 'RUNNING', finished_at = null where id in (3, 16)`);
  await graph.db.query(`update datarun set status = (array['SUCCEEDED', 'PENDING', 'RUNNING', 'FAILED', 'PAUSED', 'CANCELLED', 'PENDING', 'RUNNING'])[id]`);
});
afterAll(() => graph.close());

const numbers = async (list: string, args: string) => {
  const { data, errors } = await graph.run(`{ ${list}(${args}) { totalCount nodes { number } } }`);
  expect(errors).toBeUndefined();
  const found: number[] = data[list].nodes.map(({ number }: { number: number }) => number);
  expect(found).toHaveLength(Math.min(20, data[list].totalCount));
  return found;
};

test.each([
  ['dataruns', '{classifiers: {some: {status: [ERRORED]}}}', [1, 3]],
  ['dataruns', '{classifiers: {none: {status: [ERRORED, STOPPED_EARLY]}}}', [2, 4, 6, 7, 8]],
  ['dataruns', '{classifiers: {every: {status: [ERRORED]}}}', [3]],
  // Of an errored classifier it is not known whether it has so much, so not each has.
  ['dataruns', '{classifiers: {every: {cvJudgmentMetric: {gte: -1}}}}', [2, 4, 5, 6, 7, 8]],
  ['dataruns', '{classifiers: {some: {status: [ERRORED]}, none: {status: [COMPLETE]}}}', [3]],
  ['dataruns', '{not: {classifiers: {some: {status: [ERRORED]}}}, dataset: {number: {lte: 2}}}', [2, 4]],
  ['datasets', '{dataruns: {some: {}}}', [1, 2, 3, 4]],
  ['datasets', '{dataruns: {none: {}}}', [5]],
  ['datasets', '{dataruns: {every: {status: [PENDING, RUNNING]}}}', [4, 5]],
  ['datasets', '{dataruns: {}}', [1, 2, 3, 4, 5]],
  ['datasets', '{dataruns: {some: {hyperpartitions: {some: {classifiers: {some: {status: [RUNNING]}}}}}}}', [1, 4]],
  ['datasets', '{majority: {lt: 0.5}}', [5]],
  ['hyperpartitions', '{classifiers: {some: {number: {in: [4, 5]}}}}', [4, 5]],
  ['hyperpartitions', '{or: [{classifiers: {some: {status: [STOPPED_EARLY]}}}, {datarun: {classifiers: {every: {status: [ERRORED]}}}}]}', [5, 6, 9]],
])('%s(where: %s)', async (list, where, expected) => expect(await numbers(list, `where: ${where}`)).toEqual(expected));

const ascending = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
test.each([
  ['dataruns', '{dataset: {field: NAME}}', [7, 8, 5, 6, 3, 4, 1, 2]],
  ['dataruns', '{dataset: {field: TEST_PATH, direction: DESC}}, {field: ID, direction: DESC}', [6, 5, 4, 3, 8, 7, 2, 1]],
  ['dataruns', '{dataset: {field: TEST_PATH, nulls: FIRST}}', [1, 2, 7, 8, 3, 4, 5, 6]],
  ['dataruns', '{field: STATUS}', [1, 4, 6, 2, 7, 3, 5, 8]],
  ['dataruns', '{field: STATUS, direction: DESC}, {dataset: {field: NAME}}', [8, 5, 3, 7, 2, 6, 4, 1]],
  ['hyperpartitions', '{field: METHOD}, {datarun: {dataset: {field: NAME}}}, {field: ID, direction: DESC}', [16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]],
  ['classifiers', '{field: STATUS}', [2, 4, 7, 8, 10, 11, 12, 13, 14, 15, 1, 5, 6, 9, 3, 16]],
  ['classifiers', '{hyperpartition: {datarun: {field: STATUS}}}, {field: STATUS, direction: DESC}', [1, 2, 7, 8, 11, 12, 3, 4, 13, 14, 16, 5, 6, 9, 10, 15]],
  ['classifiers', '{field: FINISHED_AT, nulls: FIRST}', [3, 16, ...ascending(16).filter((n) => n !== 3 && n !== 16)]],
  ['datasets', '{field: TEST_PATH, nulls: FIRST, direction: DESC}', [1, 4, 5, 3, 2]],
])('%s(orderBy: [%s]), at once and by cursors both ways', async (list, orderBy, expected) => {
  expect(await numbers(list, `orderBy: [${orderBy}]`)).toEqual(expected);
  for (const [size, from, more, end] of [['first', 'after', 'hasNextPage', 'endCursor'], ['last', 'before', 'hasPreviousPage', 'startCursor']] as const) {
    const found: number[] = [];
    for (let cursor: string | null = null, goOn = true; goOn;) {
      const { data, errors } = await graph.run(`query($c: Cursor) { ${list}(${size}: 3, ${from}: $c, orderBy: [${orderBy}]) { nodes { number } pageInfo { ${more} ${end} } } }`, { c: cursor });
      expect(errors).toBeUndefined();
      const page = data[list].nodes.map(({ number }: { number: number }) => number);
      if (size === 'first') found.push(...page); else found.unshift(...page);
      ({ [end]: cursor, [more]: goOn } = data[list].pageInfo);
    }
    expect(found).toEqual(expected);
  }
});

test('lists of children are ordered by a parent of theirs, too', async () => {
  const { data, errors } = await graph.run('{ dataruns(first: 2, orderBy: [{dataset: {field: NAME}}]) { nodes { number classifiers(orderBy: [{hyperpartition: {field: ID, direction: DESC}}]) { edges { cursor node { number } } } } } }');
  expect(errors).toBeUndefined();
  expect(data.dataruns.nodes.map((run: any) => run.classifiers.edges.map(({ node }: any) => node.number))).toEqual([[14, 13], [16, 15]]);
});

test('every field can be ordered by', async () => {
  for (const [list, type] of [['datasets', 'DatasetField'], ['dataruns', 'DatarunField'], ['hyperpartitions', 'HyperpartitionField'], ['classifiers', 'ClassifierField']]) {
    const { enumValues } = (await graph.run(`{ __type(name: "${type}") { enumValues { name } } }`)).data.__type;
    for (const { name } of enumValues) {
      const { data, errors } = await graph.run(`query($c: Cursor) { ${list}(first: 2, after: $c, orderBy: [{field: ${name}, direction: DESC}]) { pageInfo { endCursor } } }`);
      expect(errors).toBeUndefined();
      expect((await graph.run(`query($c: Cursor) { ${list}(first: 2, after: $c, orderBy: [{field: ${name}, direction: DESC}]) { nodes { number } } }`, { c: data[list!].pageInfo.endCursor })).errors).toBeUndefined();
    }
  }
});

test.each([
  ['one of field, dataset', 'dataruns', 'orderBy: [{direction: ASC}]'],
  ['one of field, dataset', 'dataruns', 'orderBy: [{field: ID, dataset: {field: ID}}]'],
  ['direction and nulls stand beside field', 'dataruns', 'orderBy: [{dataset: {field: ID}, direction: DESC}]'],
  ['one of field, dataset', 'classifiers', 'orderBy: [{hyperpartition: {datarun: {}}}]'],
  ['may have 20 terms; this one has 21', 'datasets', `orderBy: [${'{field: NAME}'.repeat(21)}]`],
  ['may look at 100 relations', 'datasets', `where: {or: [${'{dataruns: {some: {}}}'.repeat(101)}]}`],
  ['nested 16 deep', 'datasets', `where: ${'{dataruns: {some: {dataset: '.repeat(11)}{}${'}}}'.repeat(11)}`],
])('what is refused: %s', async (message, list, args) => {
  const { errors } = await graph.run(`{ ${list}(${args}) { totalCount nodes { number } } }`);
  expect(errors).toMatchObject([{ message: expect.stringContaining(message), originalError: { code: 'BAD_USER_INPUT' } }]);
});
