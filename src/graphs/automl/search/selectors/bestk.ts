import { sum } from './arm';
import { windowedUcb1 } from './ucb1';

/**
 * UCB1 on the mean of an arm's k best scores: an arm is as good as its best trials, not as its average one.
 * Source: BestKReward of BTB 0.2; T. Swearingen et al., "ATM: a distributed, collaborative, scalable system for
 * automated machine learning" (IEEE Big Data 2017).
 *
 * Difference: see windowedUcb1 (partitions that cannot be picked do not switch the rule off).
 */
export const selectBestK = windowedUcb1((scores, k) => {
  const best = scores.toSorted((a, b) => b - a).slice(0, k);
  return sum(best) / best.length;
});
