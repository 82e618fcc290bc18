import { automlGraph, seedRows, type AutomlGraph } from '../support/automl';

let graph: AutomlGraph;
beforeAll(async () => { graph = await automlGraph(); await seedRows(graph, { datasets: 12, dataruns: 7, partitions: 2, classifiers: 14 }); });
afterAll(() => graph.close());

const nested = `query($first: Int!) { datasets(first: $first) { totalCount nodes { id name
  dataruns(first: 5) { totalCount nodes { id classifiers(first: 5) { totalCount nodes { id cvJudgmentMetric } pageInfo { hasNextPage } } } } } } }`;

describe('reading the automl graph', () => {
  test.each([1, 12])('data sets with their dataruns and classifiers take 6 statements for %i data sets', async (first) => {
    graph.statements.length = 0;
    const { data, errors } = await graph.run(nested, { first });
    expect(errors).toBeUndefined();
    expect(data.datasets.totalCount).toBe(12);
    expect(data.datasets.nodes).toHaveLength(first);
    for (const dataset of data.datasets.nodes) {
      expect(dataset.dataruns).toMatchObject({ totalCount: 7 });
      expect(dataset.dataruns.nodes).toHaveLength(5);
      for (const run of dataset.dataruns.nodes) {
        expect(run.classifiers).toMatchObject({ totalCount: 14, pageInfo: { hasNextPage: true } });
        expect(run.classifiers.nodes).toHaveLength(5);
      }
    }
    expect(graph.statements.length).toBeLessThanOrEqual(6);
  });

  test('walking a list by cursors in either direction meets every node once, in order', async () => {
    const all = (await graph.run('{ classifiers(first: 200, orderBy: [{field: CV, direction: DESC}], where: {datarun: {dataset: {number: {eq: 1}}}}) { nodes { id } totalCount } }')).data.classifiers;
    expect(all.nodes).toHaveLength(all.totalCount);
    const forwards: string[] = [], backwards: string[] = [];
    for (let cursor: string | null = null, more = true; more;) {
      const { data } = await graph.run('query($c: Cursor) { classifiers(first: 9, after: $c, orderBy: [{field: CV, direction: DESC}], where: {datarun: {dataset: {number: {eq: 1}}}}) { edges { cursor node { id } } pageInfo { hasNextPage endCursor } } }', { c: cursor });
      forwards.push(...data.classifiers.edges.map((e: any) => e.node.id));
      ({ endCursor: cursor, hasNextPage: more } = data.classifiers.pageInfo);
    }
    for (let cursor: string | null = null, more = true; more;) {
      const { data } = await graph.run('query($c: Cursor) { classifiers(last: 9, before: $c, orderBy: [{field: CV, direction: DESC}], where: {datarun: {dataset: {number: {eq: 1}}}}) { nodes { id } pageInfo { hasPreviousPage startCursor } } }', { c: cursor });
      backwards.unshift(...data.classifiers.nodes.map((n: any) => n.id));
      ({ startCursor: cursor, hasPreviousPage: more } = data.classifiers.pageInfo);
    }
    const ids = all.nodes.map((n: any) => n.id);
    expect(forwards).toEqual(ids);
    expect(backwards).toEqual(ids);
  });

  test('nulls come last in both directions and cursors pass over them', async () => {
    await graph.db.query(`update classifier set cv_judgment_metric = null where datarun_id = 2 and slot % 3 = 0`);
    for (const direction of ['ASC', 'DESC']) {
      const seen: (string | null)[] = [];
      for (let cursor: string | null = null, more = true; more;) {
        const { data } = await graph.run(`query($c: Cursor) { classifiers(first: 4, after: $c, orderBy: [{field: CV, direction: ${direction}}], where: {datarun: {number: {eq: 2}}}) { nodes { cvJudgmentMetric } pageInfo { hasNextPage endCursor } } }`, { c: cursor });
        seen.push(...data.classifiers.nodes.map((n: any) => n.cvJudgmentMetric));
        ({ endCursor: cursor, hasNextPage: more } = data.classifiers.pageInfo);
      }
      const numbers = seen.filter((v) => v !== null).map(Number);
      expect(seen).toHaveLength(14);
      expect(seen.slice(numbers.length).every((v) => v === null)).toBe(true);
      expect(numbers).toEqual(numbers.toSorted((a, b) => (direction === 'ASC' ? a - b : b - a)));
    }
  });

  test('numbered pages, and the mixture of both kinds is refused', async () => {
    const { data } = await graph.run('{ dataruns(page: 3, pageSize: 10) { totalCount nodes { number } } }');
    expect(data.dataruns).toEqual({ totalCount: 84, nodes: Array.from({ length: 10 }, (_, i) => ({ number: 21 + i })) });
    const { errors } = await graph.run('{ dataruns(page: 1, first: 2) { totalCount } }');
    expect(errors).toMatchObject([{ message: expect.stringContaining('not both') }]);
  });

  test.each([
    ['first: 201', 'first must be 0 to 200, not 201.'],
    ['first: -1', 'first must be 0 to 200, not -1.'],
    ['pageSize: 0', 'pageSize must be 1 to 200, not 0.'],
    ['page: 0', 'page must be 1 or more, not 0.'],
    ['first: 1, last: 1', 'Use either first or last, not both.'],
    ['after: "bm9wZQ"', 'This cursor does not belong to this list and ordering.'],
    ['after: "WyJ4Il0"', 'This cursor does not belong to this list and ordering.'],
  ])('classifiers(%s) is refused', async (args, message) => {
    const { errors } = await graph.run(`{ classifiers(${args}) { totalCount } }`);
    expect(errors?.map((e) => e.message)).toEqual([message]);
    expect((errors![0]!.originalError as any)?.code).toBe('BAD_USER_INPUT');
  });

  const cursorOf = (...values: unknown[]) => Buffer.from(JSON.stringify(values)).toString('base64url');
  const startedAt = 'orderBy: [{field: STARTED_AT, direction: DESC}]';
  test.each([
    [`after: "${cursorOf(1e20)}"`, /cursor/],
    [`after: "${cursorOf(2 ** 31)}"`, /cursor/],
    [`${startedAt}, after: "${cursorOf('2020-99-99T99:99:99.000000Z', 1)}"`, /cursor/],
    [`${startedAt}, after: "${cursorOf('2020-02-30T00:00:00.000000Z', 1)}"`, /cursor/],
    [`${startedAt}, after: "${cursorOf('0000-01-01T00:00:00.000000Z', 1)}"`, /cursor/],
    [`orderBy: [{field: CV, direction: ASC}], after: "${cursorOf('9'.repeat(101), 1)}"`, /cursor/],
    ['where: {host: {eq: "a\\u0000"}}', /NUL/],
    ['where: {host: {in: ["a\\u0000"]}}', /NUL/],
    ['where: {host: {like: "a\\\\\\\\\\\\"}}', /backslash/],
    ['where: {host: {ilike: "\\\\"}}', /backslash/],
  ])('classifiers(%s) is the fault of the client', async (args, message) => {
    const { errors } = await graph.run(`{ classifiers(${args}) { totalCount nodes { id } } }`);
    expect(errors).toMatchObject([{ message: expect.stringMatching(message), originalError: { code: 'BAD_USER_INPUT' } }]);
  });

  test.each(['2020-02-30T00:00:00Z', '2023-02-29T00:00:00Z', '0000-01-01T00:00:00Z', '0001-01-01T00:00:00+00:01', '9999-12-31T23:59:59-00:01', '2020-13-01T00:00:00Z', '2020-01-01T24:00:01Z', '2020-01-01'])('%s is no DateTime', async (gt) => {
    const { errors } = await graph.run('query($w: ClassifierFilter) { classifiers(where: $w) { totalCount } }', { w: { startedAt: { gt } } });
    expect(errors).toMatchObject([{ message: expect.stringContaining('is not a DateTime'), originalError: { extensions: { code: 'BAD_USER_INPUT' } } }]);
  });

  test.each(['0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999999Z', '2024-02-29T23:59:59-12:00', '2024-02-29t00:00:00z'])('%s is one', async (gt) => {
    expect((await graph.run('query($w: ClassifierFilter) { classifiers(where: $w) { totalCount } }', { w: { startedAt: { gt } } })).errors).toBeUndefined();
  });

  test('a filter with more values than a statement can take is the fault of the client; a pattern may end in two backslashes', async () => {
    const and = Array.from({ length: 1000 }, (_, i) => ({ number: { eq: i } }));
    const { errors } = await graph.run('query($w: DatasetFilter) { datasets(where: $w) { totalCount } }', { w: { or: Array.from({ length: 11 }, () => ({ and })) } });
    expect(errors).toMatchObject([{ message: 'A filter may have 10000 values.', originalError: { code: 'BAD_USER_INPUT' } }]);
    expect((await graph.run('query($w: DatasetFilter) { datasets(where: $w) { totalCount } }', { w: { name: { like: 'a\\\\' } } })).data).toEqual({ datasets: { totalCount: 0 } });
  });

  test.each([
    ['datasets', '{name: {like: "d1%"}}', 4],
    ['datasets', '{or: [{number: {in: [1, 2]}}, {name: {eq: "d5"}}]}', 3],
    ['datasets', '{not: {number: {gte: 3}}}', 2],
    ['datasets', '{description: {isNull: true}}', 12],
    ['datasets', '{id: ["ds_3", "dr_4", "nonsense"]}', 1],
    ['datasets', '{id: []}', 0],
    ['datasets', '{or: []}', 0],
    ['datasets', '{name: {ilike: "D1_"}, number: {ne: 10}}', 2],
    ['dataruns', '{status: [SUCCEEDED, FAILED]}', 84],
    ['dataruns', '{status: RUNNING}', 0],
    ['dataruns', '{dataset: {name: {eq: "d2"}}}', 7],
    ['hyperpartitions', '{datarun: {dataset: {number: {lte: 2}}}, method: {eq: "dt"}}', 28],
    ['classifiers', '{hyperpartition: {number: {eq: 1}}}', 7],
    ['classifiers', '{hyperpartitionId: "hp_1"}', 7],
    ['classifiers', '{datarun: {number: {eq: 3}}, minScore: 2}', 0],
    ['classifiers', '{datarun: {number: {eq: 3}}, minScore: -1}', 14],
    ['classifiers', '{datarun: {number: {eq: 3}}, startedAt: {gt: "2020-01-01T00:00:00Z"}, host: {notIn: ["x"]}}', 14],
  ])('%s(where: %s) has %i', async (list, where, count) => {
    const { data, errors } = await graph.run(`{ ${list}(where: ${where}) { totalCount nodes { id } } }`);
    expect(errors).toBeUndefined();
    expect(data[list].totalCount).toBe(count);
    expect(data[list].nodes).toHaveLength(Math.min(20, count));
  });

  test('one thing by id or number; what is not there is null', async () => {
    const { data } = await graph.run(`{ a: dataset(id: "ds_1") { number } b: datasetByNumber(number: 2) { id createdAt majority } c: dataset(id: "dr_1") { id } d: datarunByNumber(number: 99999) { id }
      e: classifier(id: "cl_99999999999") { id } f: classifierByNumber(number: 1) { id datarun { id dataset { id } } hyperpartition { id datarun { id } tunables { name type low high } } scores { name } modelUrl log } }`);
    expect(data).toMatchObject({ a: { number: 1 }, b: { id: 'ds_2', majority: '0.500000000', createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/) }, c: null, d: null, e: null });
    expect(data.f).toEqual({ id: 'cl_1', datarun: { id: 'dr_1', dataset: { id: 'ds_1' } }, hyperpartition: { id: 'hp_1', datarun: { id: 'dr_1' }, tunables: [{ name: 'max_depth', type: 'INT', low: 2, high: 10 }] }, scores: [], modelUrl: null, log: null });
  });

  test('leaderboard and best classifier: best first, ties by id, errored ones left out', async () => {
    const { data } = await graph.run('{ dataruns(first: 3) { nodes { leaderboard(first: 200) { number cvJudgmentMetric } bestClassifier { number } classifiers(first: 200) { nodes { number cvJudgmentMetric } } } } }');
    for (const run of data.dataruns.nodes) {
      const expected = run.classifiers.nodes.toSorted((a: any, b: any) => Number(b.cvJudgmentMetric ?? -1) - Number(a.cvJudgmentMetric ?? -1) || a.number - b.number);
      expect(run.leaderboard).toEqual(expected);
      expect(run.bestClassifier).toEqual({ number: expected[0].number });
    }
  });

  test('entities are found by their key, one statement a type', async () => {
    graph.statements.length = 0;
    const representations = [1, 2, 3].flatMap((n) => [{ __typename: 'Dataset', id: `ds_${n}` }, { __typename: 'Classifier', id: `cl_${n}` }]).concat([{ __typename: 'Datarun', id: 'dr_999999' }]);
    const { data } = await graph.run('query($r: [_Any!]!) { _entities(representations: $r) { ... on Dataset { name } ... on Classifier { status } ... on Datarun { id } } }', { r: representations });
    expect(data._entities).toEqual([...[1, 2, 3].flatMap((n) => [{ name: `d${n}` }, { status: 'COMPLETE' }]), null]);
    expect(graph.statements).toHaveLength(3);
  });
});
