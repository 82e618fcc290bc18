import * as fc from 'fast-check';
import { randomFor, seedFor, xoshiro128 } from '../../src/graphs/automl/search/random';

test('xoshiro128** gives the numbers of its published implementation', () => {
  const random = xoshiro128([1, 2, 3, 4]);
  expect(Array.from({ length: 10 }, () => random.next() * 2 ** 32)).toEqual([11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804]);
});

test('the same seed, slot and purpose give the same numbers; any other, others', () => {
  const key = fc.tuple(fc.integer(), fc.nat(), fc.constantFrom('select', 'tune', 'train'));
  fc.assert(fc.property(key, key, (a, b) => {
    const draw = (k: typeof a) => { const r = randomFor(...k); return [r.next(), r.next(), seedFor(...k)]; };
    const same = JSON.stringify(a) === JSON.stringify(b);
    expect(draw(a)).toEqual(draw(a));
    expect(JSON.stringify(draw(a)) === JSON.stringify(draw(b))).toBe(same);
  }));
});

test('seeds for other generators fit into 32 bits', () => {
  fc.assert(fc.property(fc.integer(), fc.nat(), (seed, slot) => {
    const made = seedFor(seed, slot, 'tune');
    expect(Number.isInteger(made) && made >= 0 && made < 2 ** 32).toBe(true);
  }));
});

test('whole numbers are drawn evenly over consecutive slots', () => {
  const counts = Array.from({ length: 7 }, () => 0);
  for (let slot = 0; slot < 7000; slot++) counts[randomFor(5, slot, 'select').int(7)]++;
  // 99.9 % quantile of chi-squared with 6 degrees of freedom.
  expect(counts.reduce((x, n) => x + (n - 1000) ** 2 / 1000, 0)).toBeLessThan(22.46);
});

test.each([0, -1, 1.5, NaN, 2 ** 32 + 1])('int(%p) is refused', (below) => {
  expect(() => randomFor(0, 0, 'x').int(below)).toThrow(RangeError);
});
