import type { Random } from '../random';

/** A hyperpartition that may be picked, as a bandit sees it. */
export interface Arm {
  /** Identity of the hyperpartition; no rule looks at it. */
  id: number;
  method: string;
  /** One number for each classifier, in order of finish, running ones last; running and errored ones count as 0. */
  scores: readonly number[];
}

export interface SelectOptions {
  /** How many scores of an arm the windowed rules look at, at least 1. */
  kWindow: number;
  random: Random;
}

/** Picks one arm and returns its index; there is at least one arm, and every score is finite. */
export type Select = (arms: readonly Arm[], options: SelectOptions) => number;

export const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);

/** The index of the greatest value; equal ones are drawn by lot, so that the order of arms gives no advantage. */
export function greatest(values: readonly number[], random: Random): number {
  const top = values.reduce((a, b) => Math.max(a, b), -Infinity);
  return random.pick([...values.keys()].filter((i) => values[i] === top));
}

/** The k + 1 best scores (all, when there are fewer), best first, as the gaps between neighbours. */
export function bestGaps(scores: readonly number[], k: number): number[] {
  const best = scores.toSorted((a, b) => b - a).slice(0, k + 1);
  return best.slice(1).map((score, i) => best[i] - score);
}
