import Fastify, { type FastifyInstance } from 'fastify';
import { atmRest } from '../../rest-compat/atm';
import { remoteGraph } from '../../rest-compat/graph-client';
import { seedRows } from '../support/automl';
import { answerChecker, atmServer, type AtmServer } from './support/atm-server';

// 12 data sets with 2 dataruns each, 3 hyperpartitions a run, 2 classifiers a partition; the last run has 450 classifiers more.
let atm: AtmServer, far: FastifyInstance, farUrl: string;
const check = answerChecker();
const TOTAL = { datasets: 12, dataruns: 24, hyperpartitions: 72, classifiers: 594 };
beforeAll(async () => {
  atm = await atmServer();
  await seedRows(atm, { datasets: 12, dataruns: 2, partitions: 3, classifiers: 6 });
  await atm.db.query(`insert into classifier (datarun_id, hyperpartition_id, slot, host, status, hyperparameters, error_message)
    select 24, 72, 100 + i, 'host', 'ERRORED', '[{"name":"max_depth","value":4}]', 'Traceback: é ' || i from generate_series(1, 450) i`);
  far = Fastify();
  await far.register(atmRest({ graph: () => remoteGraph(`${atm.url}/graphql`, { authorization: `Bearer ${atm.token}` }), version: '1', baseUrl: () => atm.url }));
  farUrl = await far.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await far?.close();
  await atm?.close();
});

const ids = (answer: { json: { objects: { id: number }[] } }) => answer.json.objects.map(({ id }) => id);
const range = (from: number, to: number) => Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
const sorted = (value: unknown): unknown => (Array.isArray(value) ? value.map(sorted)
  : value && typeof value === 'object' ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)])) : value);

describe('pages', () => {
  it.each([
    ['', 1, range(1, 10), 60], ['results_per_page=1000', 1, range(1, 100), 6], ['results_per_page=0', 1, range(1, 10), 60], ['results_per_page=-5', 1, range(1, 10), 60],
    ['results_per_page=x', 1, range(1, 10), 60], ['page=60', 60, range(591, 594), 60], ['page=61', 61, [], 60], ['page=99', 99, [], 60],
    ['page=2000000000', 2_000_000_000, [], 60], ['page=0', 0, [], 60], ['page=-1', -1, range(575, 584), 60], ['page=-1&results_per_page=7', -1, range(581, 587), 85],
    ['page=-59', -59, range(1, 4), 60], ['page=-60', -60, [], 60], ['page=2&results_per_page=3', 2, range(4, 6), 198],
  ])('GET /api/classifiers?%s', async (query, page, expected, pages) => {
    const answer = await atm.get(`/api/classifiers?${query}`);
    expect(answer.status).toBe(200);
    expect({ ...answer.json, objects: ids(answer) }).toEqual({ num_results: 594, objects: expected, page, total_pages: pages });
    check('ClassifierPage', answer.json);
  });

  it('have links to the next and the last one; lists of children have none', async () => {
    const link = async (path: string) => (await atm.get(path)).headers.get('link');
    const base = `${atm.url}/api/datasets`;
    expect(await link('/api/datasets?results_per_page=5&callbacks=1')).toBe(`<${base}?page=2&results_per_page=5>; rel="next", <${base}?page=3&results_per_page=5>; rel="last"`);
    expect(await link('/api/datasets?page=3&results_per_page=5')).toBe(`<${base}?page=3&results_per_page=5>; rel="last"`);
    expect(await link('/api/datasets/1/dataruns')).toBeNull();
  });

  it.each(Object.entries(TOTAL))('GET /api/%s walks over all of them, in order', async (name, total) => {
    const found: number[] = [];
    for (let page = 1, pages = 1; page <= pages; page++) {
      const answer = await atm.get(`/api/${name}?results_per_page=100&page=${page}`);
      found.push(...ids(answer));
      pages = answer.json.total_pages;
    }
    expect(found).toEqual(range(1, total));
  });
});

