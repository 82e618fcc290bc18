import type { Random } from '../random';
import { greatest, sum, type Select } from './arm';

/** An arm after `pulls` trials, worth `mean` a trial. */
export interface Bandit { pulls: number; mean: number }

/**
 * UCB1: the arm with the greatest `mean + sqrt(2 ln n / pulls)`, n = pulls of all arms; ties by lot.
 * Source: P. Auer, N. Cesa-Bianchi, P. Fischer, "Finite-time analysis of the multiarmed bandit problem",
 * Machine Learning 47 (2002), fig. 1.
 *
 * Difference: an arm without a pull goes first, as in the source. BTB counts no pull as one pull with reward 0, so an
 * arm tried once always beat every untried one, and with rewards near 1 kept the search to itself for many trials.
 */
export function ucb1(bandits: readonly Bandit[], random: Random): number {
  const total = sum(bandits.map(({ pulls }) => pulls));
  return greatest(bandits.map(({ pulls, mean }) => pulls === 0 ? Infinity : mean + Math.sqrt(2 * Math.log(total) / pulls)), random);
}

/** The scores as they are, as a bandit. */
export const bandit = (scores: readonly number[]): Bandit => ({ pulls: scores.length, mean: scores.length ? sum(scores) / scores.length : 0 });

export const selectUcb1: Select = (arms, { random }) => ucb1(arms.map(({ scores }) => bandit(scores)), random);

/**
 * UCB1 whose means come from a window of each arm's scores, once every arm has at least 2; plain UCB1 until then.
 * Every trial counts as a pull, whatever the window holds.
 *
 * Difference: only the arms that may still be picked must have 2 scores. BTB asked it of every partition of the run, so
 * one that had errored or was exhausted after a single trial switched the window off for good.
 */
export function windowedUcb1(mean: (scores: readonly number[], k: number) => number): Select {
  return (arms, options) => {
    if (arms.some(({ scores }) => scores.length < 2)) return selectUcb1(arms, options);
    return ucb1(arms.map(({ scores }) => ({ pulls: scores.length, mean: mean(scores, options.kWindow) })), options.random);
  };
}
