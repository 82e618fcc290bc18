import { seedRows } from '../support/automl';
import { answerChecker, atmServer, type AtmServer } from './support/atm-server';

// 3 data sets with 2 dataruns each (1-6), 2 hyperpartitions a run (1-12), 1 classifier a partition (1-12).
let atm: AtmServer;
const check = answerChecker();
beforeAll(async () => {
  atm = await atmServer();
  await seedRows(atm, { datasets: 3, dataruns: 2, partitions: 2, classifiers: 2 });
  await atm.db.query(`update dataset set name = (array['Pollution_1', 'iris', 'a\\b%c'])[id], test_path = case id when 2 then 'iris_test.csv' end, majority = id / 10.0`);
  await atm.db.query(`update datarun set status = (array['PENDING', 'RUNNING', 'PAUSED', 'SUCCEEDED', 'FAILED', 'CANCELLED'])[id], metric = (array['F1', 'F1_MACRO', 'ROC_AUC', 'MCC', 'F1', 'AP'])[id],
    budget = case when id < 5 then id * 10 end, score_target = case id when 1 then 'MU_SIGMA' else 'CV' end, started_at = case when id > 1 then timestamptz '2019-04-11 20:58:11.346733Z' + (id - 2) * interval '1 day' end`);
  await atm.db.query(`update classifier set status = (array['RUNNING', 'ERRORED', 'STOPPED_EARLY', 'COMPLETE'])[1 + id % 4], error_message = case when id % 4 = 1 then 'Traceback' end,
    cv_judgment_metric = case when id % 4 = 3 then id / 20.0 end, finished_at = case when id % 4 > 0 then finished_at end`);
  await atm.db.query(`update hyperpartition set method = case when id % 3 = 0 then 'knn' else 'dt' end, status = (array['INCOMPLETE', 'GRIDDING_DONE', 'ERRORED'])[1 + id % 3]`);
});
afterAll(() => atm?.close());

const search = (collection: string, q: unknown, more = '') => atm.get(`/api/${collection}?q=${encodeURIComponent(typeof q === 'string' ? q : JSON.stringify(q))}${more}`);
const kinds: Record<string, string> = { datasets: 'Dataset', dataruns: 'Datarun', hyperpartitions: 'Hyperpartition', classifiers: 'Classifier' };
async function ids(collection: string, q: unknown, more = ''): Promise<number[]> {
  const answer = await search(collection, q, more);
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
  check(`${kinds[collection]}Page`, answer.json);
  return answer.json.objects.map(({ id }: { id: number }) => id);
}
const filtered = (collection: string, ...filters: unknown[]) => ids(collection, { filters }, '&results_per_page=100');
const range = (from: number, to: number) => Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);

