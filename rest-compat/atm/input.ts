import { z } from 'zod';
import { Refused } from './errors';
import type { CreateDatasetInput, StartDatarunInput } from './operations.generated';

// These schemas are also printed into the OpenAPI document, hence the descriptions.

const text = (about: string) => z.string().min(1).regex(/^[^\u0000]*$/, 'must not contain a NUL character').describe(about);
/** Described only: the graph counts the characters, and says how many there may be. */
const short = (maxLength: number, description: string) => text(description).meta({ maxLength });
const count = (about: string) => z.int32().min(0).describe(about);
/** A whole number, or its digits as text: the original's database took both. */
const whole = (about: string) => z.union([z.int32(), z.string().regex(/^-?\d{1,9}$/).transform(Number)], 'must be a whole number').describe(about);
const choice = <const T extends readonly [string, ...string[]]>(about: string, ...names: T) => z.enum(names).describe(about);

export const newDataset = z.strictObject({
  train_path: short(200, 'Path of a CSV file with a header row, as the server sees it: relative to the folder where the server was started, or absolute inside an allowed folder. Or an http(s) address, where the operator allows downloads.'),
  class_column: short(100, 'Header of the column to predict.'),
  test_path: short(200, 'Path of a second CSV file to test on; without it 30 % of the rows are set aside.').nullish(),
  name: short(100, 'Defaults to the name of the training file without its extension.').nullish(),
  description: short(1000, 'Free text.').nullish(),
  n_examples: count('Replaces the computed number of rows.').nullish(),
  k_classes: count('Replaces the computed number of classes.').nullish(),
  d_features: count('Replaces the computed number of features.').nullish(),
  majority: z.number().min(0).max(1).describe('Replaces the computed share of the largest class.').nullish(),
  size_kb: count('Replaces the computed size in kB.').nullish(),
});

export const newRun = z.object({
  dataset_id: whole('Id of the data set to search on.'),
  run_per_partition: z.boolean().describe('True: one datarun for each hyperpartition.').nullish(),
  methods: z.array(text('Name of a method.')).max(100).describe('Methods to search; the default is logreg, dt and knn.').nullish(),
  priority: whole('Dataruns with a higher number go first.').nullish(),
  budget_type: choice('What ends the run.', 'none', 'classifier', 'walltime').nullish(),
  budget: whole('Number of classifiers, 1 to 100,000, or minutes when budget_type is walltime, 1 to 525,600.').nullish(),
  deadline: z.string().describe('`YYYY-MM-DD HH:MM` in UTC; makes the budget_type walltime.').nullish(),
  metric: choice('Metric to maximise.', 'accuracy', 'cohen_kappa', 'f1', 'roc_auc', 'ap', 'mcc', 'rank_accuracy', 'f1_micro', 'f1_macro', 'roc_auc_micro', 'roc_auc_macro').nullish(),
  score_target: choice('Which number of a classifier counts.', 'cv', 'test', 'mu_sigma').nullish(),
  tuner: choice('How values are picked.', 'uniform', 'gp', 'gp_ei', 'gp_eivel', 'gcp', 'gcp_ei').nullish(),
  selector: choice('How hyperpartitions are picked.', 'uniform', 'ucb1', 'bestk', 'bestkvel', 'purebestkvel', 'recentk', 'recentkvel', 'hieralg').nullish(),
  r_minimum: whole('Complete classifiers a partition needs before the tuner models it, 0 to 10,000.').nullish(),
  k_window: whole('Scores that the *k* selectors look at, 1 to 1,000.').nullish(),
  gridding: whole('Points of the grid on each tunable, 1 to 1,000; 0: no grid.').nullish(),
  curves: z.boolean().meta({ 'x-addition': true }).describe('True: the metrics files hold ROC and precision-recall curves, and for more than two classes the scores of each class.').nullish(),
  early_stopping: z.boolean().meta({ 'x-addition': true }).describe('True: a trial ends after the fold that rules it out as the best; needs the score_target cv.').nullish(),
});

