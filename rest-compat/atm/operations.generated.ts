// Made by scripts/codegen.mjs from operations.graphql and schema/automl.graphql; not edited by hand.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Whether a hyperpartition still takes part in the search. */
export type HyperpartitionStatus =
  /** It does. */
  | 'INCOMPLETE'
  /** No: every point of its grid, or its only point, was tried. */
  | 'GRIDDING_DONE'
  /** No: more than 3 of its classifiers errored. */
  | 'ERRORED';

/** Type and scale of a tunable; *_EXP ones are searched on a logarithmic scale. */
export type TunableType =
  | 'INT'
  | 'INT_EXP'
  | 'FLOAT'
  | 'FLOAT_EXP';

/** Conditions on classifiers; all that are given must hold. */
export type ClassifierFilter = {
  /** One of these ids. */
  id?: Array<string> | null | undefined;
  /** On ATM's integer id. */
  number?: IntFilter | null | undefined;
  /** Its datarun is such. */
  datarun?: DatarunFilter | null | undefined;
  /** Its hyperpartition is such. */
  hyperpartition?: HyperpartitionFilter | null | undefined;
  /** Of this hyperpartition. */
  hyperpartitionId?: string | null | undefined;
  /** One of these states. */
  status?: Array<ClassifierStatus> | null | undefined;
  /** At least this much by its run's score target. */
  minScore?: number | null | undefined;
  /** On the mean over the folds. */
  cvJudgmentMetric?: FloatFilter | null | undefined;
  /** On the deviation over the folds. */
  cvJudgmentMetricStdev?: FloatFilter | null | undefined;
  /** On the score on the test part. */
  testJudgmentMetric?: FloatFilter | null | undefined;
  /** On the name of the machine. */
  host?: StringFilter | null | undefined;
  /** On the number of the attempt. */
  attempt?: IntFilter | null | undefined;
  /** On the place of the model. */
  modelLocation?: StringFilter | null | undefined;
  /** On the place of the metrics file. */
  metricsLocation?: StringFilter | null | undefined;
  /** On when it started. */
  startedAt?: DateTimeFilter | null | undefined;
  /** On when it ended. */
  finishedAt?: DateTimeFilter | null | undefined;
  /** On the traceback. */
  errorMessage?: StringFilter | null | undefined;
  /** All of these hold. */
  and?: Array<ClassifierFilter> | null | undefined;
  /** At least one of these holds. */
  or?: Array<ClassifierFilter> | null | undefined;
  /** This does not hold. */
  not?: ClassifierFilter | null | undefined;
};

/** Conditions on a whole number; all that are given must hold. */
export type IntFilter = {
  /** Equal to. */
  eq?: number | null | undefined;
  /** Not equal to; null values are not equal to anything. */
  ne?: number | null | undefined;
  /** One of, 1,000 at most. */
  in?: Array<number> | null | undefined;
  /** None of, 1,000 at most. */
  notIn?: Array<number> | null | undefined;
  /** Less than. */
  lt?: number | null | undefined;
  /** Less than or equal to. */
  lte?: number | null | undefined;
  /** Greater than. */
  gt?: number | null | undefined;
  /** Greater than or equal to. */
  gte?: number | null | undefined;
  /** True: is null. False: is not null. */
  isNull?: boolean | null | undefined;
};

/** Conditions on dataruns; all that are given must hold. */
export type DatarunFilter = {
  /** One of these ids. */
  id?: Array<string> | null | undefined;
  /** On ATM's integer id. */
  number?: IntFilter | null | undefined;
  /** Its data set is such. */
  dataset?: DatasetFilter | null | undefined;
  /** One of these states. */
  status?: Array<RunStatus> | null | undefined;
  /** One of these metrics. */
  metric?: Array<ScoreMetric> | null | undefined;
  /** One of these targets. */
  scoreTarget?: Array<ScoreTarget> | null | undefined;
  /** One of these selectors. */
  selector?: Array<Selector> | null | undefined;
  /** One of these tuners. */
  tuner?: Array<Tuner> | null | undefined;
  /** One of these kinds of budget. */
  budgetType?: Array<BudgetType> | null | undefined;
  /** On the description. */
  description?: StringFilter | null | undefined;
  /** On the priority. */
  priority?: IntFilter | null | undefined;
  /** On the budget. */
  budget?: IntFilter | null | undefined;
  /** On kWindow. */
  kWindow?: IntFilter | null | undefined;
  /** On rMinimum. */
  rMinimum?: IntFilter | null | undefined;
  /** On gridding. */
  gridding?: IntFilter | null | undefined;
  /** On the deadline. */
  deadline?: DateTimeFilter | null | undefined;
  /** On when it was stored. */
  createdAt?: DateTimeFilter | null | undefined;
  /** On when it started. */
  startedAt?: DateTimeFilter | null | undefined;
  /** On when it ended. */
  finishedAt?: DateTimeFilter | null | undefined;
  /** All of these hold. */
  and?: Array<DatarunFilter> | null | undefined;
  /** At least one of these holds. */
  or?: Array<DatarunFilter> | null | undefined;
  /** This does not hold. */
  not?: DatarunFilter | null | undefined;
};

/** Conditions on data sets; all that are given must hold. */
export type DatasetFilter = {
  /** One of these ids. */
  id?: Array<string> | null | undefined;
  /** On ATM's integer id. */
  number?: IntFilter | null | undefined;
  /** On the name. */
  name?: StringFilter | null | undefined;
  /** On the description. */
  description?: StringFilter | null | undefined;
  /** On the class column. */
  classColumn?: StringFilter | null | undefined;
  /** On the path of the training file. */
  trainPath?: StringFilter | null | undefined;
  /** On the path of the test file. */
  testPath?: StringFilter | null | undefined;
  /** On the number of rows. */
  nExamples?: IntFilter | null | undefined;
  /** On the number of classes. */
  kClasses?: IntFilter | null | undefined;
  /** On the number of features. */
  dFeatures?: IntFilter | null | undefined;
  /** On the size in kB. */
  sizeKb?: IntFilter | null | undefined;
  /** On when it was stored. */
  createdAt?: DateTimeFilter | null | undefined;
  /** All of these hold. */
  and?: Array<DatasetFilter> | null | undefined;
  /** At least one of these holds. */
  or?: Array<DatasetFilter> | null | undefined;
  /** This does not hold. */
  not?: DatasetFilter | null | undefined;
};

