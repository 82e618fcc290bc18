import fc from 'fast-check';
import { kinds } from '../../rest-compat/atm/fields';
import { seedRows } from '../support/automl';
import { atmServer, type AtmServer } from './support/atm-server';
import { holds, ordered, type Condition, type Order, type Row, type World } from './support/search-reference';

let atm: AtmServer;
const world: Record<string, Row[]> = {};
beforeAll(async () => {
  atm = await atmServer();
  await seedRows(atm, { datasets: 4, dataruns: 3, partitions: 2, classifiers: 4 });
  // Few values each, many of them alike, and nulls wherever there may be some.
  await atm.db.query(`update dataset set name = (array['iris', 'Iris_2', 'a%b', 'a\\b'])[id], test_path = case when id % 2 = 0 then 't' || id end, description = case when id > 2 then 'same' end, n_examples = id / 2, majority = id % 3 / 3.0`);
  await atm.db.query(`update datarun set status = (array['PENDING', 'RUNNING', 'PAUSED', 'SUCCEEDED', 'FAILED', 'CANCELLED'])[1 + id % 6], metric = (array['F1', 'F1_MACRO', 'AP', 'ACCURACY'])[1 + id % 4], priority = id % 3 - 1,
    budget = case when id % 4 > 0 then id % 4 end, deadline = case when id % 3 = 0 then timestamptz '2019-04-11 20:58:11Z' + id % 2 * interval '1 microsecond' end, started_at = case when id % 3 > 0 then timestamptz '2019-04-11Z' + id % 2 * interval '1 h' end,
    selector = (array['UNIFORM', 'BESTK', 'BESTKVEL'])[1 + id % 3], score_target = (array['CV', 'TEST', 'MU_SIGMA'])[1 + id % 3], budget_type = (array['NONE', 'CLASSIFIER', 'WALLTIME'])[1 + id % 3]`);
  await atm.db.query(`update hyperpartition set method = (array['dt', 'knn', 'logreg'])[1 + id % 3], status = (array['INCOMPLETE', 'GRIDDING_DONE', 'ERRORED'])[1 + id / 3 % 3]`);
  await atm.db.query(`update classifier set status = (array['RUNNING', 'ERRORED', 'STOPPED_EARLY', 'COMPLETE'])[1 + id % 4], host = 'h' || id % 3, error_message = case when id % 4 in (1, 2) then 'Error ' || id % 3 end, model_location = case when id % 4 = 3 then 'm' || id end,
    cv_judgment_metric = case when id % 4 = 3 then id % 5 / 7.0 end, test_judgment_metric = case when id % 2 = 1 then id % 3 / 10.0 end, started_at = timestamptz '2019-04-11Z' + id % 5 * interval '1 day', finished_at = case when id % 4 > 0 then timestamptz '2019-04-12Z' + id % 3 * interval '1 s' end`);
  for (const collection of Object.keys(kinds)) world[collection] = (await atm.get(`/api/${collection}?results_per_page=100`)).json.objects;
});
afterAll(() => atm?.close());

const columnsOf = (collection: string) => Object.entries(kinds[collection]!.columns).filter(([name, { added }]) => !added && !name.endsWith('_64')).map(([name]) => name);

/** A value of some row, or one beside it. */
function valueFor(collection: string, column: string): fc.Arbitrary<unknown> {
  const rows = (world as World)[collection]!.map((row) => row[column]).filter((value) => value !== null);
  const { type } = kinds[collection]!.columns[column]!;
  const known = rows.length ? [fc.constantFrom(...rows)] : [];
  if (type === 'integer') return fc.oneof(...known, fc.integer({ min: -2, max: 60 }), fc.constantFrom(1.5, -0.5, 1e12, -1e12, 2 ** 31 - 1, -(2 ** 31)));
  if (type === 'number') return fc.oneof(...known, fc.double({ min: -1, max: 2, noNaN: true, noDefaultInfinity: true }));
  if (type === 'date-time') return fc.oneof(...known, fc.constantFrom('2019-04-11T20:58:11', '2019-04-11T20:58:11.000001', '2019-04-12T00:00:00', '2030-01-01T00:00:00'));
  return fc.oneof(...known, fc.string({ maxLength: 4, unit: fc.constantFrom(...'abcirs_%\\1'.split('')) }));
}