describe('operators', () => {
  const aliases: [string[], unknown, number[]][] = [
    [['==', 'eq', 'equals', 'equal_to'], 2, [2]], [['!=', 'ne', 'neq', 'not_equal_to', 'does_not_equal'], 2, [1, 3]],
    [['>', 'gt'], 2, [3]], [['<', 'lt'], 2, [1]], [['>=', 'ge', 'gte', 'geq'], 2, [2, 3]], [['<=', 'le', 'lte', 'leq'], 2, [1, 2]],
    [['in'], [1, 3, 99], [1, 3]], [['not_in'], [1, 99], [2, 3]], [['is_null'], undefined, []], [['is_not_null'], undefined, [1, 2, 3]],
  ];
  it.each(aliases.flatMap(([names, val, expected]) => names.map((op) => [op, val, expected] as const)))('id %s %j', async (op, val, expected) => {
    expect(await filtered('datasets', { name: 'id', op, val })).toEqual(expected);
  });

  it.each([
    // Numbers that no column of 32 bits holds.
    ['datasets', 'id', 'eq', 1.5, []], ['datasets', 'id', 'ne', 1.5, [1, 2, 3]], ['datasets', 'id', 'gt', 1.5, [2, 3]], ['datasets', 'id', 'lt', 1.5, [1]], ['datasets', 'id', 'le', 2.9, [1, 2]],
    ['datasets', 'id', 'lt', 1e12, [1, 2, 3]], ['datasets', 'id', 'gt', 1e12, []], ['datasets', 'id', 'ge', -1e300, [1, 2, 3]], ['datasets', 'id', 'lt', -1e12, []], ['datasets', 'id', 'in', [1, 2.5, 1e20], [1]],
    ['dataruns', 'budget', 'ne', 1e12, [1, 2, 3, 4]], ['dataruns', 'budget', 'not_in', [2.5], [1, 2, 3, 4]], ['dataruns', 'budget', 'not_in', [10, null], []], ['dataruns', 'budget', 'in', [10, null], [1]],
    ['dataruns', 'budget', 'ne', 10, [2, 3, 4]], ['dataruns', 'budget', 'is_null', undefined, [5, 6]], ['datasets', 'id', 'eq', '2', [2]],
    ['datasets', 'majority', 'eq', 0.2, [2]], ['datasets', 'majority', 'gt', '0.15', [2, 3]], ['classifiers', 'cv_judgment_metric', 'ge', 0.35, [7, 11]], ['classifiers', 'cv_judgment_metric', 'is_not_null', undefined, [3, 7, 11]],
    ['datasets', 'name', 'like', 'poll%', [1]], ['datasets', 'name', 'ilike', '%IR_S', [2]], ['datasets', 'name', 'like', 'a\\b%', [3]], ['datasets', 'name', 'like', 'a\\', []], ['datasets', 'name', 'eq', 'a\\b%c', [3]],
    ['datasets', 'name', 'eq', 'pollution_1', []], ['datasets', 'name', 'in', ['iris', 'x'], [2]], ['datasets', 'test_path', 'is_null', undefined, [1, 3]], ['datasets', 'name', 'eq', 5, []],
    ['dataruns', 'dataset_id', 'eq', 2, [3, 4]], ['dataruns', 'dataset_id', 'in', [1, 3], [1, 2, 5, 6]], ['classifiers', 'datarun_id', 'is_null', undefined, []], ['classifiers', 'hyperpartition_id', '>', 10, [11, 12]],
    // The old words stand for all states that show as them.
    ['dataruns', 'status', 'eq', 'pending', [1]], ['dataruns', 'status', 'eq', 'running', [2, 3]], ['dataruns', 'status', 'eq', 'complete', [4, 5, 6]], ['dataruns', 'status', 'ne', 'complete', [1, 2, 3]],
    ['dataruns', 'status', 'eq', 'SUCCEEDED', []], ['dataruns', 'status', 'in', ['pending', 'complete'], [1, 4, 5, 6]], ['dataruns', 'status', 'not_in', ['complete'], [1, 2, 3]], ['dataruns', 'status', 'not_in', [null], []],
    ['dataruns', 'status', 'like', '%N_ing', [1, 2, 3]], ['dataruns', 'status', 'gt', 'pending', [2, 3]], ['dataruns', 'status', 'is_null', undefined, []], ['dataruns', 'status', 'is_not_null', undefined, range(1, 6)],
    ['classifiers', 'status', 'eq', 'errored', [1, 2, 5, 6, 9, 10]], ['hyperpartitions', 'status', 'eq', 'gridding_done', [1, 4, 7, 10]], ['hyperpartitions', 'method', 'eq', 'knn', [3, 6, 9, 12]],
    ['dataruns', 'metric', 'eq', 'f1', [1, 5]], ['dataruns', 'metric', 'like', 'f1%', [1, 2, 5]], ['dataruns', 'score_target', 'eq', 'mu_sigma_judgment_metric', [1]], ['dataruns', 'score_target', 'like', 'cv%', range(2, 6)],
    ['dataruns', 'tuner', 'eq', 'uniform', range(1, 6)], ['dataruns', 'budget_type', 'eq', 'classifier', range(1, 6)], ['dataruns', 'selector', 'ne', 'uniform', []], ['dataruns', 'description', 'eq', 'uniform__uniform', range(1, 6)],
    ['classifiers', 'hyperparameter_values_64', 'is_null', undefined, []], ['hyperpartitions', 'constant_hyperparameters_64', 'is_not_null', undefined, range(1, 12)],
    ['dataruns', 'start_time', 'eq', '2019-04-11T20:58:11.346733', [2]], ['dataruns', 'start_time', '<', '2019-04-13', [2, 3]], ['dataruns', 'start_time', 'in', ['Apr 12 2019 8:58:11.346733 PM', '2019-01-01'], [3]],
    ['dataruns', 'start_time', '>', 'CURRENT_TIMESTAMP', []], ['dataruns', 'start_time', '<=', 'CURRENT_DATE', range(2, 6)], ['dataruns', 'start_time', '<', 'LOCALTIMESTAMP', range(2, 6)],
  ] as [string, string, string, unknown, number[]][])('%s: %s %s %j', async (collection, name, op, val, expected) => {
    expect(await filtered(collection, { name, op, val })).toEqual(expected);
  });
});

