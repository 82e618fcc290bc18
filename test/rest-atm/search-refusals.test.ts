import fc from 'fast-check';
import { kinds } from '../../rest-compat/atm/fields';
import { models } from '../../rest-compat/atm/models';
import { searchOf } from '../../rest-compat/atm/search';
import { seedRows } from '../support/automl';
import { answerChecker, atmServer, type AtmServer } from './support/atm-server';

let atm: AtmServer;
const check = answerChecker();
beforeAll(async () => {
  atm = await atmServer();
  await seedRows(atm, { datasets: 1, dataruns: 1, partitions: 1, classifiers: 1 });
});
afterAll(() => atm?.close());

const search = (collection: string, q: string) => atm.get(`/api/${collection}?q=${encodeURIComponent(q)}`);
const filter = (name: unknown, op: unknown, val?: unknown, more = {}) => JSON.stringify({ filters: [{ name, op, ...(val !== undefined && { val }), ...more }] });
const nested = (depth: number, open: string, close: string, inner: string) => open.repeat(depth) + inner + close.repeat(depth);

const FIRST = '{"name":"id","op":"eq","val":1}', OR = '{"or":[{"name":"id","op":"eq","val":2},';

describe('what is not JSON', () => {
  it.each(['{bad', '', ' ', '{"filters": [', "{'filters': []}", 'NaN', '\u0000', '{"limit": NaN}'])('%j', async (q) => {
    expect(await search('datasets', q)).toMatchObject({ status: 400, text: '{"message":"Unable to decode data"}\n' });
  });
});

