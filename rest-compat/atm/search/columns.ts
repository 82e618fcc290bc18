import { newRun } from '../input';
import type {
  ClassifierField, ClassifierFilter, DatarunField, DatarunFilter, DatasetField, DatasetFilter, HyperpartitionField, HyperpartitionFilter,
} from '../operations.generated';
import { classifierStatus, datarunStatus, hyperpartitionStatus } from '../wire';

/** How a column is searched: what it holds, which field of the graph it is, and by which name it is ordered. */
export type Column<Field = string, Order = string, Relation = string> =
  | { holds: 'whole' | 'decimal' | 'text' | 'moment'; field: Field; order: Order }
  /** A closed set of texts, each with the graph's value for it; several values may share a text. */
  | { holds: 'choice'; field: Field; order: Order; texts: Readonly<Record<string, string>> }
  /** The id of a related object. */
  | { holds: 'id of'; relation: Relation }
  /** A pickle, which the graph does not have; never null. */
  | { holds: 'pickle' };

export interface Searchable<Field extends string = string, Order extends string = string, One extends string = string, Many extends string = string> {
  columns: Readonly<Record<string, Column<Field, Order, One>>>;
  /** Relations to one object, and to many, under the same names in the graph. */
  one: Readonly<Record<One, () => Searchable>>;
  many: Readonly<Record<Many, () => Searchable>>;
}

const column = (holds: 'whole' | 'decimal' | 'text' | 'moment') => <F, O>(field: F, order: O) => ({ holds, field, order });
const whole = column('whole'), decimal = column('decimal'), text = column('text'), moment = column('moment');
const choice = <F, O>(field: F, order: O, texts: Readonly<Record<string, string>>) => ({ holds: 'choice' as const, field, order, texts });
const idOf = <R>(relation: R) => ({ holds: 'id of' as const, relation });
const pickle = { holds: 'pickle' as const };
/** The choices of a new run, under the graph's names. */
const named = (choices: readonly string[], suffix = '') => Object.fromEntries(choices.map((name) => [name.toUpperCase(), name + suffix]));
const { metric, score_target: target, budget_type: budgetType, selector, tuner } = newRun.shape;
const options = (schema: typeof metric | typeof target | typeof budgetType | typeof selector | typeof tuner) => schema.unwrap().unwrap().options;

export const datasets: Searchable<keyof DatasetFilter & string, DatasetField, never, 'dataruns'> = {
  columns: {
    id: whole('number', 'ID'), name: text('name', 'NAME'), description: text('description', 'DESCRIPTION'), class_column: text('classColumn', 'CLASS_COLUMN'),
    train_path: text('trainPath', 'TRAIN_PATH'), test_path: text('testPath', 'TEST_PATH'), n_examples: whole('nExamples', 'N_EXAMPLES'), k_classes: whole('kClasses', 'K_CLASSES'),
    d_features: whole('dFeatures', 'D_FEATURES'), majority: decimal('majority', 'MAJORITY'), size_kb: whole('sizeKb', 'SIZE_KB'),
  },
  one: {}, many: { dataruns: () => dataruns },
};

export const dataruns: Searchable<keyof DatarunFilter, DatarunField, 'dataset', 'hyperpartitions' | 'classifiers'> = {
  columns: {
    id: whole('number', 'ID'), dataset_id: idOf('dataset'), description: text('description', 'DESCRIPTION'), priority: whole('priority', 'PRIORITY'),
    selector: choice('selector', 'SELECTOR', named(options(selector))), tuner: choice('tuner', 'TUNER', named(options(tuner))),
    k_window: whole('kWindow', 'K_WINDOW'), r_minimum: whole('rMinimum', 'R_MINIMUM'), gridding: whole('gridding', 'GRIDDING'),
    budget_type: choice('budgetType', 'BUDGET_TYPE', named(options(budgetType))), budget: whole('budget', 'BUDGET'), deadline: moment('deadline', 'DEADLINE'),
    metric: choice('metric', 'METRIC', named(options(metric))), score_target: choice('scoreTarget', 'SCORE_TARGET', named(options(target), '_judgment_metric')),
    start_time: moment('startedAt', 'STARTED_AT'), end_time: moment('finishedAt', 'FINISHED_AT'), status: choice('status', 'STATUS', datarunStatus),
  },
  one: { dataset: () => datasets }, many: { hyperpartitions: () => hyperpartitions, classifiers: () => classifiers },
};

export const hyperpartitions: Searchable<keyof HyperpartitionFilter, HyperpartitionField, 'datarun', 'classifiers'> = {
  columns: {
    id: whole('number', 'ID'), datarun_id: idOf('datarun'), method: text('method', 'METHOD'), status: choice('status', 'STATUS', hyperpartitionStatus),
    categorical_hyperparameters_64: pickle, tunable_hyperparameters_64: pickle, constant_hyperparameters_64: pickle,
  },
  one: { datarun: () => dataruns }, many: { classifiers: () => classifiers },
};

export const classifiers: Searchable<keyof ClassifierFilter, ClassifierField, 'datarun' | 'hyperpartition', never> = {
  columns: {
    id: whole('number', 'ID'), datarun_id: idOf('datarun'), hyperpartition_id: idOf('hyperpartition'), host: text('host', 'HOST'),
    model_location: text('modelLocation', 'MODEL_LOCATION'), metrics_location: text('metricsLocation', 'METRICS_LOCATION'), hyperparameter_values_64: pickle,
    cv_judgment_metric: decimal('cvJudgmentMetric', 'CV'), cv_judgment_metric_stdev: decimal('cvJudgmentMetricStdev', 'CV_STDEV'), test_judgment_metric: decimal('testJudgmentMetric', 'TEST'),
    start_time: moment('startedAt', 'STARTED_AT'), end_time: moment('finishedAt', 'FINISHED_AT'), status: choice('status', 'STATUS', classifierStatus),
    error_message: text('errorMessage', 'ERROR_MESSAGE'),
  },
  one: { datarun: () => dataruns, hyperpartition: () => hyperpartitions }, many: {},
};
