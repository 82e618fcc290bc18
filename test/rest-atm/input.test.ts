import { Refused } from '../../rest-compat/atm/errors';
import { datasetInput, runRequest } from '../../rest-compat/atm/input';
import { linkHeader, pagingOf } from '../../rest-compat/atm/paging';

const refusal = (make: () => unknown): Refused => {
  try { make(); } catch (error) { if (error instanceof Refused) return error; throw error; }
  throw new Error('nothing was refused');
};

describe('paging', () => {
  it.each([
    [{}, 1, 10], [{ page: '3', results_per_page: '25' }, 3, 25], [{ results_per_page: '1000' }, 1, 100], [{ results_per_page: '0' }, 1, 10],
    [{ results_per_page: '-5' }, 1, 10], [{ results_per_page: 'x' }, 1, 10], [{ results_per_page: '2.5' }, 1, 10], [{ page: ' 2 ' }, 2, 10],
    [{ page: '-1' }, -1, 10], [{ page: ['4', '5'] }, 4, 10], [{ results_per_page: '99999999999999999999' }, 1, 100],
  ])('%j is page %i of %i', (query, page, size) => expect(pagingOf(query)).toEqual({ page, size }));

  it.each(['x', '', '1.5', '1e3', '99999999999999999999'])('page=%s is refused', (page) => {
    expect(refusal(() => pagingOf({ page }))).toMatchObject({ status: 400, message: expect.stringContaining('page must be a whole number') });
  });

  it('links to the next and the last page', () => {
    expect(linkHeader('http://h/api/datasets', { page: 1, size: 10 }, 3)).toBe('<http://h/api/datasets?page=2&results_per_page=10>; rel="next", <http://h/api/datasets?page=3&results_per_page=10>; rel="last"');
    expect(linkHeader('http://h/api/datasets', { page: 3, size: 10 }, 3)).toBe('<http://h/api/datasets?page=3&results_per_page=10>; rel="last"');
    expect(linkHeader('http://h/api/datasets', { page: 1, size: 10 }, 0)).toBe('<http://h/api/datasets?page=0&results_per_page=10>; rel="last"');
  });
});

describe('the body of POST /api/datasets', () => {
  const least = { train_path: 'a.csv', class_column: 'class' };
  it('becomes the input of the mutation', () => {
    expect(datasetInput({ ...least, test_path: null, n_examples: 7, majority: 0.1 })).toEqual({ trainPath: 'a.csv', classColumn: 'class', nExamples: 7, majority: '0.100000000' });
  });

  it.each([
    [{ class_column: 'c' }, 'train_path: is required'], [{ train_path: 'a.csv' }, 'class_column: is required'], [{ ...least, train_path: '' }, 'train_path'],
    [{ ...least, name: 5 }, 'name'], [{ ...least, n_examples: 1.5 }, 'n_examples'], [{ ...least, majority: 2 }, 'majority'], [{ ...least, class_column: 'a\0b' }, 'NUL'],
    [{ ...least, size_kb: 2 ** 31 }, 'size_kb'],
  ])('%j is refused', (body, part) => expect(refusal(() => datasetInput(body))).toMatchObject({ status: 400, message: expect.stringContaining(part) }));

  it.each(['colour', 'id', 'dataruns', 'load', '__proto__', 'constructor'])('with the unknown field %s is refused with its name', (name) => {
    const { exact, status } = refusal(() => datasetInput(JSON.parse(JSON.stringify(least).replace('}', `,"${name}":1}`))));
    expect(status).toBe(400);
    expect(exact).toEqual({ message: expect.stringContaining(name), validation_errors: 'Could not determine specific validation errors' });
  });
});

describe('the body of POST /api/run', () => {
  it('leaves what is not given to the defaults of the graph, and ignores what the original ignored', () => {
    expect(runRequest({ dataset_id: 1 })).toEqual({ dataset: 1, input: {} });
    expect(runRequest({ dataset_id: '12', budget: '5', budget_type: null, something: 1 })).toEqual({ dataset: 12, input: { budget: 5 } });
  });

  it('is translated name by name', () => {
    expect(runRequest({
      dataset_id: 1, run_per_partition: true, methods: ['dt'], priority: 2, budget_type: 'none', budget: 3, metric: 'roc_auc', score_target: 'mu_sigma',
      tuner: 'gp_ei', selector: 'bestk', r_minimum: 4, k_window: 5, gridding: 6,
    }).input).toEqual({
      runPerPartition: true, methods: ['dt'], priority: 2, budgetType: 'NONE', budget: 3, metric: 'ROC_AUC', scoreTarget: 'MU_SIGMA',
      tuner: 'GP_EI', selector: 'BESTK', rMinimum: 4, kWindow: 5, gridding: 6,
    });
  });

  it('takes a deadline as Python reads it, and makes the budget one of time', () => {
    expect(runRequest({ dataset_id: 1, deadline: '2030-4-1 5:07', budget_type: 'classifier' }).input).toEqual({ deadline: '2030-04-01T05:07:00Z', budgetType: 'WALLTIME' });
    for (const [deadline, error] of [
      ['x', "time data 'x' does not match format '%Y-%m-%d %H:%M'"], ["it's", `time data "it's" does not match format '%Y-%m-%d %H:%M'`],
      ['2030-13-01 00:00', "time data '2030-13-01 00:00' does not match format '%Y-%m-%d %H:%M'"], ['2030-02-30 00:00', 'day is out of range for month'], ['0000-01-01 00:00', 'year 0 is out of range'],
    ]) expect(refusal(() => runRequest({ dataset_id: 1, deadline }))).toMatchObject({ status: 400, exception: 'ValueError', message: error, exact: { message: null } });
  });

  it.each([
    [{}, "'dataset_id'"], [{ dataset_id: 1, run_config: '/etc/passwd' }, 'run_config'], [{ dataset_id: 'x' }, 'dataset_id: must be a whole number'], [{ dataset_id: 1e400 }, 'dataset_id: must be a whole number'], [{ dataset_id: null }, 'dataset_id: must be a whole number'],
    [{ dataset_id: 1, methods: 'logreg' }, 'methods'], [{ dataset_id: 1, metric: 'nope' }, 'metric'], [{ dataset_id: 1, budget_type: 'CLASSIFIER' }, 'budget_type'],
    [{ dataset_id: 1, tuner: '/tmp/x.py:Tuner' }, 'tuner'], [{ dataset_id: 1, budget: 1.5 }, 'budget: must be a whole number'], [{ dataset_id: 1, deadline: 5 }, 'deadline'],
    [{ dataset_id: 1, run_per_partition: 'yes' }, 'run_per_partition'],
  ])('%j is refused', (body, part) => expect(refusal(() => runRequest(body))).toMatchObject({ status: 400, message: expect.stringContaining(part) }));
});