/** @throws Refused 400 with every fault and the name of its field */
function parsed<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const result = schema.safeParse(body, { error: (issue) => (issue.input === undefined ? 'is required' : undefined) });
  if (result.success) return result.data;
  throw new Refused(400, result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
}

const upper = <T extends string>(name: T | null | undefined) => name?.toUpperCase() as Uppercase<T> | undefined;
/** The graph has defaults for what is absent, but null is a value there. */
const given = <T extends object>(values: T) => Object.fromEntries(Object.entries(values).filter(([, value]) => value != null)) as { [K in keyof T]: NonNullable<T[K]> };

/** @throws Refused 400 naming every field that is missing, unknown or of the wrong kind */
export function datasetInput(body: Record<string, unknown>): CreateDatasetInput {
  const unknown = Object.keys(body).filter((name) => !Object.hasOwn(newDataset.shape, name));
  if (unknown.length) {
    const message = `Unknown field: ${unknown.slice(0, 10).map((name) => name.slice(0, 50)).join(', ')}. The fields are ${Object.keys(newDataset.shape).join(', ')}.`;
    throw new Refused(400, message, 'ValueError', { message, validation_errors: 'Could not determine specific validation errors' });
  }
  const data = parsed(newDataset, body);
  return given({
    trainPath: data.train_path, classColumn: data.class_column, testPath: data.test_path, name: data.name, description: data.description,
    nExamples: data.n_examples, kClasses: data.k_classes, dFeatures: data.d_features, majority: data.majority?.toFixed(9), sizeKb: data.size_kb,
  });
}

/** What is asked for, but for the data set, whose number still has to be looked up. */
export interface RunRequest { dataset: number; input: Omit<StartDatarunInput, 'datasetId'> }

/** Keys that the original ignored are ignored. @throws Refused 400 */
export function runRequest(body: Record<string, unknown>): RunRequest {
  if (!Object.hasOwn(body, 'dataset_id')) throw new Refused(400, "'dataset_id'", 'KeyError', { message: null });
  if (Object.hasOwn(body, 'run_config')) throw new Refused(400, 'run_config is not supported: put its settings into the body of the request.');
  const data = parsed(newRun, body);
  return {
    dataset: data.dataset_id,
    input: given({
      runPerPartition: data.run_per_partition, methods: data.methods, priority: data.priority, budget: data.budget,
      // A deadline is a budget of time, whatever budget_type says.
      budgetType: data.deadline == null ? upper(data.budget_type) : 'WALLTIME', deadline: data.deadline == null ? undefined : deadline(data.deadline),
      metric: upper(data.metric), scoreTarget: upper(data.score_target), tuner: upper(data.tuner), selector: upper(data.selector),
      rMinimum: data.r_minimum, kWindow: data.k_window, gridding: data.gridding, earlyStopping: data.early_stopping, curves: data.curves,
    }),
  };
}

/** What Python's strptime takes for `%Y-%m-%d %H:%M`. */
const DEADLINE = /^(\d{4})-(1[0-2]|0?[1-9])-(3[01]|[12]\d|0?[1-9])\s+(2[0-3]|[01]?\d):([0-5]?\d)$/;

function deadline(asked: string): string {
  const parts = DEADLINE.exec(asked);
  const refuse = (message: string) => new Refused(400, message, 'ValueError', { message: null });
  if (!parts) throw refuse(`time data ${quoted(asked)} does not match format '%Y-%m-%d %H:%M'`);
  const [year, month, day, hour, minute] = parts.slice(1).map((part) => part.padStart(2, '0'));
  if (year === '0000') throw refuse('year 0 is out of range');
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:00Z`);
  if (date.getUTCDate() !== Number(day)) throw refuse('day is out of range for month');
  return `${year}-${month}-${day}T${hour}:${minute}:00Z`;
}

/** A text in quotes, as Python shows it. */
const quoted = (value: string) => (value.includes("'") && !value.includes('"') ? `"${value}"` : `'${value.replace(/[\\']/g, '\\$&')}'`);