function leaf(collection: string): fc.Arbitrary<Condition> {
  return fc.constantFrom(...columnsOf(collection)).chain((name) => {
    const value = valueFor(collection, name), isText = kinds[collection]!.columns[name]!.type === 'string';
    const pattern = fc.array(fc.oneof(value.map((text) => String(text).slice(0, 3)), fc.constantFrom('%', '_', '\\')), { maxLength: 3 }).map((parts) => parts.join(''));
    return fc.oneof(
      fc.record({ name: fc.constant(name), op: fc.constantFrom('==', '!=', '<', '<=', '>', '>='), val: value }),
      fc.record({ name: fc.constant(name), op: fc.constantFrom('in', 'not_in'), val: fc.array(value, { maxLength: 4 }) }),
      fc.record({ name: fc.constant(name), op: fc.constantFrom('is_null', 'is_not_null') }),
      ...(isText ? [fc.record({ name: fc.constant(name), op: fc.constant('like'), val: pattern })] : []),
    );
  });
}

function condition(collection: string, depth: number): fc.Arbitrary<Condition> {
  if (depth === 0) return leaf(collection);
  const parts = fc.array(condition(collection, depth - 1), { maxLength: 3 });
  const relations = Object.entries(kinds[collection]!.relations).flatMap(([relation, { of, many }]) => [
    condition(of, depth - 1).map((val): Condition => ({ name: relation, op: many ? 'any' : 'has', val })),
    fc.constantFrom(...columnsOf(of)).chain((column) => valueFor(of, column).map((val): Condition => ({ name: `${relation}__${column}`, op: many ? 'any' : 'has', val }))),
  ]);
  return fc.oneof({ weight: 3, arbitrary: leaf(collection) }, parts.map((or) => ({ or })), parts.map((and) => ({ and })), ...relations);
}

const orders = (collection: string): fc.Arbitrary<Order[]> => {
  const own = columnsOf(collection), foreign = Object.entries(kinds[collection]!.relations).filter(([, { many }]) => !many).flatMap(([relation, { of }]) => columnsOf(of).map((column) => `${relation}__${column}`));
  return fc.array(fc.record({ field: fc.constantFrom(...own, ...foreign), direction: fc.constantFrom('asc' as const, 'desc' as const) }), { maxLength: 3 });
};

test.each(Object.keys(kinds))('random searches of %s find what a slow reading of all rows finds', async (collection) => {
  const all = world[collection]!;
  expect(all.length).toBeGreaterThan(3);
  const asked = fc.record({
    filters: fc.array(condition(collection, 3), { maxLength: 2 }), order_by: orders(collection), limit: fc.option(fc.integer({ min: 1, max: 30 })), offset: fc.option(fc.integer({ min: 0, max: 10 })),
  });
  let found = 0;
  await fc.assert(fc.asyncProperty(asked, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 3 }), async (q, size, page) => {
    const answer = await atm.get(`/api/${collection}?q=${encodeURIComponent(JSON.stringify(q))}&results_per_page=${size}&page=${page}`);
    const rows = ordered(world, collection, all.filter((row) => q.filters.every((filter) => holds(world, collection, row, filter))), q.order_by);
    const start = q.offset ?? 0, part = rows.slice(start, start + (q.limit ?? Infinity));
    found += part.length;
    expect([answer.status, answer.json]).toEqual([200, { num_results: part.length, objects: part.slice((page - 1) * size, page * size), page, total_pages: Math.ceil(part.length / size) }]);
  }), { numRuns: 40 });
  // The reference is not right by finding nothing.
  expect(found).toBeGreaterThan(0);
});