/** Conditions on a text; all that are given must hold. */
export type StringFilter = {
  /** Equal to. */
  eq?: string | null | undefined;
  /** Not equal to; null values are not equal to anything. */
  ne?: string | null | undefined;
  /** One of, 1,000 at most. */
  in?: Array<string> | null | undefined;
  /** None of, 1,000 at most. */
  notIn?: Array<string> | null | undefined;
  /** Less than. */
  lt?: string | null | undefined;
  /** Less than or equal to. */
  lte?: string | null | undefined;
  /** Greater than. */
  gt?: string | null | undefined;
  /** Greater than or equal to. */
  gte?: string | null | undefined;
  /** True: is null. False: is not null. */
  isNull?: boolean | null | undefined;
  /** SQL LIKE pattern: `%` any text, `_` any character, case matters. */
  like?: string | null | undefined;
  /** As `like`, case ignored. */
  ilike?: string | null | undefined;
};

/** Conditions on a moment; all that are given must hold. */
export type DateTimeFilter = {
  /** Equal to. */
  eq?: string | null | undefined;
  /** Not equal to; null values are not equal to anything. */
  ne?: string | null | undefined;
  /** One of, 1,000 at most. */
  in?: Array<string> | null | undefined;
  /** None of, 1,000 at most. */
  notIn?: Array<string> | null | undefined;
  /** Less than. */
  lt?: string | null | undefined;
  /** Less than or equal to. */
  lte?: string | null | undefined;
  /** Greater than. */
  gt?: string | null | undefined;
  /** Greater than or equal to. */
  gte?: string | null | undefined;
  /** True: is null. False: is not null. */
  isNull?: boolean | null | undefined;
};

/** Where a run of any kind stands. SUCCEEDED, FAILED and CANCELLED are final. */
export type RunStatus =
  /** Stored; nothing of it has started. */
  | 'PENDING'
  /** Taken by a scheduler. */
  | 'ACCEPTED'
  /** Its folders and processes are being prepared. */
  | 'INITIALISING'
  /** Ready, but the machine has no room; `statusReason` says for what it waits. */
  | 'WAITING_ON_RESOURCE'
  /** At least one of its parts has started. */
  | 'RUNNING'
  /** Starts nothing new; what runs is allowed to end. */
  | 'PAUSED'
  /** Ended, with a result. */
  | 'SUCCEEDED'
  /** Ended without a result; `errorMessage` says why. */
  | 'FAILED'
  /** Ended by somebody. */
  | 'CANCELLED';

/** Scores from 0 (or -1 for COHEN_KAPPA and MCC) to 1, higher is better. With two classes the micro and macro forms mean the plain one; with more classes F1 and ROC_AUC mean the macro form. */
export type ScoreMetric =
  | 'ACCURACY'
  | 'COHEN_KAPPA'
  | 'F1'
  | 'ROC_AUC'
  | 'AP'
  | 'MCC'
  | 'RANK_ACCURACY'
  | 'F1_MICRO'
  | 'F1_MACRO'
  | 'ROC_AUC_MICRO'
  | 'ROC_AUC_MACRO';

/** The number by which classifiers are compared. */
export type ScoreTarget =
  /** Mean of the metric over the folds of cross-validation. */
  | 'CV'
  /** The metric on the test part. */
  | 'TEST'
  /** Mean minus two standard deviations over the folds. */
  | 'MU_SIGMA';

/** How the next hyperpartition is picked. */
export type Selector =
  | 'UNIFORM'
  | 'UCB1'
  | 'BESTK'
  | 'BESTKVEL'
  | 'PUREBESTKVEL'
  | 'RECENTK'
  | 'RECENTKVEL'
  | 'HIERALG';

/** How values of the tunable hyperparameters are picked. */
export type Tuner =
  | 'UNIFORM'
  | 'GP'
  | 'GP_EI'
  | 'GP_EIVEL'
  | 'GCP'
  | 'GCP_EI';

/** What ends a datarun. */
export type BudgetType =
  /** Its partitions are exhausted, or somebody stops it. */
  | 'NONE'
  /** `budget` classifiers have ended, complete or errored. */
  | 'CLASSIFIER'
  /** `deadline` has passed, or `budget` minutes after the datarun was created. */
  | 'WALLTIME';

/** Conditions on hyperpartitions; all that are given must hold. */
export type HyperpartitionFilter = {
  /** One of these ids. */
  id?: Array<string> | null | undefined;
  /** On ATM's integer id. */
  number?: IntFilter | null | undefined;
  /** Its datarun is such. */
  datarun?: DatarunFilter | null | undefined;
  /** On the name of the method. */
  method?: StringFilter | null | undefined;
  /** One of these states. */
  status?: Array<HyperpartitionStatus> | null | undefined;
  /** All of these hold. */
  and?: Array<HyperpartitionFilter> | null | undefined;
  /** At least one of these holds. */
  or?: Array<HyperpartitionFilter> | null | undefined;
  /** This does not hold. */
  not?: HyperpartitionFilter | null | undefined;
};

/** Where a trial stands. */
export type ClassifierStatus =
  /** It trains, or waits to be trained again after its worker was lost. */
  | 'RUNNING'
  /** It has scores and a model. */
  | 'COMPLETE'
  /** It ended without a model; `errorMessage` has the traceback. */
  | 'ERRORED';

/** Conditions on a number; all that are given must hold. */
export type FloatFilter = {
  /** Equal to. */
  eq?: number | null | undefined;
  /** Not equal to; null values are not equal to anything. */
  ne?: number | null | undefined;
  /** One of, 1,000 at most. */
  in?: Array<number> | null | undefined;
  /** None of, 1,000 at most. */
  notIn?: Array<number> | null | undefined;
  /** Less than. */
  lt?: number | null | undefined;
  /** Less than or equal to. */
  lte?: number | null | undefined;
  /** Greater than. */
  gt?: number | null | undefined;
  /** Greater than or equal to. */
  gte?: number | null | undefined;
  /** True: is null. False: is not null. */
  isNull?: boolean | null | undefined;
};

/** A CSV file that the server can read. The counts are computed from the file; a given one replaces the computed one. */
export type CreateDatasetInput = {
  /** At most 100 characters; the name of the file without its extension when absent. */
  name?: string | null | undefined;
  /** At most 1,000 characters. */
  description?: string | null | undefined;
  /** Header of the column to predict, at most 100 characters. */
  classColumn: string;
  /** Path of the training file on the server, inside one of its data roots; relative to the folder where the server was started. */
  trainPath: string;
  /** Path of a test file with the same columns. */
  testPath?: string | null | undefined;
  /** Instead of the computed one, at least 0. */
  nExamples?: number | null | undefined;
  /** Instead of the computed one, at least 0. */
  kClasses?: number | null | undefined;
  /** Instead of the computed one, at least 0. */
  dFeatures?: number | null | undefined;
  /** Instead of the computed one, 0 to 1. */
  majority?: string | null | undefined;
  /** Instead of the computed one, at least 0. */
  sizeKb?: number | null | undefined;
};

