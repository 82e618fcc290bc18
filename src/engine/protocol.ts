/** The operations of `python -m rungraph_trials`; python/rungraph_trials/server.py is the other side. Decimals are text, null where a score is undefined. */

export interface TrialDataset {
  /** stable for a data set: the 70/30 split is drawn from it */
  key: string;
  trainPath: string;
  testPath: string | null;
  classColumn: string;
}

export interface DescribeRequest {
  trainPath: string;
  testPath?: string | null;
  classColumn: string;
  /** largest file, in bytes */
  maxBytes?: number;
}

export interface DescribeResult {
  nExamples: number;
  kClasses: number;
  dFeatures: number;
  /** share of the largest class, 9 decimals */
  majority: string;
  sizeKb: number;
}

export interface TrainRequest {
  dataset: TrialDataset;
  /** `class` is an import path below `sklearn.` */
  method: { name: string; class: string };
  hyperparameters: Record<string, unknown>;
  /** a ScoreMetric; the one that fits the number of classes is computed for it */
  metric: string;
  /** 0..2^32-1 */
  seed: number;
  /** absolute; null: not written */
  modelPath: string | null;
  metricsPath: string | null;
  /** ROC and precision-recall curves into the metrics file */
  curves?: boolean;
  /** a cross-validated score: the trial stops after a fold when it can no longer be reached */
  bestSoFar?: number | null;
}

export interface TrainResult {
  /** the score that was computed for the asked one, e.g. f1_macro */
  metric: string;
  cv: string | null;
  cvStdev: string | null;
  muSigma: string | null;
  test: string | null;
  /** every score of every fold from 0; fold null is the test part */
  scores: { name: string; fold: number | null; value: number | null }[];
  modelSha256: string | null;
  modelBytes: number | null;
  seconds: number;
  /** null for a whole trial; else nothing was written and `test` is null */
  stoppedAfterFold: number | null;
}

/** Comes after each fold of `train`. */
export interface FoldNote { event: 'fold'; fold: number; folds: number; value: number | null }

export interface PredictRequest {
  modelPath: string;
  sha256: string;
  rows?: Record<string, unknown>[];
  csv?: string;
  /** more rows, or more rows times classes, are refused as TOO_MUCH */
  maxRows?: number;
  maxValues?: number;
}

export interface PredictResult {
  labels: (string | number | boolean)[];
  /** rows x classes; null where the classifier has none, or where they are no numbers */
  probabilities: number[][] | null;
  classes: (string | number | boolean)[];
}
