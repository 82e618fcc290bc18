import { fixed } from '../../rest-compat/atm/json';
import { classifierColumns, datarunColumns, datasetColumns, hyperpartitionColumns, moment, withRelations } from '../../rest-compat/atm/wire';
import { kinds } from '../../rest-compat/atm/fields';

const dataset = {
  number: 1, name: 'pollution_1', description: null, classColumn: 'class', trainPath: '/path/to/atm/data/test/pollution_1.csv', testPath: null,
  nExamples: 60, kClasses: 2, dFeatures: 16, majority: '0.516666667', sizeKb: 8,
};
const datarun = {
  number: 1, dataset: { number: 1 }, description: 'uniform__uniform', priority: 1, selector: 'UNIFORM', tuner: 'UNIFORM', metric: 'F1', scoreTarget: 'CV',
  kWindow: 3, rMinimum: 2, gridding: 0, budgetType: 'CLASSIFIER', budget: 100, deadline: null, status: 'SUCCEEDED',
  startedAt: '2019-04-11T20:58:02.514514Z', finishedAt: '2019-04-11T20:58:11.346733Z',
} as const;
const hyperpartition = {
  number: 23, datarun: { number: 1 }, method: 'knn', status: 'GRIDDING_DONE', categoricals: [], constants: [],
  tunables: [{ name: 'n_neighbors', type: 'INT', low: 1, high: 20 }],
} as const;
const classifier = {
  number: 1, datarun: { number: 1 }, hyperpartition: { number: 23, tunables: [{ name: 'n_neighbors', type: 'INT' }] }, host: '83.56.245.36', status: 'COMPLETE',
  hyperparameters: [{ name: 'n_neighbors', value: 15 }], cvJudgmentMetric: '0.8444444444', cvJudgmentMetricStdev: '0.1507184441', testJudgmentMetric: '0.625',
  modelLocation: 'models/pollution_1-4bc39b14.model', metricsLocation: null, startedAt: '2019-04-11T20:58:02.000000Z', finishedAt: null, errorMessage: null,
} as const;

describe('numbers and moments', () => {
  it.each([
    ['0.625', 10, '0.6250000000'], ['0.516666667', 9, '0.516666667'], ['0', 9, '0.000000000'], ['1', 10, '1.0000000000'], ['007.5', 2, '7.50'],
    ['-0.3', 3, '-0.300'], ['0.0000000001', 10, '0.0000000001'], ['0.99999999999', 10, '1.0000000000'], ['0.00000000005', 10, '0.0000000001'],
    ['0.00000000004', 10, '0.0000000000'], ['-12.345', 2, '-12.35'], ['123456789012345678901.5', 1, '123456789012345678901.5'],
  ])('%s with %i decimals is %s', (text, digits, expected) => expect(JSON.stringify(fixed(text, digits))).toBe(expected));

  it('are never made up', () => {
    expect(fixed(null, 9)).toBeNull();
    for (const text of ['NaN', '1e3', '', '.5', '1,5']) expect(() => fixed(text, 9)).toThrow(RangeError);
  });

  it('moments have microseconds and no zone, and no fraction when it is zero', () => {
    expect(moment('2019-04-11T20:58:02.514514Z')).toBe('2019-04-11T20:58:02.514514');
    expect(moment('2019-04-11T20:58:02.100000Z')).toBe('2019-04-11T20:58:02.100000');
    expect(moment('2019-04-11T20:58:00.000000Z')).toBe('2019-04-11T20:58:00');
    expect(moment(null)).toBeNull();
  });
});

describe('documents', () => {
  it('are the documented ones, to the byte', () => {
    expect(JSON.stringify(datasetColumns(dataset))).toBe('{"class_column":"class","d_features":16,"description":null,"id":1,"k_classes":2,"majority":0.516666667,'
      + '"n_examples":60,"name":"pollution_1","size_kb":8,"test_path":null,"train_path":"/path/to/atm/data/test/pollution_1.csv"}');
    expect(JSON.stringify(datarunColumns(datarun))).toBe('{"budget":100,"budget_type":"classifier","dataset_id":1,"deadline":null,"description":"uniform__uniform",'
      + '"end_time":"2019-04-11T20:58:11.346733","gridding":0,"id":1,"k_window":3,"metric":"f1","priority":1,"r_minimum":2,"score_target":"cv_judgment_metric",'
      + '"selector":"uniform","start_time":"2019-04-11T20:58:02.514514","status":"complete","tuner":"uniform"}');
    expect(JSON.stringify(classifierColumns(classifier))).toContain('"cv_judgment_metric":0.8444444444,"cv_judgment_metric_stdev":0.1507184441,"datarun_id":1,"end_time":null');
    expect(JSON.stringify(classifierColumns(classifier))).toContain('"start_time":"2019-04-11T20:58:02","status":"complete","test_judgment_metric":0.6250000000}');
  });

  it('have the columns of the description, keys in alphabetical order', () => {
    const documents = { datasets: datasetColumns(dataset), dataruns: datarunColumns(datarun), hyperpartitions: hyperpartitionColumns(hyperpartition), classifiers: classifierColumns(classifier) };
    for (const [name, document] of Object.entries(documents)) {
      expect(Object.keys(document)).toEqual(Object.keys(kinds[name]!.columns));
      expect(Object.keys(document)).toEqual(Object.keys(document).sort());
    }
    expect(Object.keys(withRelations({ a: 1, c: 1 }, { b: 1, d: 1 }))).toEqual(['a', 'b', 'c', 'd']);
  });

  it('have one word for every status of the graph', () => {
    const statuses = ['PENDING', 'RUNNING', 'PAUSED', 'SUCCEEDED', 'FAILED', 'CANCELLED'] as const;
    expect(statuses.map((status) => datarunColumns({ ...datarun, status }).status)).toEqual(['pending', 'running', 'running', 'complete', 'complete', 'complete']);
    expect(hyperpartitionColumns(hyperpartition).status).toBe('gridding_done');
    expect((['RUNNING', 'COMPLETE', 'ERRORED', 'STOPPED_EARLY'] as const).map((status) => classifierColumns({ ...classifier, status }).status)).toEqual(['running', 'complete', 'errored', 'errored']);
    expect(datarunColumns({ ...datarun, scoreTarget: 'MU_SIGMA', tuner: 'GP_EI', metric: 'ROC_AUC_MACRO' }))
      .toMatchObject({ score_target: 'mu_sigma_judgment_metric', tuner: 'gp_ei', metric: 'roc_auc_macro' });
  });
});