describe('filters', () => {
  const status = (val: string) => ({ name: 'classifiers__status', op: 'any', val });
  it.each([
    ['dataruns', [status('running')], [2, 4, 6]], ['dataruns', [{ name: 'dataset__name', op: 'has', val: 'iris' }], [3, 4]],
    ['dataruns', [{ name: 'dataset', op: 'has', val: { name: 'name', op: 'like', val: 'pol%' } }], [1, 2]],
    // The name of the column is not looked at where val is a filter.
    ['dataruns', [{ name: 'classifiers__id', op: 'any', val: { name: 'cv_judgment_metric', op: 'gt', val: 0.3 } }], [4, 6]],
    ['datasets', [{ name: 'dataruns', op: 'any', val: { name: 'classifiers', op: 'any', val: { name: 'id', op: 'eq', val: 5 } } }], [2]],
    ['datasets', [{ name: 'dataruns', op: 'any', val: { or: [{ name: 'metric', op: 'eq', val: 'ap' }, { name: 'hyperpartitions__method', op: 'any', val: 'none' }] } }], [3]],
    ['classifiers', [{ name: 'hyperpartition', op: 'has', val: { name: 'datarun__dataset_id', op: 'has', val: 3 } }], [9, 10, 11, 12]],
    ['dataruns', [{ name: 'dataset', op: 'is_null' }], []], ['dataruns', [{ name: 'dataset', op: 'is_not_null' }], range(1, 6)],
    ['datasets', [{ name: 'dataruns', op: 'is_null' }], []], ['datasets', [{ name: 'dataruns', op: 'is_not_null' }], [1, 2, 3]],
    ['datasets', [{ or: [{ name: 'id', op: 'eq', val: 1 }, { and: [{ name: 'id', op: 'gt', val: 1 }, { or: [{ name: 'name', op: 'eq', val: 'iris' }] }] }] }], [1, 2]],
    ['datasets', [{ name: 'id', op: 'gt', val: 1 }, { name: 'id', op: 'lt', val: 3 }], [2]],
    ['datasets', [], [1, 2, 3]], ['datasets', [{ or: [] }], []], ['datasets', [{ and: [] }], [1, 2, 3]],
    ['dataruns', [{ and: [{ or: [status('complete'), status('errored')] }, { name: 'status', op: 'eq', val: 'running' }] }], [2, 3]],
  ] as [string, unknown[], number[]][])('%s: %j', async (collection, filters, expected) => expect(await filtered(collection, ...filters)).toEqual(expected));

  it('that are not there, and keys that are not known, are no filters', async () => {
    for (const q of [{}, { disjunction: true, functions: [1] }, { group_by: [] }, { limit: null, offset: null, single: false }]) expect(await ids('datasets', q)).toEqual([1, 2, 3]);
  });
});

describe('order_by', () => {
  it.each([
    ['datasets', [{ field: 'name' }], [1, 3, 2]], ['datasets', [{ field: 'id', direction: 'desc' }], [3, 2, 1]], ['datasets', [{ field: 'test_path' }], [1, 3, 2]], ['datasets', [{ field: 'test_path', direction: 'desc' }], [2, 1, 3]],
    ['dataruns', [{ field: 'budget' }], [5, 6, 1, 2, 3, 4]], ['dataruns', [{ field: 'budget', direction: 'desc' }], [4, 3, 2, 1, 5, 6]],
    ['dataruns', [{ field: 'metric' }, { field: 'id', direction: 'desc' }], [6, 5, 1, 2, 4, 3]], ['dataruns', [{ field: 'status' }], [4, 5, 6, 1, 2, 3]], ['dataruns', [{ field: 'status', direction: 'desc' }], [2, 3, 1, 4, 5, 6]],
    ['dataruns', [{ field: 'dataset__name' }], [1, 2, 5, 6, 3, 4]], ['dataruns', [{ field: 'dataset_id', direction: 'desc' }], [5, 6, 3, 4, 1, 2]],
    ['hyperpartitions', [{ field: 'status' }, { field: 'datarun_id', direction: 'desc' }], [11, 8, 5, 2, 10, 7, 4, 1, 12, 9, 6, 3]],
    ['classifiers', [{ field: 'status' }, { field: 'hyperpartition__method', direction: 'desc' }], [3, 7, 11, 6, 9, 1, 2, 5, 10, 12, 4, 8]],
    ['classifiers', [{ field: 'datarun__dataset_id', direction: 'desc' }, { field: 'cv_judgment_metric', direction: 'desc' }], [11, 9, 10, 12, 7, 5, 6, 8, 3, 1, 2, 4]],
  ] as [string, unknown[], number[]][])('%s by %j', async (collection, order, expected) => expect(await ids(collection, { order_by: order }, '&results_per_page=100')).toEqual(expected));
});

