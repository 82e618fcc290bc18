import { ClassifierStatus } from '../../../core/states';
import type { Query } from '../../../database/data-source';
import type { Classifier } from '../classifier/classifier.entity';
import { TARGET_COLUMNS } from '../classifier/classifier.input';
import type { Datarun } from '../datarun/datarun.entity';
import type { Hyperpartition, HyperparameterValue } from '../hyperpartition/hyperpartition.entity';
import { randomFor, seedFor } from './random';
import { selectArm } from './selectors';

/** What a tuner is asked; see python/rungraph_trials/tuners. */
export interface Proposal {
  tuner: string;
  tunables: Hyperpartition['tunables'];
  /** Every trial of the partition; the score is null while it runs, when it errored and when it was stopped early: tried, but nothing to learn from. */
  history: { values: Record<string, unknown>; score: number | null }[];
  rMinimum: number;
  gridding: number;
  seed: number;
}
export type Propose = (proposal: Proposal) => Promise<{ values: Record<string, unknown> } | { exhausted: true }>;

/**
 * Picks a partition and values for one slot. The choice depends on the run's seed, the slot and what has been tried,
 * not on which worker makes it.
 * @returns null for the values when the partition has no point left
 */
export async function choose(query: Query, run: Datarun, slot: number, partitions: Hyperpartition[], propose: Propose): Promise<{ partition: Hyperpartition; hyperparameters: HyperparameterValue[] | null }> {
  const scores = run.selector === 'UNIFORM' ? new Map<number, number[]>() : await scoresOf(query, run);
  const arms = partitions.map((p) => ({ id: p.number, method: p.method, scores: scores.get(p.number) ?? [] }));
  const partition = partitions[selectArm(run.selector, arms, { kWindow: run.kWindow, random: randomFor(run.searchSeed, slot - 1, 'select') })]!;
  const fixed = [...partition.categoricals, ...partition.constants];
  if (!partition.tunables.length) return { partition, hyperparameters: fixed };
  const answer = await propose({
    tuner: run.tuner, tunables: partition.tunables, history: needsHistory(run, partition) ? await historyOf(query, run, partition) : [],
    rMinimum: run.rMinimum, gridding: run.gridding, seed: seedFor(run.searchSeed, slot - 1, 'propose'),
  });
  if ('exhausted' in answer) return { partition, hyperparameters: null };
  return { partition, hyperparameters: [...partition.tunables.map(({ name }) => ({ name, value: answer.values[name] })), ...fixed] };
}

/** Chance in an infinite space looks at nothing; where the points can be counted, it must not repeat them. */
const needsHistory = (run: Datarun, { tunables }: Hyperpartition) => run.tuner !== 'UNIFORM' || run.gridding > 0 || tunables.every(({ type }) => type.startsWith('INT'));

/** The best cross-validated score of the run's complete classifiers; null before there is one. */
export async function bestScore(query: Query, run: Datarun): Promise<number | null> {
  const [best] = await query<{ score: string | null }>(`
    SELECT cv_judgment_metric AS score FROM classifier WHERE datarun_id = $1 AND status = '${ClassifierStatus.COMPLETE}'
    ORDER BY cv_judgment_metric DESC NULLS LAST LIMIT 1`, [run.number]);
  return best?.score == null ? null : Number(best.score);
}

/** By partition, in order of finish, running ones last; running and errored trials count as 0 (ATM's rule), stopped ones as the mean of the folds that ran. */
async function scoresOf(query: Query, run: Datarun): Promise<Map<number, number[]>> {
  const rows = await query<{ partition: number; score: string | null }>(`
    SELECT hyperpartition_id AS partition, CASE status WHEN '${ClassifierStatus.COMPLETE}' THEN ${TARGET_COLUMNS[run.scoreTarget]} WHEN '${ClassifierStatus.STOPPED_EARLY}' THEN stopped_mean END AS score
    FROM classifier WHERE datarun_id = $1 ORDER BY finished_at NULLS LAST, id`, [run.number]);
  const scores = new Map<number, number[]>();
  for (const { partition, score } of rows) scores.set(partition, [...(scores.get(partition) ?? []), Number(score ?? 0)]);
  return scores;
}

async function historyOf(query: Query, run: Datarun, partition: Hyperpartition): Promise<Proposal['history']> {
  const rows = await query<Pick<Classifier, 'hyperparameters'> & { score: string | null }>(`
    SELECT hyperparameters, CASE status WHEN '${ClassifierStatus.COMPLETE}' THEN ${TARGET_COLUMNS[run.scoreTarget]} END AS score
    FROM classifier WHERE hyperpartition_id = $1 ORDER BY finished_at NULLS LAST, id`, [partition.number]);
  return rows.map(({ hyperparameters, score }) => ({
    values: Object.fromEntries(hyperparameters.map(({ name, value }) => [name, value])),
    score: score === null ? null : Number(score),
  }));
}
