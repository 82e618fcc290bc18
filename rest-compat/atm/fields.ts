/** What the documents of this API consist of: the one table from which both descriptions of the API are printed. */
export interface Field {
  type: 'integer' | 'number' | 'string' | 'date-time' | 'object';
  about: string;
  nullable?: true;
  values?: readonly string[];
  /** What each property of an object is; `{}` is anything. */
  each?: Readonly<Record<string, unknown>>;
  /** The original does not have it. */
  added?: true;
}
export interface Kind {
  title: string;
  about: string;
  columns: Readonly<Record<string, Field>>;
  /** Relation -> collection whose columns it shows; `many` for a list. */
  relations: Readonly<Record<string, { of: string; many: boolean }>>;
}

const integer = (about: string): Field => ({ type: 'integer', about });
const text = (about: string): Field => ({ type: 'string', about });
const oneOf = (about: string, ...values: string[]): Field => ({ type: 'string', about, values });
const moment = (about: string): Field => ({ type: 'date-time', about: `${about} UTC, microseconds, without a zone.` });
const pickled = (about: string): Field => text(`${about} Base64 of a Python pickle (protocol 3).`);
/** What a pickled field says, for those who do not read pickles. */
const decoded = (field: string, each: Field['each'] = {}): Field => ({ type: 'object', about: `${field} as plain JSON, by the name of the hyperparameter.`, added: true, each });
const declaredRange = {
  type: 'object', required: ['range', 'type'], additionalProperties: false,
  properties: {
    range: { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2, description: 'Least and greatest value, as declared.' },
    type: { type: 'string', enum: ['int', 'int_exp', 'float', 'float_exp'], description: 'exp: searched by its logarithm.' },
  },
};
const score = (about: string): Field => ({ type: 'number', about: `${about} 10 decimals.`, nullable: true });
const nullable = (field: Field): Field => ({ ...field, nullable: true });

export const kinds: Readonly<Record<string, Kind>> = {
  datasets: {
    title: 'Dataset', about: 'A CSV file, one of whose columns is the class to predict.',
    columns: {
      class_column: text('Header of the column that is predicted.'),
      d_features: integer('Columns besides the class, plus (distinct values - 1) of every text column.'),
      description: nullable(text('Free text; null when none was given.')),
      id: integer('From 1.'),
      k_classes: integer('Distinct values of the class column.'),
      majority: { type: 'number', about: 'Share of the largest class, 9 decimals.' },
      n_examples: integer('Rows without a missing cell.'),
      name: text('Defaults to the name of the training file without its extension.'),
      size_kb: integer('Size of the table in memory, kB.'),
      test_path: nullable(text('Path of the test file; null: part of the training file is set aside.')),
      train_path: text('Path of the training file.'),
    },
    relations: { dataruns: { of: 'dataruns', many: true } },
  },
  dataruns: {
    title: 'Datarun', about: 'A search for the best classifier of a data set.',
    columns: {
      budget: nullable(integer('Classifiers, or minutes when budget_type is walltime.')),
      budget_type: oneOf('What ends the run.', 'none', 'classifier', 'walltime'),
      dataset_id: integer('The data set.'),
      deadline: nullable(moment('No trial starts after this moment.')),
      description: text('<tuner>__<selector>'),
      end_time: nullable(moment('When it ended.')),
      gridding: integer('Points of the grid on each tunable; 0: no grid.'),
      id: integer('From 1.'),
      k_window: integer('Scores that the k selectors look at.'),
      metric: text('What is measured.'),
      priority: integer('Dataruns with a higher number go first.'),
      r_minimum: integer('Complete classifiers a partition needs before the tuner models it.'),
      score_target: oneOf('Which number of a classifier counts.', 'cv_judgment_metric', 'test_judgment_metric', 'mu_sigma_judgment_metric'),
      selector: text('How hyperpartitions are picked.'),
      start_time: nullable(moment('When its first trial started.')),
      status: oneOf('A failed or cancelled run is complete, too.', 'pending', 'running', 'complete'),
      tuner: text('How values are picked.'),
    },
    relations: { classifiers: { of: 'classifiers', many: true }, dataset: { of: 'datasets', many: false }, hyperpartitions: { of: 'hyperpartitions', many: true } },
  },
  hyperpartitions: {
    title: 'Hyperpartition', about: 'A method with one choice for each of its categorical hyperparameters.',
    columns: {
      categorical_hyperparameters: decoded('categorical_hyperparameters_64'),
      categorical_hyperparameters_64: pickled('List of (name, value).'),
      constant_hyperparameters: decoded('constant_hyperparameters_64'),
      constant_hyperparameters_64: pickled('List of (name, value).'),
      datarun_id: integer('The datarun.'),
      id: integer('From 1.'),
      method: text('Name of the method, e.g. logreg.'),
      status: oneOf('Whether it still takes part in the search.', 'incomplete', 'errored', 'gridding_done'),
      tunable_hyperparameters: decoded('tunable_hyperparameters_64', declaredRange),
      tunable_hyperparameters_64: pickled('List of (name, btb.hyper_parameter object).'),
    },
    relations: { classifiers: { of: 'classifiers', many: true }, datarun: { of: 'dataruns', many: false } },
  },
  classifiers: {
    title: 'Classifier', about: 'A trial: one setting of hyperparameters, its scores and its model.',
    columns: {
      cv_judgment_metric: score('Mean of the metric over the folds.'),
      cv_judgment_metric_stdev: score('Its standard deviation.'),
      datarun_id: integer('The datarun.'),
      end_time: nullable(moment('When it ended.')),
      error_message: nullable(text('Traceback of an errored trial.')),
      host: text('Name of the machine that trained it.'),
      hyperparameter_values: decoded('hyperparameter_values_64'),
      hyperparameter_values_64: pickled('Dict name -> value; tuned numbers are numpy scalars.'),
      hyperpartition_id: integer('The hyperpartition.'),
      id: integer('From 1.'),
      metrics_location: nullable(text('Place of the metrics file.')),
      model_location: nullable(text('Place of the model.')),
      start_time: moment('When it started.'),
      status: oneOf('Where it stands.', 'running', 'errored', 'complete'),
      test_judgment_metric: score('The metric on the test part.'),
    },
    relations: { datarun: { of: 'dataruns', many: false }, hyperpartition: { of: 'hyperpartitions', many: false } },
  },
};