describe('relations', () => {
  const paths: [string, string, number[] | number][] = [
    ['/api/datasets/12/dataruns', 'Datarun', [23, 24]], ['/api/dataruns/2/hyperpartitions', 'Hyperpartition', [4, 5, 6]], ['/api/dataruns/2/classifiers', 'Classifier', range(7, 12)],
    ['/api/hyperpartitions/4/classifiers', 'Classifier', [7, 8]], ['/api/dataruns/3/dataset', 'Dataset', 2], ['/api/hyperpartitions/4/datarun', 'Datarun', 2],
    ['/api/classifiers/7/datarun', 'Datarun', 2], ['/api/classifiers/7/hyperpartition', 'Hyperpartition', 4],
    // The second id is looked up on its own.
    ['/api/datasets/1/dataruns/24', 'Datarun', 24], ['/api/dataruns/1/dataset/5', 'Dataset', 5], ['/api/classifiers/1/hyperpartition/9', 'Hyperpartition', 9],
  ];
  it.each(paths)('GET %s', async (path, kind, expected) => {
    for (const slash of ['', '/']) {
      const answer = await atm.get(path + slash);
      expect(answer.status).toBe(200);
      check(Array.isArray(expected) ? `${kind}Page` : kind, answer.json);
      expect(Array.isArray(expected) ? ids(answer) : answer.json.id).toEqual(expected);
    }
  });

  it.each(['/api/datasets/13', '/api/datasets/13/dataruns', '/api/datasets/13/dataruns/1', '/api/datasets/1/dataruns/25', '/api/classifiers/595/datarun'])('GET %s is 404 with an empty object', async (path) => {
    expect(await atm.get(path)).toMatchObject({ status: 404, text: '{}\n' });
  });

  it('are shown one level deep: columns of the relations, and none of theirs', async () => {
    const [datarun] = (await atm.get('/api/datasets/2/dataruns')).json.objects;
    expect(datarun.hyperpartitions.map(({ id }: { id: number }) => id)).toEqual([7, 8, 9]);
    expect(datarun.classifiers.map(({ id }: { id: number }) => id)).toEqual(range(13, 18));
    expect(datarun.dataset).not.toHaveProperty('dataruns');
    expect((await atm.get('/api/datasets/2')).json.dataruns.map(({ id, classifiers }: { id: number; classifiers: unknown }) => [id, classifiers])).toEqual([[3, undefined], [4, undefined]]);
  });

  it('are complete, however many there are', async () => {
    const { json } = await atm.get('/api/dataruns/24');
    expect(json.classifiers.map(({ id }: { id: number }) => id)).toEqual(range(139, 594));
    expect(json.classifiers.at(-1)).toMatchObject({ status: 'errored', error_message: 'Traceback: é 450', cv_judgment_metric: null, model_location: null });
  });
});

describe('answers', () => {
  const samples = ['/api/datasets', '/api/dataruns/24', '/api/hyperpartitions?page=2', '/api/classifiers?results_per_page=100', '/api/datasets/1/dataruns', '/api/datasets/999', '/api/classifiers/7/hyperpartition',
    `/api/dataruns?q=${encodeURIComponent('{"filters":[{"name":"classifiers__status","op":"any","val":"errored"}],"order_by":[{"field":"dataset__name"}]}')}`];
  it.each(samples)('%s: compact JSON, keys in order, one newline; HEAD says the same', async (path) => {
    const answer = await atm.get(path);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.text.replace(/(\d\.\d*?)0+(?=[,}])/g, '$1').replaceAll('.,', ',').replaceAll('.}', '}')).toBe(`${JSON.stringify(sorted(answer.json))}\n`);
    const head = await atm.send(path, { method: 'HEAD' });
    expect([head.status, head.text, head.headers.get('content-type'), head.headers.get('link')]).toEqual([answer.status, '', 'application/json', answer.headers.get('link')]);
  });

  it.each(samples)('%s is the same when the graph is somewhere else', async (path) => {
    const [near, remote] = [await atm.get(path), await atm.send(farUrl + path)];
    expect([remote.status, remote.text]).toEqual([near.status, near.text]);
  });

  it('cost no statement more for 22 dataruns than for one', async () => {
    const statements = async (path: string) => {
      atm.statements.length = 0;
      await atm.get(path);
      return atm.statements.length;
    };
    // The last run alone has more children than one page of the graph holds, so it is left out.
    const one = await statements('/api/dataruns?results_per_page=1');
    expect(one).toBeGreaterThan(2);
    expect(await statements('/api/dataruns?results_per_page=22')).toBe(one);
  });
});