describe('what no query can be made of', () => {
  it.each([
    ...['[]', 'null', '1', '"x"', 'true'].map((q) => ['datasets', q, 'q: Invalid input: expected object'] as const),
    ['datasets', filter('id', 'nope', 1), 'There is no operator "nope"; there are ==, eq,'], ['datasets', filter('id', 'constructor', 1), 'no operator "constructor"'], ['datasets', filter('id', '__proto__', 1), 'no operator'],
    ['datasets', filter('nope', 'eq', 1), 'There is no column "nope"; there are id, name,'], ['datasets', filter('nope', 'is_null'), 'no column "nope"'],
    ['datasets', filter('__proto__', 'eq', 1), 'no column "__proto__"'], ['datasets', filter('constructor', 'is_null'), 'no column "constructor"'], ['datasets', filter('toString__id', 'any', 1), 'no relation "toString"'],
    ['datasets', filter('dataruns____proto__', 'any', 1), '"dataruns____proto__" is no relation'], ['datasets', filter('dataruns__constructor', 'any', 1), 'no column "constructor"'], ['classifiers', filter('hyperparameter_values', 'eq', 1), 'no column'],
    ['datasets', filter('id', 'eq'), 'id: a comparison needs a val other than null; is_null and is_not_null'], ['datasets', filter('id', 'eq', null), 'other than null'], ['dataruns', filter('status', 'eq', null), 'other than null'],
    ['dataruns', filter('deadline', 'eq', ' '), 'an empty text is null'], ['dataruns', filter('deadline', 'gt', 'soon'), 'deadline holds dates and cannot be compared with "soon"'], ['dataruns', filter('deadline', 'in', ['2019-02-30']), '"2019-02-30"'],
    ['dataruns', filter('deadline', 'like', '2019%'), 'deadline holds no text'], ['dataruns', filter('deadline', 'gt', 5), 'holds dates'], ['datasets', filter('id', 'like', '1%'), 'id holds no text'],
    ['datasets', filter('id', 'eq', 'abc'), 'id holds numbers and cannot be compared with "abc"'], ['datasets', filter('id', 'eq', true), 'true'], ['datasets', filter('id', 'eq', [1]), '[1]'], ['datasets', filter('majority', 'eq', {}), '{}'],
    ['datasets', '{"filters":[{"name":"majority","op":"gt","val":1e999}]}', 'holds numbers'], ['datasets', filter('name', 'eq', { a: 1 }), 'holds text'], ['dataruns', filter('status', 'eq', true), 'holds text'],
    ['datasets', filter('id', 'in', 1), 'in and not_in need a list, not 1'], ['datasets', filter('name', 'not_in', 'x'), 'need a list'], ['dataruns', filter('status', 'in', 'pending'), 'need a list'], ['datasets', filter('name', 'in', [['x']]), '["x"]'],
    ['hyperpartitions', filter('constant_hyperparameters_64', 'eq', 'gANdcQAu'), 'constant_hyperparameters_64 cannot be searched'],
    ['datasets', filter('n_examples', 'gt', undefined, { field: 'k_classes' }), '"n_examples" cannot be compared with another column'], ['datasets', filter('id', 'asc'), 'asc is no condition; order_by orders'],
    ['dataruns', filter('dataset', 'any', { name: 'id', op: 'eq', val: 1 }), 'dataset is a relation to one object: ask for it with has'], ['dataruns', filter('classifiers__id', 'has', 1), 'ask for it with any'],
    ['dataruns', filter('dataset__name', 'eq', 'x'), 'ask for it with has'], ['dataruns', filter('dataset', 'eq', 1), 'ask for it with has'], ['dataruns', filter('dataset__name', 'has'), 'has needs a val'], ['dataruns', filter('dataset', 'has', 1), 'has needs a filter as val, or the name of a column as in dataset__id'],
    ['dataruns', filter('id', 'has', { name: 'id', op: 'eq', val: 1 }), '"id" is no relation, and has and any are for relations: dataset, hyperpartitions, classifiers'], ['dataruns', filter('dataset', 'has', { name: 7 }), 'val.name: Invalid input: expected string'],
    ['dataruns', filter('dataset', 'has', {}), 'A filter needs a name'], ['dataruns', filter('dataset__name', 'is_null'), 'ask for it with has'],
    ['datasets', filter(undefined, 'eq', 1), 'A filter needs a name'], ['datasets', filter('id', undefined, 1), 'A filter needs an op'], ['datasets', '{"filters":[{}]}', 'A filter needs a name'], ['datasets', filter(1, 'eq', 1), 'q.filters.0.name'],
    ['datasets', '{"filters":{"name":"id","op":"eq","val":1}}', 'q.filters: Invalid input: expected array'], ['datasets', '{"filters":null}', 'q.filters'], ['datasets', '{"filters":[1]}', 'q.filters.0'], ['datasets', '{"filters":[{"or":1}]}', 'q.filters.0.or'],
    ['datasets', '{"order_by":[{"field":"nope"}]}', 'no column "nope"'], ['datasets', '{"order_by":[{"field":"id","direction":"up"}]}', 'q.order_by.0.direction'], ['datasets', '{"order_by":"id"}', 'q.order_by'], ['datasets', '{"order_by":[{"field":"id","x":1}]}', 'q.order_by.0'],
    ['datasets', '{"order_by":[{"field":"dataruns__id"}]}', 'no relation "dataruns" to order by'], ['dataruns', '{"order_by":[{"field":"dataset__constructor"}]}', 'no column "constructor"'], ['dataruns', '{"order_by":[{"field":"dataset"}]}', 'no column "dataset"'],
    ['hyperpartitions', '{"order_by":[{"field":"constant_hyperparameters_64"}]}', 'Nothing can be ordered by'], ['datasets', `{"order_by":[${Array(21).fill('{"field":"name"}').join()}]}`, 'may have 20 terms'],
    ['datasets', '{"limit":-1}', 'q.limit: '], ['datasets', '{"offset":1.5}', 'q.offset'], ['datasets', '{"limit":"x"}', 'q.limit'], ['datasets', '{"group_by":[{"field":"name"}]}', 'q.group_by: is not supported'],
    ['datasets', filter('name', 'eq', 'a\0b'), 'NUL character'], ['datasets', filter('name', 'in', Array(1001).fill('x')), '1000 members; this one has 1001'], ['dataruns', filter('start_time', 'eq', '2019-04-11\0'), 'holds dates'],
    ['datasets', `{"filters":[${nested(16, OR, ']}', FIRST)}]}`, 'nested 16 deep'], ['datasets', `{"filters":[${nested(100, '{"and":[', ']}', '{}')}]}`, 'nested 64 deep'],
    ['datasets', nested(2000, '[', ']', ''), 'nested 64 deep'], ['dataruns', `{"filters":[${nested(30, '{"name":"dataset","op":"has","val":{"name":"dataruns","op":"any","val":', '}}', '{"name":"id","op":"eq","val":1}')}]}`, 'nested 16 deep'],
    ['dataruns', `{"filters":[{"or":[${Array(101).fill('{"name":"dataset__id","op":"has","val":1}').join()}]}]}`, '100 relations'],
  ] as [string, string, string][])('%s: %s', async (collection, q, reason) => {
    const { status, json } = await search(collection, q);
    expect([status, json]).toEqual([400, { message: 'Unable to construct query', reason: expect.stringContaining(reason) }]);
    check('Message', json);
  });
});

