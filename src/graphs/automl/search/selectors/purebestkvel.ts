import { bestGaps, greatest, sum, type Select } from './arm';

/**
 * No bandit: the arm with the greatest velocity of best scores, `sum of the gaps between its k + 1 best / its trials`
 * (the gaps padded with zeros to one for each trial); as long as an arm has fewer than 3 scores, an arm with the fewest.
 * Ties by lot.
 * Source: PureBestKVelocity of BTB 0.2 and the ATM paper (see bestk.ts).
 *
 * Differences: BTB padded arms with at most k scores to one less than their trials, and let partitions that cannot be
 * picked hold the rule in its first phase.
 */
export const selectPureBestKVelocity: Select = (arms, { kWindow, random }) => {
  if (arms.some(({ scores }) => scores.length < 3)) return greatest(arms.map(({ scores }) => -scores.length), random);
  return greatest(arms.map(({ scores }) => sum(bestGaps(scores, kWindow)) / scores.length), random);
};
