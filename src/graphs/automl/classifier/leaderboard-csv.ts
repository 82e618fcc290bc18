import { stringify } from 'csv-stringify/sync';
import type { Classifier } from './classifier.entity';

const number = (decimal: string | null) => (decimal === null ? null : Number(decimal));
const plain = (value: unknown) => (typeof value === 'object' && value !== null ? JSON.stringify(value) : value);

/**
 * Classifiers as CSV text (RFC 4180, UTF-8, a header row), one row each in the given order, with a column `params_<name>`
 * for each hyperparameter that any of them has. A text that a spreadsheet would take for a formula begins with an
 * apostrophe, as OWASP advises; numbers stay numbers.
 * @param methods by classifier, in the same order
 */
export function leaderboardCsv(classifiers: readonly Classifier[], methods: readonly string[]): string {
  const names = [...new Set(classifiers.flatMap((classifier) => classifier.hyperparameters.map(({ name }) => name)))];
  const rows = classifiers.map((classifier, i) => {
    const values = new Map(classifier.hyperparameters.map(({ name, value }) => [name, value]));
    return [
      i + 1, classifier.id, classifier.number, methods[i], number(classifier.cvJudgmentMetric), number(classifier.cvJudgmentMetricStdev),
      number(classifier.testJudgmentMetric), number(classifier.muSigma), classifier.startedAt, classifier.finishedAt, classifier.modelLocation, classifier.modelSha256,
      ...names.map((name) => plain(values.get(name))),
    ];
  });
  const header = ['rank', 'id', 'number', 'method', 'cv_judgment_metric', 'cv_judgment_metric_stdev', 'test_judgment_metric', 'mu_sigma',
    'started_at', 'finished_at', 'model_location', 'model_sha256', ...names.map((name) => `params_${name}`)];
  return stringify([header, ...rows], { record_delimiter: 'windows', escape_formulas: true, cast: { boolean: String } });
}
