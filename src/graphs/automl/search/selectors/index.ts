import type { Arm, Select, SelectOptions } from './arm';
import { selectBestK } from './bestk';
import { selectBestKVelocity } from './bestkvel';
import { selectHierarchical } from './hieralg';
import { selectPureBestKVelocity } from './purebestkvel';
import { selectRecentK } from './recentk';
import { selectRecentKVelocity } from './recentkvel';
import { selectUcb1 } from './ucb1';
import { selectUniform } from './uniform';

export type { Arm, Select, SelectOptions } from './arm';

const selectors = {
  UNIFORM: selectUniform, UCB1: selectUcb1, BESTK: selectBestK, BESTKVEL: selectBestKVelocity,
  PUREBESTKVEL: selectPureBestKVelocity, RECENTK: selectRecentK, RECENTKVEL: selectRecentKVelocity, HIERALG: selectHierarchical,
} satisfies Record<string, Select>;
export type SelectorName = keyof typeof selectors;

/**
 * Picks the hyperpartition of the next trial.
 * @param arms the partitions that may be picked, in any fixed order
 * @returns the index of the picked arm
 * @throws RangeError without arms, with a kWindow below 1, or with a score that is not finite (a metric that came out as NaN counts as 0)
 */
export function selectArm(selector: SelectorName, arms: readonly Arm[], options: SelectOptions): number {
  if (!arms.length) throw new RangeError('There is no arm to pick.');
  if (!(options.kWindow >= 1)) throw new RangeError(`kWindow is ${options.kWindow}; it must be at least 1.`);
  const bad = arms.find(({ scores }) => !scores.every(Number.isFinite));
  if (bad) throw new RangeError(`Arm ${bad.id} has a score that is not a finite number.`);
  return selectors[selector](arms, options);
}