it('filters may be nested 14 deep', async () => {
  expect((await search('datasets', `{"filters":[${nested(14, OR, ']}', FIRST)},${FIRST}]}`)).json.num_results).toBe(1);
});

it('a page that is none is refused beside q, too, and not looked at for a single object', async () => {
  expect((await atm.get('/api/datasets?q={}&page=x')).status).toBe(400);
  expect((await atm.get(`/api/datasets?q=${encodeURIComponent('{"single":true}')}&page=x`)).json.id).toBe(1);
});

it('names of prototypes are names like others', async () => {
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    expect((await search('datasets', `{"${name}":{"filters":[1]},"filters":[{"name":"id","op":"eq","val":1,"${name}":{"or":[]}}]}`)).json.num_results).toBe(1);
  }
});

it('whatever is asked of any column and relation is answered or refused', async () => {
  const ops = ['==', '!=', '<', '<=', '>', '>=', 'like', 'in', 'not_in', 'is_null', 'is_not_null', 'has', 'any'];
  const names = (collection: string) => [...Object.keys(kinds[collection]!.columns), ...Object.entries(kinds[collection]!.relations).flatMap(([relation, { of }]) => [relation, ...Object.keys(kinds[of]!.columns).map((column) => `${relation}__${column}`)])];
  const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.double(), fc.string({ unit: 'binary' }), fc.constantFrom('2019-04-11', 'complete', '%', '\\', '\ud800', 9e15, -0, [null], ['\ud800'], { name: 'id', op: 'eq', val: 1 }));
  const asked = fc.constantFrom(...Object.keys(kinds)).chain((collection) => fc.record({
    collection: fc.constant(collection), name: fc.constantFrom(...names(collection)), op: fc.constantFrom(...ops), val: value, field: fc.constantFrom(...names(collection)), direction: fc.constantFrom('asc', 'desc'),
  }));
  const statuses = new Set<number>();
  await fc.assert(fc.asyncProperty(asked, fc.boolean(), async ({ collection, name, op, val, field, direction }, sorted) => {
    const { status, json } = await search(collection, JSON.stringify({ filters: [{ name, op, val }], ...(sorted && { order_by: [{ field, direction }] }) }));
    statuses.add(status);
    if (status !== 200) expect([status, json]).toEqual([400, { message: 'Unable to construct query', reason: expect.any(String) }]);
  }), { numRuns: 150 });
  expect([...statuses].sort()).toEqual([200, 400]);
});

it('a megabyte is refused, and what is ten times longer than a URL may be is read or refused at once', async () => {
  const { columns } = models.dataruns;
  const long = [
    nested(100_000, '[', ']', ''), `"${'x'.repeat(200_000)}"`, `{"filters":[${Array(50_000).fill('{}').join()}]}`, `{"filters":[${Array(6_000).fill('{"name":"id","op":"eq","val":1}').join()}]}`,
    `{"filters":[{"name":"status","op":"like","val":"${'%a'.repeat(80_000)}"}]}`, `{"filters":[{"name":"deadline","op":"eq","val":"${'mon '.repeat(50_000)}"}]}`, `{"filters":[{"name":"status","op":"in","val":[${Array(50_000).fill('"a"').join()}]}]}`,
    `{"filters":[{"name":"${'_'.repeat(200_000)}","op":"eq","val":1}]}`, `{"order_by":[${Array(12_000).fill('{"field":"id"}').join()}]}`, `{"limit":"${'9'.repeat(200_000)}"}`,
  ];
  for (const q of long) {
    const started = performance.now();
    try { searchOf(columns, q); } catch (error) {
      expect(error).toMatchObject({ status: 400 });
      expect((error as Error).message.length).toBeLessThan(1000);
    }
    expect(performance.now() - started).toBeLessThan(5_000);
  }
  expect((await search('datasets', `"${'x'.repeat(1_000_000)}"`)).status).toBe(431);
});
