import type { Select } from './arm';
import { bandit, ucb1 } from './ucb1';

/**
 * Two bandits: UCB1 picks a method by the scores of all its arms together, then UCB1 picks one of its arms. So a method
 * with many partitions is not favoured for their number.
 * Source: HierarchicalByAlgorithm of BTB 0.2, on UCB1 of Auer, Cesa-Bianchi and Fischer (2002).
 *
 * Difference: an arm or method without a trial goes first (see ucb1.ts), and only arms that may be picked are pooled.
 */
export const selectHierarchical: Select = (arms, { random }) => {
  const groups = [...Map.groupBy(arms.keys(), (i) => arms[i].method).values()];
  const group = groups[ucb1(groups.map((members) => bandit(members.flatMap((i) => arms[i].scores))), random)];
  return group[ucb1(group.map((i) => bandit(arms[i].scores)), random)];
};