/** What to search, for how long, and how. */
export type StartDatarunInput = {
  /** The data set to find a classifier for. */
  datasetId: string;
  /** Names of methods, each once. */
  methods?: Array<string>;
  /** What ends the run; a deadline makes it WALLTIME. */
  budgetType?: BudgetType;
  /** Classifiers (1 to 100000) for CLASSIFIER, minutes from now (1 to 525600) for WALLTIME; not used for NONE. */
  budget?: number;
  /** No trial starts after this moment. */
  deadline?: string | null | undefined;
  /** What is measured. */
  metric?: ScoreMetric;
  /** By which of its numbers classifiers are compared. */
  scoreTarget?: ScoreTarget;
  /** How values are picked. */
  tuner?: Tuner;
  /** How hyperpartitions are picked. */
  selector?: Selector;
  /** How many scores the *k* selectors look at, 1 to 1,000. */
  kWindow?: number;
  /** Complete classifiers a partition needs before the tuner models it, 0 to 10,000. */
  rMinimum?: number;
  /** Points of the grid on each tunable, 0 (no grid) to 1,000. */
  gridding?: number;
  /** Higher goes first, -512 to 511. */
  priority?: number;
  /** One datarun for each hyperpartition instead of one for all; each has the whole budget. */
  runPerPartition?: boolean;
  /** For a search that can be repeated. */
  seed?: number | null | undefined;
  /** Labels, 50 at most, of 1 to 100 characters. */
  tags?: Array<string> | null | undefined;
  /** Makes a retry safe: a second call with the same text answers the dataruns of the first. 1 to 200 characters. */
  clientMutationId?: string | null | undefined;
};

export type DatasetColumnsFragment = { number: number, name: string, description: string | null, classColumn: string, trainPath: string, testPath: string | null, nExamples: number, kClasses: number, dFeatures: number, majority: string, sizeKb: number };

export type DatarunColumnsFragment = { number: number, description: string, priority: number, selector: Selector, tuner: Tuner, metric: ScoreMetric, scoreTarget: ScoreTarget, kWindow: number, rMinimum: number, gridding: number, budgetType: BudgetType, budget: number | null, deadline: string | null, status: RunStatus, startedAt: string | null, finishedAt: string | null, dataset: { number: number } };

export type HyperpartitionColumnsFragment = { number: number, method: string, status: HyperpartitionStatus, datarun: { number: number }, categoricals: Array<{ name: string, value: unknown }>, constants: Array<{ name: string, value: unknown }>, tunables: Array<{ name: string, type: TunableType, low: number, high: number }> };

export type ClassifierColumnsFragment = { number: number, host: string, status: ClassifierStatus, cvJudgmentMetric: string | null, cvJudgmentMetricStdev: string | null, testJudgmentMetric: string | null, modelLocation: string | null, metricsLocation: string | null, startedAt: string, finishedAt: string | null, errorMessage: string | null, datarun: { number: number }, hyperpartition: { number: number, tunables: Array<{ name: string, type: TunableType }> }, hyperparameters: Array<{ name: string, value: unknown }> };

export type DatarunRowFragment = { number: number, description: string, priority: number, selector: Selector, tuner: Tuner, metric: ScoreMetric, scoreTarget: ScoreTarget, kWindow: number, rMinimum: number, gridding: number, budgetType: BudgetType, budget: number | null, deadline: string | null, status: RunStatus, startedAt: string | null, finishedAt: string | null, dataset: { number: number, name: string, description: string | null, classColumn: string, trainPath: string, testPath: string | null, nExamples: number, kClasses: number, dFeatures: number, majority: string, sizeKb: number } };

export type HyperpartitionRowFragment = { number: number, method: string, status: HyperpartitionStatus, datarun: { number: number, description: string, priority: number, selector: Selector, tuner: Tuner, metric: ScoreMetric, scoreTarget: ScoreTarget, kWindow: number, rMinimum: number, gridding: number, budgetType: BudgetType, budget: number | null, deadline: string | null, status: RunStatus, startedAt: string | null, finishedAt: string | null, dataset: { number: number } }, categoricals: Array<{ name: string, value: unknown }>, constants: Array<{ name: string, value: unknown }>, tunables: Array<{ name: string, type: TunableType, low: number, high: number }> };

export type ClassifierRowFragment = { number: number, host: string, status: ClassifierStatus, cvJudgmentMetric: string | null, cvJudgmentMetricStdev: string | null, testJudgmentMetric: string | null, modelLocation: string | null, metricsLocation: string | null, startedAt: string, finishedAt: string | null, errorMessage: string | null, datarun: { number: number, description: string, priority: number, selector: Selector, tuner: Tuner, metric: ScoreMetric, scoreTarget: ScoreTarget, kWindow: number, rMinimum: number, gridding: number, budgetType: BudgetType, budget: number | null, deadline: string | null, status: RunStatus, startedAt: string | null, finishedAt: string | null, dataset: { number: number } }, hyperpartition: { number: number, method: string, status: HyperpartitionStatus, tunables: Array<{ name: string, type: TunableType, low: number, high: number }>, datarun: { number: number }, categoricals: Array<{ name: string, value: unknown }>, constants: Array<{ name: string, value: unknown }> }, hyperparameters: Array<{ name: string, value: unknown }> };

export type DatasetQueryVariables = Exact<{
  number: number;
}>;


export type DatasetQuery = { datasetByNumber: { number: number, name: string, description: string | null, classColumn: string, trainPath: string, testPath: string | null, nExamples: number, kClasses: number, dFeatures: number, majority: string, sizeKb: number } | null };

export type DatarunQueryVariables = Exact<{
  number: number;
}>;


export type DatarunQuery = { datarunByNumber: { number: number, description: string, priority: number, selector: Selector, tuner: Tuner, metric: ScoreMetric, scoreTarget: ScoreTarget, kWindow: number, rMinimum: number, gridding: number, budgetType: BudgetType, budget: number | null, deadline: string | null, status: RunStatus, startedAt: string | null, finishedAt: string | null, dataset: { number: number, name: string, description: string | null, classColumn: string, trainPath: string, testPath: string | null, nExamples: number, kClasses: number, dFeatures: number, majority: string, sizeKb: number } } | null };

export type HyperpartitionQueryVariables = Exact<{
  number: number;
}>;


