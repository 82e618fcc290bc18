import * as fc from 'fast-check';
import { randomFor } from '../../src/graphs/automl/search/random';
import { selectArm, type Arm, type SelectorName } from '../../src/graphs/automl/search/selectors';
import { referencePicks } from './reference-selectors';

const names: SelectorName[] = ['UNIFORM', 'UCB1', 'BESTK', 'BESTKVEL', 'PUREBESTKVEL', 'RECENTK', 'RECENTKVEL', 'HIERALG'];
const arms = (...lists: number[][]): Arm[] => lists.map((scores, i) => ({ id: i + 1, method: ['a', 'b'][i % 2], scores }));
const pick = (selector: SelectorName, from: Arm[], kWindow = 3, seed = 0) => selectArm(selector, from, { kWindow, random: randomFor(seed, 0, 'select') });
const picks = (selector: SelectorName, from: Arm[], kWindow = 3) => new Set(Array.from({ length: 200 }, (_, seed) => pick(selector, from, kWindow, seed)));

// Hundredths, as from a metric on few rows, make ties common.
const score = fc.oneof(fc.integer({ min: 0, max: 100 }).map((n) => n / 100), fc.double({ min: -1, max: 1, noNaN: true }));
const anyArms = fc.tuple(fc.nat({ max: 3 }), fc.array(fc.record({ method: fc.constantFrom('a', 'b', 'c'), scores: fc.array(score, { maxLength: 8 }) }), { minLength: 1, maxLength: 12 }))
  // Many rules only begin when every arm has some scores.
  .map(([least, list]) => list.map(({ method, scores }, id): Arm => ({ id, method, scores: [...scores, ...Array.from({ length: Math.max(0, least - scores.length) }, (_, i) => 0.5 - i / 10)] })));

describe.each(names)('%s', (selector) => {
  test('picks what its definition allows', () => {
    fc.assert(fc.property(anyArms, fc.integer({ min: 1, max: 5 }), fc.nat(), (from, k, seed) => {
      expect(referencePicks(selector, from, k)).toContain(pick(selector, from, k, seed));
    }), { numRuns: 500 });
  });

  test('draws ties by lot: every allowed arm is picked by some seed', () => {
    for (const from of [arms([], [], [], []), arms([0.5, 0.4, 0.4], [0.5, 0.4, 0.4], [0.5, 0.4, 0.4])]) expect(picks(selector, from)).toEqual(referencePicks(selector, from, 3));
  });

  test('does the same for the same seed and slot, whoever asks', () => {
    fc.assert(fc.property(anyArms, fc.nat(), (from, seed) => { expect(pick(selector, from, 3, seed)).toBe(pick(selector, structuredClone(from), 3, seed)); }), { numRuns: 50 });
  });

  test('leaves its input as it was', () => {
    fc.assert(fc.property(anyArms, (from) => {
      const before = structuredClone(from);
      pick(selector, from);
      expect(from).toEqual(before);
    }), { numRuns: 50 });
  });

  test('refuses what nobody could pick from', () => {
    expect(() => pick(selector, [])).toThrow(RangeError);
    expect(() => pick(selector, arms([0.1]), 0)).toThrow('kWindow is 0');
    expect(() => pick(selector, arms([0.1], [NaN]))).toThrow('Arm 2 has a score that is not a finite number');
  });
});

/** Scores by arm (methods a, b, a, b ...), window, and the arms that may be picked: worked out by hand. */
const table: [rule: string, selector: SelectorName, scores: number[][], k: number, picked: number[]][] = [
  ['chance sees no scores', 'UNIFORM', [[0.9, 0.9], [0], []], 3, [0, 1, 2]],
  ['an untried arm goes first', 'UCB1', [[0.99], [0.5], []], 3, [2]],
  ['equal pulls: the better mean', 'UCB1', [[0.6, 0.8], [0.9, 0.7], [0.5, 0.5]], 3, [1]],
  ['few pulls: the bonus wins', 'UCB1', [[0.9, 0.9, 0.9, 0.9, 0.9], [0.1]], 3, [1]], // 0.9+0.847 < 0.1+1.893
  ['a running trial counts as a pull with 0', 'UCB1', [[0.5, 0], [0.5, 0.2]], 3, [1]],
  ['only the best two count', 'BESTK', [[0.9, 0.9, 0.1, 0.1], [0.7, 0.7, 0.7, 0.7]], 2, [0]], // plain means: 0.5 and 0.7
  ['an arm with one score: plain UCB1', 'BESTK', [[0.9, 0.9, 0.1], [0.7]], 2, [1]],
  ['the arm whose best scores are further apart', 'BESTKVEL', [[0.9, 0.9, 0.9, 0.2], [0.5, 0.4, 0.2, 0.1]], 2, [1]], // 0 and 0.15
  ['a longer window sees the drop', 'BESTKVEL', [[0.9, 0.9, 0.9, 0.2], [0.5, 0.4, 0.2, 0.1]], 3, [0]], // 0.233 and 0.133
  ['until all have three: the fewest', 'PUREBESTKVEL', [[0.1, 0.9, 0.9], [0.1, 0.2], [0.3, 0.3, 0.3]], 2, [1]],
  ['then the greatest velocity, without a bonus for few pulls', 'PUREBESTKVEL', [[0.6, 0.4, 0.1, 0.1, 0.1], [0.5, 0.4, 0.3]], 2, [0]], // 0.5/5 and 0.2/3
  ['the last two, not the first two', 'RECENTK', [[0.9, 0.9, 0.1, 0.1], [0.1, 0.1, 0.9, 0.9]], 2, [1]],
  ['older scores count as zero', 'RECENTK', [[0.8, 0.8, 0.8, 0.8], [0.5, 0.5, 0.5, 0.5]], 4, [0]],
  ['the arm that rises', 'RECENTKVEL', [[0.9, 0.5, 0.5, 0.4], [0.1, 0.2, 0.3, 0.4]], 2, [1]], // -0.1/4 and 0.2/4
  ['older rises are forgotten', 'RECENTKVEL', [[0.1, 0.9, 0.9], [0.1, 0.1, 0.2]], 1, [1]],
  ['the better method, then its better arm', 'HIERALG', [[0.9, 0.9], [0.1, 0.2], [0.8, 0.8], [0.2, 0.2]], 3, [0]],
  ['the untried arm of the better method, not of the other', 'HIERALG', [[0.9, 0.9], [0.1, 0.1], [], []], 3, [2]],
];
test.each(table)('recorded: %s (%s)', (_, selector, scores, k, picked) => {
  expect(picks(selector, arms(...scores), k)).toEqual(new Set(picked));
});

test('with UCB1 the best of eight arms gets most of 2,000 trials', () => {
  const worth = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.95], scores: number[][] = worth.map(() => []);
  for (let slot = 0; slot < 2000; slot++) {
    const i = selectArm('UCB1', arms(...scores), { kWindow: 3, random: randomFor(1, slot, 'select') });
    scores[i].push(randomFor(1, slot, 'reward').next() < worth[i] ? 1 : 0);
  }
  expect(scores[7].length).toBeGreaterThan(1000);
});
