import { windowedUcb1 } from './ucb1';

/**
 * UCB1 on the velocity of an arm's k + 1 most recent scores, padded with zeros: their gaps add up to
 * `last score - first score of the window`, divided by the arm's trials.
 * Source: RecentKVelocity of BTB 0.2 and the ATM paper (see bestk.ts).
 *
 * Differences: every trial counts as a pull; BTB lost one for arms with at most k scores. And see windowedUcb1.
 */
export const selectRecentKVelocity = windowedUcb1((scores, k) => {
  const window = scores.slice(-(k + 1));
  return (window[window.length - 1] - window[0]) / scores.length;
});