export type HyperpartitionQuery = { hyperpartitionByNumber: { number: number, method: string, status: HyperpartitionStatus, datarun: { number: number, description: string, priority: number, selector: Selector, tuner: Tuner, metric: ScoreMetric, scoreTarget: ScoreTarget, kWindow: number, rMinimum: number, gridding: number, budgetType: BudgetType, budget: number | null, deadline: string | null, status: RunStatus, startedAt: string | null, finishedAt: string | null, dataset: { number: number } }, categoricals: Array<{ name: string, value: unknown }>, constants: Array<{ name: string, value: unknown }>, tunables: Array<{ name: string, type: TunableType, low: number, high: number }> } | null };

export type ClassifierQueryVariables = Exact<{
  number: number;
}>;


export type ClassifierQuery = { classifierByNumber: { number: number, host: string, status: ClassifierStatus, cvJudgmentMetric: string | null, cvJudgmentMetricStdev: string | null, testJudgmentMetric: string | null, modelLocation: string | null, metricsLocation: string | null, startedAt: string, finishedAt: string | null, errorMessage: string | null, datarun: { number: number, description: string, priority: number, selector: Selector, tuner: Tuner, metric: ScoreMetric, scoreTarget: ScoreTarget, kWindow: number, rMinimum: number, gridding: number, budgetType: BudgetType, budget: number | null, deadline: string | null, status: RunStatus, startedAt: string | null, finishedAt: string | null, dataset: { number: number } }, hyperpartition: { number: number, method: string, status: HyperpartitionStatus, tunables: Array<{ name: string, type: TunableType, low: number, high: number }>, datarun: { number: number }, categoricals: Array<{ name: string, value: unknown }>, constants: Array<{ name: string, value: unknown }> }, hyperparameters: Array<{ name: string, value: unknown }> } | null };

export type DatasetPageQueryVariables = Exact<{
  where?: DatasetFilter | null | undefined;
  page: number;
  size: number;
}>;


export type DatasetPageQuery = { datasets: { totalCount: number, nodes: Array<{ number: number, name: string, description: string | null, classColumn: string, trainPath: string, testPath: string | null, nExamples: number, kClasses: number, dFeatures: number, majority: string, sizeKb: number }> } };

export type DatarunPageQueryVariables = Exact<{
  where?: DatarunFilter | null | undefined;
  page: number;
  size: number;
}>;


export type DatarunPageQuery = { dataruns: { totalCount: number, nodes: Array<{ number: number, description: string, priority: number, selector: Selector, tuner: Tuner, metric: ScoreMetric, scoreTarget: ScoreTarget, kWindow: number, rMinimum: number, gridding: number, budgetType: BudgetType, budget: number | null, deadline: string | null, status: RunStatus, startedAt: string | null, finishedAt: string | null, dataset: { number: number, name: string, description: string | null, classColumn: string, trainPath: string, testPath: string | null, nExamples: number, kClasses: number, dFeatures: number, majority: string, sizeKb: number } }> } };

export type HyperpartitionPageQueryVariables = Exact<{
  where?: HyperpartitionFilter | null | undefined;
  page: number;
  size: number;
}>;


export type HyperpartitionPageQuery = { hyperpartitions: { totalCount: number, nodes: Array<{ number: number, method: string, status: HyperpartitionStatus, datarun: { number: number, description: string, priority: number, selector: Selector, tuner: Tuner, metric: ScoreMetric, scoreTarget: ScoreTarget, kWindow: number, rMinimum: number, gridding: number, budgetType: BudgetType, budget: number | null, deadline: string | null, status: RunStatus, startedAt: string | null, finishedAt: string | null, dataset: { number: number } }, categoricals: Array<{ name: string, value: unknown }>, constants: Array<{ name: string, value: unknown }>, tunables: Array<{ name: string, type: TunableType, low: number, high: number }> }> } };

export type ClassifierPageQueryVariables = Exact<{
  where?: ClassifierFilter | null | undefined;
  page: number;
  size: number;
}>;


export type ClassifierPageQuery = { classifiers: { totalCount: number, nodes: Array<{ number: number, host: string, status: ClassifierStatus, cvJudgmentMetric: string | null, cvJudgmentMetricStdev: string | null, testJudgmentMetric: string | null, modelLocation: string | null, metricsLocation: string | null, startedAt: string, finishedAt: string | null, errorMessage: string | null, datarun: { number: number, description: string, priority: number, selector: Selector, tuner: Tuner, metric: ScoreMetric, scoreTarget: ScoreTarget, kWindow: number, rMinimum: number, gridding: number, budgetType: BudgetType, budget: number | null, deadline: string | null, status: RunStatus, startedAt: string | null, finishedAt: string | null, dataset: { number: number } }, hyperpartition: { number: number, method: string, status: HyperpartitionStatus, tunables: Array<{ name: string, type: TunableType, low: number, high: number }>, datarun: { number: number }, categoricals: Array<{ name: string, value: unknown }>, constants: Array<{ name: string, value: unknown }> }, hyperparameters: Array<{ name: string, value: unknown }> }> } };

export type DatarunsOfQueryVariables = Exact<{
  where: DatarunFilter;
  after?: string | null | undefined;
}>;


