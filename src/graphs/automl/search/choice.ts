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
  history: { values: Record<string, unknown>; score: number }[];
  rMinimum: number;
  gridding: number;
  seed: number;
}
export type Propose = (proposal: Proposal) => Promise<{ values: Record<string, unknown> } | { exhausted: true }>;

type Past = Pick<Classifier, 'status' | 'hyperparameters'> & { partition: number; score: string | null };

/**
 * Picks a partition and values for one slot. The choice depends on the run's seed, the slot and what has been tried,
 * not on which worker makes it.
 * @returns null for the values when the partition has no point left
 */
export async function choose(query: Query, run: Datarun, slot: number, partitions: Hyperpartition[], propose: Propose): Promise<{ partition: Hyperpartition; hyperparameters: HyperparameterValue[] | null }> {
  const needsHistory = run.selector !== 'UNIFORM' || run.tuner !== 'UNIFORM' || run.gridding > 0;
  const past = needsHistory ? await pastOf(query, run) : [];
  const arms = partitions.map((p) => ({
    id: p.number, method: p.method,
    scores: past.filter((c) => c.partition === p.number).map((c) => (c.status === ClassifierStatus.COMPLETE ? Number(c.score ?? 0) : 0)),
  }));
  const partition = partitions[selectArm(run.selector, arms, { kWindow: run.kWindow, random: randomFor(run.searchSeed, slot - 1, 'select') })]!;
  const fixed = [...partition.categoricals, ...partition.constants];
  if (!partition.tunables.length) return { partition, hyperparameters: fixed };

  // On a grid a point is used as soon as it is tried, whatever came of it.
  const history = past
    .filter((c) => c.partition === partition.number && (run.gridding > 0 || (c.status === ClassifierStatus.COMPLETE && c.score !== null)))
    .map((c) => ({ values: Object.fromEntries(c.hyperparameters.map(({ name, value }) => [name, value])), score: Number(c.score ?? 0) }));
  const answer = await propose({ tuner: run.tuner, tunables: partition.tunables, history, rMinimum: run.rMinimum, gridding: run.gridding, seed: seedFor(run.searchSeed, slot - 1, 'propose') });
  if ('exhausted' in answer) return { partition, hyperparameters: null };
  return { partition, hyperparameters: [...partition.tunables.map(({ name }) => ({ name, value: answer.values[name] })), ...fixed] };
}

const pastOf = (query: Query, run: Datarun) => query<Past>(`
  SELECT hyperpartition_id AS partition, status, ${TARGET_COLUMNS[run.scoreTarget]} AS score, hyperparameters
  FROM classifier WHERE datarun_id = $1 ORDER BY finished_at NULLS LAST, id`, [run.number]);
