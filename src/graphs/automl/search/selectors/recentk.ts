import { sum } from './arm';
import { windowedUcb1 } from './ucb1';

/**
 * UCB1 on an arm's k most recent scores, the older ones counted as zero: `sum of the last k / trials`, so that an arm
 * loses interest as it ages, unless its tuner keeps finding good values.
 * Source: RecentKReward of BTB 0.2 and the ATM paper (see bestk.ts).
 *
 * Differences: BTB kept the first k scores, so what an arm did later never mattered, and it overwrote the caller's list
 * with the zeros. And see windowedUcb1.
 */
export const selectRecentK = windowedUcb1((scores, k) => sum(scores.slice(-k)) / scores.length);