export type DatarunsOfQuery = { dataruns: { nodes: Array<{ number: number, description: string, priority: number, selector: Selector, tuner: Tuner, metric: ScoreMetric, scoreTarget: ScoreTarget, kWindow: number, rMinimum: number, gridding: number, budgetType: BudgetType, budget: number | null, deadline: string | null, status: RunStatus, startedAt: string | null, finishedAt: string | null, dataset: { number: number } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type HyperpartitionsOfQueryVariables = Exact<{
  where: HyperpartitionFilter;
  after?: string | null | undefined;
}>;


export type HyperpartitionsOfQuery = { hyperpartitions: { nodes: Array<{ number: number, method: string, status: HyperpartitionStatus, datarun: { number: number }, categoricals: Array<{ name: string, value: unknown }>, constants: Array<{ name: string, value: unknown }>, tunables: Array<{ name: string, type: TunableType, low: number, high: number }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ClassifiersOfQueryVariables = Exact<{
  where: ClassifierFilter;
  after?: string | null | undefined;
}>;


export type ClassifiersOfQuery = { classifiers: { nodes: Array<{ number: number, host: string, status: ClassifierStatus, cvJudgmentMetric: string | null, cvJudgmentMetricStdev: string | null, testJudgmentMetric: string | null, modelLocation: string | null, metricsLocation: string | null, startedAt: string, finishedAt: string | null, errorMessage: string | null, datarun: { number: number }, hyperpartition: { number: number, tunables: Array<{ name: string, type: TunableType }> }, hyperparameters: Array<{ name: string, value: unknown }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type DatasetIdQueryVariables = Exact<{
  number: number;
}>;


export type DatasetIdQuery = { datasetByNumber: { id: string } | null };

export type CreateDatasetMutationVariables = Exact<{
  input: CreateDatasetInput;
}>;


export type CreateDatasetMutation = { createDataset: { number: number, name: string, description: string | null, classColumn: string, trainPath: string, testPath: string | null, nExamples: number, kClasses: number, dFeatures: number, majority: string, sizeKb: number } };

export type StartDatarunMutationVariables = Exact<{
  input: StartDatarunInput;
}>;


export type StartDatarunMutation = { startDatarun: Array<{ number: number }> };

export const DatarunColumnsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DatarunColumns"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Datarun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"dataset"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}}]}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"priority"}},{"kind":"Field","name":{"kind":"Name","value":"selector"}},{"kind":"Field","name":{"kind":"Name","value":"tuner"}},{"kind":"Field","name":{"kind":"Name","value":"metric"}},{"kind":"Field","name":{"kind":"Name","value":"scoreTarget"}},{"kind":"Field","name":{"kind":"Name","value":"kWindow"}},{"kind":"Field","name":{"kind":"Name","value":"rMinimum"}},{"kind":"Field","name":{"kind":"Name","value":"gridding"}},{"kind":"Field","name":{"kind":"Name","value":"budgetType"}},{"kind":"Field","name":{"kind":"Name","value":"budget"}},{"kind":"Field","name":{"kind":"Name","value":"deadline"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}}]}}]} as unknown as DocumentNode<DatarunColumnsFragment, unknown>;
export const DatasetColumnsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DatasetColumns"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Dataset"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"classColumn"}},{"kind":"Field","name":{"kind":"Name","value":"trainPath"}},{"kind":"Field","name":{"kind":"Name","value":"testPath"}},{"kind":"Field","name":{"kind":"Name","value":"nExamples"}},{"kind":"Field","name":{"kind":"Name","value":"kClasses"}},{"kind":"Field","name":{"kind":"Name","value":"dFeatures"}},{"kind":"Field","name":{"kind":"Name","value":"majority"}},{"kind":"Field","name":{"kind":"Name","value":"sizeKb"}}]}}]} as unknown as DocumentNode<DatasetColumnsFragment, unknown>;
export const DatarunRowFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DatarunRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Datarun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"DatarunColumns"}},{"kind":"Field","name":{"kind":"Name","value":"dataset"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"DatasetColumns"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DatarunColumns"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Datarun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"dataset"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}}]}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"priority"}},{"kind":"Field","name":{"kind":"Name","value":"selector"}},{"kind":"Field","name":{"kind":"Name","value":"tuner"}},{"kind":"Field","name":{"kind":"Name","value":"metric"}},{"kind":"Field","name":{"kind":"Name","value":"scoreTarget"}},{"kind":"Field","name":{"kind":"Name","value":"kWindow"}},{"kind":"Field","name":{"kind":"Name","value":"rMinimum"}},{"kind":"Field","name":{"kind":"Name","value":"gridding"}},{"kind":"Field","name":{"kind":"Name","value":"budgetType"}},{"kind":"Field","name":{"kind":"Name","value":"budget"}},{"kind":"Field","name":{"kind":"Name","value":"deadline"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DatasetColumns"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Dataset"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"classColumn"}},{"kind":"Field","name":{"kind":"Name","value":"trainPath"}},{"kind":"Field","name":{"kind":"Name","value":"testPath"}},{"kind":"Field","name":{"kind":"Name","value":"nExamples"}},{"kind":"Field","name":{"kind":"Name","value":"kClasses"}},{"kind":"Field","name":{"kind":"Name","value":"dFeatures"}},{"kind":"Field","name":{"kind":"Name","value":"majority"}},{"kind":"Field","name":{"kind":"Name","value":"sizeKb"}}]}}]} as unknown as DocumentNode<DatarunRowFragment, unknown>;
export const HyperpartitionColumnsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"HyperpartitionColumns"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Hyperpartition"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"datarun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}}]}},{"kind":"Field","name":{"kind":"Name","value":"method"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"categoricals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"constants"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"tunables"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"low"}},{"kind":"Field","name":{"kind":"Name","value":"high"}}]}}]}}]} as unknown as DocumentNode<HyperpartitionColumnsFragment, unknown>;
export const HyperpartitionRowFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"HyperpartitionRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Hyperpartition"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"HyperpartitionColumns"}},{"kind":"Field","name":{"kind":"Name","value":"datarun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"DatarunColumns"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"HyperpartitionColumns"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Hyperpartition"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"datarun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}}]}},{"kind":"Field","name":{"kind":"Name","value":"method"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"categoricals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"constants"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"tunables"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"low"}},{"kind":"Field","name":{"kind":"Name","value":"high"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DatarunColumns"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Datarun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"dataset"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}}]}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"priority"}},{"kind":"Field","name":{"kind":"Name","value":"selector"}},{"kind":"Field","name":{"kind":"Name","value":"tuner"}},{"kind":"Field","name":{"kind":"Name","value":"metric"}},{"kind":"Field","name":{"kind":"Name","value":"scoreTarget"}},{"kind":"Field","name":{"kind":"Name","value":"kWindow"}},{"kind":"Field","name":{"kind":"Name","value":"rMinimum"}},{"kind":"Field","name":{"kind":"Name","value":"gridding"}},{"kind":"Field","name":{"kind":"Name","value":"budgetType"}},{"kind":"Field","name":{"kind":"Name","value":"budget"}},{"kind":"Field","name":{"kind":"Name","value":"deadline"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}}]}}]} as unknown as DocumentNode<HyperpartitionRowFragment, unknown>;
export const ClassifierColumnsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ClassifierColumns"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Classifier"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"datarun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}}]}},{"kind":"Field","name":{"kind":"Name","value":"hyperpartition"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"tunables"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"host"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"hyperparameters"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"cvJudgmentMetric"}},{"kind":"Field","name":{"kind":"Name","value":"cvJudgmentMetricStdev"}},{"kind":"Field","name":{"kind":"Name","value":"testJudgmentMetric"}},{"kind":"Field","name":{"kind":"Name","value":"modelLocation"}},{"kind":"Field","name":{"kind":"Name","value":"metricsLocation"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"errorMessage"}}]}}]} as unknown as DocumentNode<ClassifierColumnsFragment, unknown>;
export const ClassifierRowFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ClassifierRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Classifier"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ClassifierColumns"}},{"kind":"Field","name":{"kind":"Name","value":"datarun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"DatarunColumns"}}]}},{"kind":"Field","name":{"kind":"Name","value":"hyperpartition"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"HyperpartitionColumns"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ClassifierColumns"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Classifier"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"datarun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}}]}},{"kind":"Field","name":{"kind":"Name","value":"hyperpartition"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"tunables"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"host"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"hyperparameters"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"cvJudgmentMetric"}},{"kind":"Field","name":{"kind":"Name","value":"cvJudgmentMetricStdev"}},{"kind":"Field","name":{"kind":"Name","value":"testJudgmentMetric"}},{"kind":"Field","name":{"kind":"Name","value":"modelLocation"}},{"kind":"Field","name":{"kind":"Name","value":"metricsLocation"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"errorMessage"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DatarunColumns"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Datarun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"dataset"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}}]}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"priority"}},{"kind":"Field","name":{"kind":"Name","value":"selector"}},{"kind":"Field","name":{"kind":"Name","value":"tuner"}},{"kind":"Field","name":{"kind":"Name","value":"metric"}},{"kind":"Field","name":{"kind":"Name","value":"scoreTarget"}},{"kind":"Field","name":{"kind":"Name","value":"kWindow"}},{"kind":"Field","name":{"kind":"Name","value":"rMinimum"}},{"kind":"Field","name":{"kind":"Name","value":"gridding"}},{"kind":"Field","name":{"kind":"Name","value":"budgetType"}},{"kind":"Field","name":{"kind":"Name","value":"budget"}},{"kind":"Field","name":{"kind":"Name","value":"deadline"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"HyperpartitionColumns"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Hyperpartition"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"datarun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}}]}},{"kind":"Field","name":{"kind":"Name","value":"method"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"categoricals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"constants"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"tunables"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"low"}},{"kind":"Field","name":{"kind":"Name","value":"high"}}]}}]}}]} as unknown as DocumentNode<ClassifierRowFragment, unknown>;
export const DatasetDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Dataset"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"number"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"datasetByNumber"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"number"},"value":{"kind":"Variable","name":{"kind":"Name","value":"number"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"DatasetColumns"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DatasetColumns"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Dataset"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"classColumn"}},{"kind":"Field","name":{"kind":"Name","value":"trainPath"}},{"kind":"Field","name":{"kind":"Name","value":"testPath"}},{"kind":"Field","name":{"kind":"Name","value":"nExamples"}},{"kind":"Field","name":{"kind":"Name","value":"kClasses"}},{"kind":"Field","name":{"kind":"Name","value":"dFeatures"}},{"kind":"Field","name":{"kind":"Name","value":"majority"}},{"kind":"Field","name":{"kind":"Name","value":"sizeKb"}}]}}]} as unknown as DocumentNode<DatasetQuery, DatasetQueryVariables>;
export const DatarunDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Datarun"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"number"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"datarunByNumber"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"number"},"value":{"kind":"Variable","name":{"kind":"Name","value":"number"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"DatarunRow"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DatarunColumns"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Datarun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"dataset"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}}]}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"priority"}},{"kind":"Field","name":{"kind":"Name","value":"selector"}},{"kind":"Field","name":{"kind":"Name","value":"tuner"}},{"kind":"Field","name":{"kind":"Name","value":"metric"}},{"kind":"Field","name":{"kind":"Name","value":"scoreTarget"}},{"kind":"Field","name":{"kind":"Name","value":"kWindow"}},{"kind":"Field","name":{"kind":"Name","value":"rMinimum"}},{"kind":"Field","name":{"kind":"Name","value":"gridding"}},{"kind":"Field","name":{"kind":"Name","value":"budgetType"}},{"kind":"Field","name":{"kind":"Name","value":"budget"}},{"kind":"Field","name":{"kind":"Name","value":"deadline"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DatasetColumns"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Dataset"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"classColumn"}},{"kind":"Field","name":{"kind":"Name","value":"trainPath"}},{"kind":"Field","name":{"kind":"Name","value":"testPath"}},{"kind":"Field","name":{"kind":"Name","value":"nExamples"}},{"kind":"Field","name":{"kind":"Name","value":"kClasses"}},{"kind":"Field","name":{"kind":"Name","value":"dFeatures"}},{"kind":"Field","name":{"kind":"Name","value":"majority"}},{"kind":"Field","name":{"kind":"Name","value":"sizeKb"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DatarunRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Datarun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"DatarunColumns"}},{"kind":"Field","name":{"kind":"Name","value":"dataset"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"DatasetColumns"}}]}}]}}]} as unknown as DocumentNode<DatarunQuery, DatarunQueryVariables>;
export const HyperpartitionDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Hyperpartition"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"number"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hyperpartitionByNumber"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"number"},"value":{"kind":"Variable","name":{"kind":"Name","value":"number"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"HyperpartitionRow"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"HyperpartitionColumns"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Hyperpartition"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"datarun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}}]}},{"kind":"Field","name":{"kind":"Name","value":"method"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"categoricals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"constants"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"tunables"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"low"}},{"kind":"Field","name":{"kind":"Name","value":"high"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DatarunColumns"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Datarun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"dataset"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}}]}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"priority"}},{"kind":"Field","name":{"kind":"Name","value":"selector"}},{"kind":"Field","name":{"kind":"Name","value":"tuner"}},{"kind":"Field","name":{"kind":"Name","value":"metric"}},{"kind":"Field","name":{"kind":"Name","value":"scoreTarget"}},{"kind":"Field","name":{"kind":"Name","value":"kWindow"}},{"kind":"Field","name":{"kind":"Name","value":"rMinimum"}},{"kind":"Field","name":{"kind":"Name","value":"gridding"}},{"kind":"Field","name":{"kind":"Name","value":"budgetType"}},{"kind":"Field","name":{"kind":"Name","value":"budget"}},{"kind":"Field","name":{"kind":"Name","value":"deadline"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"HyperpartitionRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Hyperpartition"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"HyperpartitionColumns"}},{"kind":"Field","name":{"kind":"Name","value":"datarun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"DatarunColumns"}}]}}]}}]} as unknown as DocumentNode<HyperpartitionQuery, HyperpartitionQueryVariables>;
export const ClassifierDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Classifier"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"number"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"classifierByNumber"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"number"},"value":{"kind":"Variable","name":{"kind":"Name","value":"number"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ClassifierRow"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ClassifierColumns"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Classifier"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"datarun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}}]}},{"kind":"Field","name":{"kind":"Name","value":"hyperpartition"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"tunables"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"host"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"hyperparameters"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"cvJudgmentMetric"}},{"kind":"Field","name":{"kind":"Name","value":"cvJudgmentMetricStdev"}},{"kind":"Field","name":{"kind":"Name","value":"testJudgmentMetric"}},{"kind":"Field","name":{"kind":"Name","value":"modelLocation"}},{"kind":"Field","name":{"kind":"Name","value":"metricsLocation"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"errorMessage"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DatarunColumns"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Datarun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"dataset"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}}]}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"priority"}},{"kind":"Field","name":{"kind":"Name","value":"selector"}},{"kind":"Field","name":{"kind":"Name","value":"tuner"}},{"kind":"Field","name":{"kind":"Name","value":"metric"}},{"kind":"Field","name":{"kind":"Name","value":"scoreTarget"}},{"kind":"Field","name":{"kind":"Name","value":"kWindow"}},{"kind":"Field","name":{"kind":"Name","value":"rMinimum"}},{"kind":"Field","name":{"kind":"Name","value":"gridding"}},{"kind":"Field","name":{"kind":"Name","value":"budgetType"}},{"kind":"Field","name":{"kind":"Name","value":"budget"}},{"kind":"Field","name":{"kind":"Name","value":"deadline"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"HyperpartitionColumns"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Hyperpartition"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"datarun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}}]}},{"kind":"Field","name":{"kind":"Name","value":"method"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"categoricals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"constants"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"tunables"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"low"}},{"kind":"Field","name":{"kind":"Name","value":"high"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ClassifierRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Classifier"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ClassifierColumns"}},{"kind":"Field","name":{"kind":"Name","value":"datarun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"DatarunColumns"}}]}},{"kind":"Field","name":{"kind":"Name","value":"hyperpartition"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"HyperpartitionColumns"}}]}}]}}]} as unknown as DocumentNode<ClassifierQuery, ClassifierQueryVariables>;
export const DatasetPageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"DatasetPage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"where"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"DatasetFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"page"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"size"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"datasets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"Variable","name":{"kind":"Name","value":"where"}}},{"kind":"Argument","name":{"kind":"Name","value":"page"},"value":{"kind":"Variable","name":{"kind":"Name","value":"page"}}},{"kind":"Argument","name":{"kind":"Name","value":"pageSize"},"value":{"kind":"Variable","name":{"kind":"Name","value":"size"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"DatasetColumns"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DatasetColumns"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Dataset"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"classColumn"}},{"kind":"Field","name":{"kind":"Name","value":"trainPath"}},{"kind":"Field","name":{"kind":"Name","value":"testPath"}},{"kind":"Field","name":{"kind":"Name","value":"nExamples"}},{"kind":"Field","name":{"kind":"Name","value":"kClasses"}},{"kind":"Field","name":{"kind":"Name","value":"dFeatures"}},{"kind":"Field","name":{"kind":"Name","value":"majority"}},{"kind":"Field","name":{"kind":"Name","value":"sizeKb"}}]}}]} as unknown as DocumentNode<DatasetPageQuery, DatasetPageQueryVariables>;
export const DatarunPageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"DatarunPage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"where"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"DatarunFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"page"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"size"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"dataruns"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"Variable","name":{"kind":"Name","value":"where"}}},{"kind":"Argument","name":{"kind":"Name","value":"page"},"value":{"kind":"Variable","name":{"kind":"Name","value":"page"}}},{"kind":"Argument","name":{"kind":"Name","value":"pageSize"},"value":{"kind":"Variable","name":{"kind":"Name","value":"size"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"DatarunRow"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DatarunColumns"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Datarun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"dataset"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}}]}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"priority"}},{"kind":"Field","name":{"kind":"Name","value":"selector"}},{"kind":"Field","name":{"kind":"Name","value":"tuner"}},{"kind":"Field","name":{"kind":"Name","value":"metric"}},{"kind":"Field","name":{"kind":"Name","value":"scoreTarget"}},{"kind":"Field","name":{"kind":"Name","value":"kWindow"}},{"kind":"Field","name":{"kind":"Name","value":"rMinimum"}},{"kind":"Field","name":{"kind":"Name","value":"gridding"}},{"kind":"Field","name":{"kind":"Name","value":"budgetType"}},{"kind":"Field","name":{"kind":"Name","value":"budget"}},{"kind":"Field","name":{"kind":"Name","value":"deadline"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DatasetColumns"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Dataset"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"classColumn"}},{"kind":"Field","name":{"kind":"Name","value":"trainPath"}},{"kind":"Field","name":{"kind":"Name","value":"testPath"}},{"kind":"Field","name":{"kind":"Name","value":"nExamples"}},{"kind":"Field","name":{"kind":"Name","value":"kClasses"}},{"kind":"Field","name":{"kind":"Name","value":"dFeatures"}},{"kind":"Field","name":{"kind":"Name","value":"majority"}},{"kind":"Field","name":{"kind":"Name","value":"sizeKb"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DatarunRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Datarun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"DatarunColumns"}},{"kind":"Field","name":{"kind":"Name","value":"dataset"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"DatasetColumns"}}]}}]}}]} as unknown as DocumentNode<DatarunPageQuery, DatarunPageQueryVariables>;
export const HyperpartitionPageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"HyperpartitionPage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"where"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"HyperpartitionFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"page"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"size"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hyperpartitions"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"Variable","name":{"kind":"Name","value":"where"}}},{"kind":"Argument","name":{"kind":"Name","value":"page"},"value":{"kind":"Variable","name":{"kind":"Name","value":"page"}}},{"kind":"Argument","name":{"kind":"Name","value":"pageSize"},"value":{"kind":"Variable","name":{"kind":"Name","value":"size"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"HyperpartitionRow"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"HyperpartitionColumns"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Hyperpartition"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"datarun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}}]}},{"kind":"Field","name":{"kind":"Name","value":"method"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"categoricals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"constants"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"tunables"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"low"}},{"kind":"Field","name":{"kind":"Name","value":"high"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DatarunColumns"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Datarun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"dataset"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}}]}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"priority"}},{"kind":"Field","name":{"kind":"Name","value":"selector"}},{"kind":"Field","name":{"kind":"Name","value":"tuner"}},{"kind":"Field","name":{"kind":"Name","value":"metric"}},{"kind":"Field","name":{"kind":"Name","value":"scoreTarget"}},{"kind":"Field","name":{"kind":"Name","value":"kWindow"}},{"kind":"Field","name":{"kind":"Name","value":"rMinimum"}},{"kind":"Field","name":{"kind":"Name","value":"gridding"}},{"kind":"Field","name":{"kind":"Name","value":"budgetType"}},{"kind":"Field","name":{"kind":"Name","value":"budget"}},{"kind":"Field","name":{"kind":"Name","value":"deadline"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"HyperpartitionRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Hyperpartition"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"HyperpartitionColumns"}},{"kind":"Field","name":{"kind":"Name","value":"datarun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"DatarunColumns"}}]}}]}}]} as unknown as DocumentNode<HyperpartitionPageQuery, HyperpartitionPageQueryVariables>;
export const ClassifierPageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ClassifierPage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"where"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ClassifierFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"page"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"size"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"classifiers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"Variable","name":{"kind":"Name","value":"where"}}},{"kind":"Argument","name":{"kind":"Name","value":"page"},"value":{"kind":"Variable","name":{"kind":"Name","value":"page"}}},{"kind":"Argument","name":{"kind":"Name","value":"pageSize"},"value":{"kind":"Variable","name":{"kind":"Name","value":"size"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ClassifierRow"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ClassifierColumns"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Classifier"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"datarun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}}]}},{"kind":"Field","name":{"kind":"Name","value":"hyperpartition"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"tunables"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"host"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"hyperparameters"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"cvJudgmentMetric"}},{"kind":"Field","name":{"kind":"Name","value":"cvJudgmentMetricStdev"}},{"kind":"Field","name":{"kind":"Name","value":"testJudgmentMetric"}},{"kind":"Field","name":{"kind":"Name","value":"modelLocation"}},{"kind":"Field","name":{"kind":"Name","value":"metricsLocation"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"errorMessage"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DatarunColumns"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Datarun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"dataset"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}}]}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"priority"}},{"kind":"Field","name":{"kind":"Name","value":"selector"}},{"kind":"Field","name":{"kind":"Name","value":"tuner"}},{"kind":"Field","name":{"kind":"Name","value":"metric"}},{"kind":"Field","name":{"kind":"Name","value":"scoreTarget"}},{"kind":"Field","name":{"kind":"Name","value":"kWindow"}},{"kind":"Field","name":{"kind":"Name","value":"rMinimum"}},{"kind":"Field","name":{"kind":"Name","value":"gridding"}},{"kind":"Field","name":{"kind":"Name","value":"budgetType"}},{"kind":"Field","name":{"kind":"Name","value":"budget"}},{"kind":"Field","name":{"kind":"Name","value":"deadline"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"HyperpartitionColumns"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Hyperpartition"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"datarun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}}]}},{"kind":"Field","name":{"kind":"Name","value":"method"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"categoricals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"constants"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"tunables"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"low"}},{"kind":"Field","name":{"kind":"Name","value":"high"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ClassifierRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Classifier"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ClassifierColumns"}},{"kind":"Field","name":{"kind":"Name","value":"datarun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"DatarunColumns"}}]}},{"kind":"Field","name":{"kind":"Name","value":"hyperpartition"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"HyperpartitionColumns"}}]}}]}}]} as unknown as DocumentNode<ClassifierPageQuery, ClassifierPageQueryVariables>;
export const DatarunsOfDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"DatarunsOf"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"where"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DatarunFilter"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Cursor"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"dataruns"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"Variable","name":{"kind":"Name","value":"where"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"200"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"DatarunColumns"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DatarunColumns"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Datarun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"dataset"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}}]}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"priority"}},{"kind":"Field","name":{"kind":"Name","value":"selector"}},{"kind":"Field","name":{"kind":"Name","value":"tuner"}},{"kind":"Field","name":{"kind":"Name","value":"metric"}},{"kind":"Field","name":{"kind":"Name","value":"scoreTarget"}},{"kind":"Field","name":{"kind":"Name","value":"kWindow"}},{"kind":"Field","name":{"kind":"Name","value":"rMinimum"}},{"kind":"Field","name":{"kind":"Name","value":"gridding"}},{"kind":"Field","name":{"kind":"Name","value":"budgetType"}},{"kind":"Field","name":{"kind":"Name","value":"budget"}},{"kind":"Field","name":{"kind":"Name","value":"deadline"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}}]}}]} as unknown as DocumentNode<DatarunsOfQuery, DatarunsOfQueryVariables>;
export const HyperpartitionsOfDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"HyperpartitionsOf"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"where"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"HyperpartitionFilter"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Cursor"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hyperpartitions"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"Variable","name":{"kind":"Name","value":"where"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"200"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"HyperpartitionColumns"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"HyperpartitionColumns"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Hyperpartition"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"datarun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}}]}},{"kind":"Field","name":{"kind":"Name","value":"method"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"categoricals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"constants"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"tunables"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"low"}},{"kind":"Field","name":{"kind":"Name","value":"high"}}]}}]}}]} as unknown as DocumentNode<HyperpartitionsOfQuery, HyperpartitionsOfQueryVariables>;
export const ClassifiersOfDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ClassifiersOf"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"where"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ClassifierFilter"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Cursor"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"classifiers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"Variable","name":{"kind":"Name","value":"where"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"200"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ClassifierColumns"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ClassifierColumns"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Classifier"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"datarun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}}]}},{"kind":"Field","name":{"kind":"Name","value":"hyperpartition"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"tunables"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"host"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"hyperparameters"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"cvJudgmentMetric"}},{"kind":"Field","name":{"kind":"Name","value":"cvJudgmentMetricStdev"}},{"kind":"Field","name":{"kind":"Name","value":"testJudgmentMetric"}},{"kind":"Field","name":{"kind":"Name","value":"modelLocation"}},{"kind":"Field","name":{"kind":"Name","value":"metricsLocation"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"errorMessage"}}]}}]} as unknown as DocumentNode<ClassifiersOfQuery, ClassifiersOfQueryVariables>;
export const DatasetIdDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"DatasetId"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"number"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"datasetByNumber"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"number"},"value":{"kind":"Variable","name":{"kind":"Name","value":"number"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<DatasetIdQuery, DatasetIdQueryVariables>;
export const CreateDatasetDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateDataset"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateDatasetInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createDataset"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"DatasetColumns"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DatasetColumns"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Dataset"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"classColumn"}},{"kind":"Field","name":{"kind":"Name","value":"trainPath"}},{"kind":"Field","name":{"kind":"Name","value":"testPath"}},{"kind":"Field","name":{"kind":"Name","value":"nExamples"}},{"kind":"Field","name":{"kind":"Name","value":"kClasses"}},{"kind":"Field","name":{"kind":"Name","value":"dFeatures"}},{"kind":"Field","name":{"kind":"Name","value":"majority"}},{"kind":"Field","name":{"kind":"Name","value":"sizeKb"}}]}}]} as unknown as DocumentNode<CreateDatasetMutation, CreateDatasetMutationVariables>;
export const StartDatarunDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"StartDatarun"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"StartDatarunInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startDatarun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}}]}}]}}]} as unknown as DocumentNode<StartDatarunMutation, StartDatarunMutationVariables>;