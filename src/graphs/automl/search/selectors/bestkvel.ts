import { bestGaps, sum } from './arm';
import { windowedUcb1 } from './ucb1';

/**
 * UCB1 on the velocity of an arm's best scores: the mean of the gaps between its k + 1 best ones. An arm whose best
 * scores still lie far apart is expected to rise further.
 * Source: BestKVelocity of BTB 0.2 and the ATM paper (see bestk.ts).
 *
 * Differences: every trial counts as a pull; BTB lost one for arms with at most k scores. And see windowedUcb1.
 */
export const selectBestKVelocity = windowedUcb1((scores, k) => {
  const gaps = bestGaps(scores, k);
  return sum(gaps) / gaps.length;
});
