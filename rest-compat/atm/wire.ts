import type { ClassifierColumnsFragment, ClassifierStatus, DatarunColumnsFragment, DatasetColumnsFragment, HyperpartitionColumnsFragment, HyperpartitionStatus, RunStatus } from './operations.generated';
import { pickledValues, plainValues, rangesOf } from './hyperparameter-fields';
import { fixed } from './json';

// Keys are written in alphabetical order, as they stand in the documented answers.

/** A stored object with its columns and no relations. */
export type Columns = Readonly<Record<string, unknown>>;

/** Microseconds without a zone, in UTC; the fraction is left out when it is zero, as Python prints it. */
export const moment = (text: string | null) => (text === null ? null : text.replace(/Z$/, '').replace(/\.0+$/, ''));

const lower = (name: string) => name.toLowerCase();

/** A failed or cancelled run is over, and the old API has one word for that. */
export const datarunStatus: Record<RunStatus, 'pending' | 'running' | 'complete'> = {
  PENDING: 'pending', ACCEPTED: 'pending', INITIALISING: 'pending', WAITING_ON_RESOURCE: 'pending',
  RUNNING: 'running', PAUSED: 'running', SUCCEEDED: 'complete', FAILED: 'complete', CANCELLED: 'complete',
};
/** What the old API knows of a trial that was stopped early is that it has no model; `error_message` says why. */
export const classifierStatus: Record<ClassifierStatus, 'running' | 'complete' | 'errored'> = { RUNNING: 'running', COMPLETE: 'complete', ERRORED: 'errored', STOPPED_EARLY: 'errored' };
export const hyperpartitionStatus: Record<HyperpartitionStatus, string> = { INCOMPLETE: 'incomplete', GRIDDING_DONE: 'gridding_done', ERRORED: 'errored' };

export const datasetColumns = (row: DatasetColumnsFragment): Columns => ({
  class_column: row.classColumn,
  d_features: row.dFeatures,
  description: row.description,
  id: row.number,
  k_classes: row.kClasses,
  majority: fixed(row.majority, 9),
  n_examples: row.nExamples,
  name: row.name,
  size_kb: row.sizeKb,
  test_path: row.testPath,
  train_path: row.trainPath,
});

export const datarunColumns = (row: DatarunColumnsFragment): Columns => ({
  budget: row.budget,
  budget_type: lower(row.budgetType),
  dataset_id: row.dataset.number,
  deadline: moment(row.deadline),
  description: row.description,
  end_time: moment(row.finishedAt),
  gridding: row.gridding,
  id: row.number,
  k_window: row.kWindow,
  metric: lower(row.metric),
  priority: row.priority,
  r_minimum: row.rMinimum,
  score_target: `${lower(row.scoreTarget)}_judgment_metric`,
  selector: lower(row.selector),
  start_time: moment(row.startedAt),
  status: datarunStatus[row.status],
  tuner: lower(row.tuner),
});

export const hyperpartitionColumns = (row: HyperpartitionColumnsFragment): Columns => {
  const ranges = rangesOf(row);
  return {
    categorical_hyperparameters: ranges.categoricals,
    categorical_hyperparameters_64: ranges.categoricals64,
    constant_hyperparameters: ranges.constants,
    constant_hyperparameters_64: ranges.constants64,
    datarun_id: row.datarun.number,
    id: row.number,
    method: row.method,
    status: hyperpartitionStatus[row.status],
    tunable_hyperparameters: ranges.tunables,
    tunable_hyperparameters_64: ranges.tunables64,
  };
};

export const classifierColumns = (row: ClassifierColumnsFragment): Columns => ({
  cv_judgment_metric: fixed(row.cvJudgmentMetric, 10),
  cv_judgment_metric_stdev: fixed(row.cvJudgmentMetricStdev, 10),
  datarun_id: row.datarun.number,
  end_time: moment(row.finishedAt),
  error_message: row.errorMessage,
  host: row.host,
  hyperparameter_values: plainValues(row.hyperparameters),
  hyperparameter_values_64: pickledValues(row.hyperparameters, row.hyperpartition.tunables),
  hyperpartition_id: row.hyperpartition.number,
  id: row.number,
  metrics_location: row.metricsLocation,
  model_location: row.modelLocation,
  start_time: moment(row.startedAt),
  status: classifierStatus[row.status],
  test_judgment_metric: fixed(row.testJudgmentMetric, 10),
});

/** Puts relations among the columns, keys in alphabetical order; both have theirs in that order already. */
export function withRelations(columns: Columns, relations: Columns): Columns {
  const merged: Record<string, unknown> = {}, waiting = Object.keys(relations);
  let next = waiting.shift();
  for (const name of Object.keys(columns)) {
    while (next !== undefined && next < name) {
      merged[next] = relations[next];
      next = waiting.shift();
    }
    merged[name] = columns[name];
  }
  for (; next !== undefined; next = waiting.shift()) merged[next] = relations[next];
  return merged;
}