describe('a part of a list', () => {
  it.each([
    [{ limit: 5 }, '', 5, range(1, 5), 1], [{ offset: 3 }, '', 9, range(4, 12), 1], [{ limit: 5, offset: 3 }, '&results_per_page=2', 5, [4, 5], 3], [{ limit: 5, offset: 3 }, '&results_per_page=2&page=3', 5, [8], 3],
    [{ limit: 5, offset: 3 }, '&results_per_page=2&page=4', 5, [], 3], [{ limit: 100, offset: 10 }, '&results_per_page=7', 2, [11, 12], 1], [{ offset: 12 }, '', 0, [], 0], [{ offset: 9_000_000_000_000 }, '', 0, [], 0],
    [{ limit: 0 }, '&results_per_page=4&page=3', 12, range(9, 12), 3], [{ limit: '2' }, '', 2, [1, 2], 1], [{ limit: 7, offset: 1 }, '&results_per_page=3&page=-1', 7, [3, 4, 5], 3], [{ limit: 7 }, '&page=0', 7, [], 1],
    [{ limit: 9_000_000_000_000, order_by: [{ field: 'id', direction: 'desc' }], filters: [{ name: 'id', op: 'gt', val: 3 }], offset: 1 }, '&results_per_page=5', 8, [11, 10, 9, 8, 7], 2],
  ] as [object, string, number, number[], number][])('%j%s', async (q, more, total, expected, pages) => {
    const { status, json, headers } = await search('classifiers', q, more);
    const size = Number(/per_page=(\d+)/.exec(more)?.[1] ?? 10), page = Number(/page=(-?\d+)$/.exec(more)?.[1] ?? 1);
    expect([status, { ...json, objects: json.objects.map(({ id }: any) => id) }]).toEqual([200, { num_results: total, objects: expected, page: more.includes('&page') ? page : 1, total_pages: pages }]);
    // As in the original, the links go to the whole list.
    expect(headers.get('link')).toContain(`<${atm.url}/api/classifiers?page=${pages}&results_per_page=${size}>; rel="last"`);
  });
});

describe('single', () => {
  const one = (filters: unknown[], more = {}) => search('dataruns', { single: true, filters, ...more });
  it('is the object itself, and where it is', async () => {
    const answer = await one([{ name: 'id', op: 'eq', val: 3 }]);
    check('Datarun', answer.json);
    expect([answer.status, answer.headers.get('location'), answer.headers.get('link')]).toEqual([200, `${atm.url}/api/dataruns/3`, null]);
    expect(answer.text).toBe((await atm.get('/api/dataruns/3')).text);
  });
  it('counts what limit and offset leave', async () => {
    expect((await one([], { offset: 2, limit: 1 })).json.id).toBe(3);
    expect((await one([], { offset: 5 })).json.id).toBe(6);
  });
  it('is 404 for nothing and 400 for several', async () => {
    expect(await one([{ name: 'id', op: 'eq', val: 999 }])).toMatchObject({ status: 404, text: '{"message":"No result found"}\n' });
    expect(await one([], { offset: 6 })).toMatchObject({ status: 404 });
    expect(await one([{ name: 'id', op: 'gt', val: 4 }])).toMatchObject({ status: 400, text: '{"message":"Multiple results found"}\n' });
  });
});

it('what is found is shown as in the plain list', async () => {
  for (const collection of Object.keys(kinds)) expect((await search(collection, {})).text).toBe((await atm.get(`/api/${collection}`)).text);
});
