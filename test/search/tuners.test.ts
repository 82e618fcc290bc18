import * as fc from 'fast-check';
import { anyRequest, expectFit } from './tuner-requests';
import { TunerChecks, tuners, type ProposeRequest, type Trial, type Tunable } from './tuner-checks';

let python: TunerChecks;
beforeAll(() => { python = new TunerChecks(); });
afterAll(() => python.close());

const request = (changes: Partial<ProposeRequest>): ProposeRequest => ({ tuner: 'UNIFORM', tunables: [], history: [], rMinimum: 2, gridding: 0, seed: 1, ...changes });
const C: Tunable = { name: 'C', type: 'FLOAT_EXP', low: 1e-5, high: 1e5 };
const depth: Tunable = { name: 'depth', type: 'INT', low: 2, high: 10 };
const share: Tunable = { name: 'share', type: 'FLOAT', low: 0.1, high: 1 };
const trees: Tunable = { name: 'trees', type: 'INT_EXP', low: 1, high: 1000 };

describe('every proposal', () => {
  test('has a value of the right type inside each range, and is the same for the same request', async () => {
    const requests = fc.sample(anyRequest, { numRuns: 40, seed: 7 });
    const [first, second] = [await python.propose(requests), await python.propose(requests)];
    expect(second).toEqual(first);
    expect(first.filter((answer) => answer.values).length).toBeGreaterThan(30);
    first.forEach((answer, i) => { expectFit(requests[i], answer); });
  });

  test('depends on the seed', async () => {
    const answers = await python.propose(Array.from({ length: 20 }, (_, seed) => request({ tunables: [C, share], seed })));
    expect(new Set(answers.map((a) => JSON.stringify(a))).size).toBe(20);
  });

  test.each(tuners)('%s draws at random until rMinimum trials have a score', async (tuner) => {
    const history: Trial[] = [{ values: { C: 1, share: 0.5 }, score: 0.9 }, { values: { C: 2, share: 0.5 }, score: null }, { values: { C: 3, share: 0.6 }, score: 0.8 }];
    const [asked, uniform, fitted] = await python.propose([
      request({ tuner, tunables: [C, share], history, rMinimum: 3 }), request({ tunables: [C, share], history, rMinimum: 3 }), request({ tuner: 'GP', tunables: [C, share], history, rMinimum: 2 }),
    ]);
    expect(asked).toEqual(uniform);
    expect(fitted).not.toEqual(uniform);
  });

  test.each<[string, Partial<ProposeRequest>, string]>([
    ['an unknown tuner', { tuner: 'tpe' }, "'tpe' is not a tuner; it must be one of UNIFORM, GP"],
    ['a negative grid', { gridding: -1 }, 'gridding is -1'],
    ['a reversed range', { tunables: [{ ...share, low: 2 }] }, 'share: the range 2 to 1 is not a range'],
    ['a logarithm from 0', { tunables: [{ ...C, low: 0 }] }, 'C: a logarithmic range must begin above 0'],
    ['an unknown type', { tunables: [{ ...C, type: 'BOOL' as 'INT' }] }, "C: 'BOOL' is not a type of tunable"],
    ['a broken whole number', { tunables: [{ ...depth, low: 1.5 }] }, 'depth: the range of a whole number'],
    ['a history without the value', { tuner: 'GP', tunables: [C], history: [{ values: {}, score: 1 }] }, 'history: a value is missing'],
  ])('%s is refused', async (_, changes, message) => {
    expect((await python.proposeOne(request(changes))).error).toContain(`BAD_INPUT: ${message}`);
  });
});

describe('chance', () => {
  test('gives whole numbers evenly, both ends included, and logarithms evenly', async () => {
    const values = (await python.propose(Array.from({ length: 3000 }, (_, seed) => request({ tunables: [depth, C, trees], seed })))).map((a) => a.values!);
    const chiSquared = (buckets: number[], size: number) => {
      const counts = Array.from({ length: size }, (_, i) => buckets.filter((b) => b === i).length);
      return counts.reduce((x, n) => x + (n - buckets.length / size) ** 2 / (buckets.length / size), 0);
    };
    // 99.9 % quantiles with 8 and 9 degrees of freedom.
    expect(chiSquared(values.map((v) => v.depth - 2), 9)).toBeLessThan(26.1);
    expect(chiSquared(values.map((v) => Math.floor(Math.log10(v.C) + 5)), 10)).toBeLessThan(27.9);
    // Half of them below the geometric mean of the range, where an even draw has 3 %.
    expect(values.filter((v) => v.trees < Math.sqrt(1000)).length / 3000).toBeCloseTo(0.5, 1);
  });
});

/** Proposes until the space is exhausted; every second trial stays without a score, as if it ran. */
async function exhaust(changes: Partial<ProposeRequest>): Promise<Record<string, number>[]> {
  const history: Trial[] = [];
  for (;;) {
    const { values, exhausted, error } = await python.proposeOne(request({ ...changes, history, seed: history.length }));
    expect(error).toBeUndefined();
    if (exhausted) return history.map((h) => h.values);
    history.push({ values: values!, score: history.length % 2 ? null : history.length / 100 });
    expect(history.length).toBeLessThan(1000);
  }
}

describe('gridding', () => {
  test.each([['UNIFORM', 1, 3], ['UNIFORM', 4, 3], ['UNIFORM', 7, 2], ['GP', 3, 2], ['GP_EI', 3, 3], ['GP_EIVEL', 3, 2], ['GCP', 3, 2], ['GCP_EI', 2, 3]] as const)('%s tries each of %i^%i points once', async (tuner, g, n) => {
    const points = await exhaust({ tuner, gridding: g, tunables: [C, share, trees].slice(0, n) });
    expect(points).toHaveLength(g ** n);
    expect(new Set(points.map((p) => JSON.stringify(p))).size).toBe(g ** n);
  });

  test('points are evenly spaced on the scale of their axis; those that round together are one', async () => {
    const of = async (tunable: Tunable, gridding: number) => (await exhaust({ tunables: [tunable], gridding })).map((p) => p[tunable.name]).sort((a, b) => a - b);
    expect(await of(C, 5)).toEqual([1e-5, expect.closeTo(10 ** -2.5, 6), 1, expect.closeTo(10 ** 2.5, 6), 1e5]);
    expect(await of(share, 4)).toEqual([0.1, 0.4, 0.7, 1]);
    expect(await of({ name: 'third', type: 'FLOAT', low: 0, high: 1 }, 4)).toEqual([0, 0.33333, 0.66667, 1]);
    expect(await of(depth, 3)).toEqual([2, 6, 10]);
    expect(await of(depth, 100)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(await of(trees, 4)).toEqual([1, 10, 100, 1000]);
    const narrow: Tunable = { name: 'alpha', type: 'FLOAT', low: 0.0001, high: 0.009 };
    expect(await of(narrow, 100)).toHaveLength(100);
  });

  test('points that are not on the grid are not counted', async () => {
    const history = [{ values: { share: 0.123 }, score: 0.5 }, { values: { share: 0.1 }, score: 0.5 }];
    expect(await python.proposeOne(request({ tunables: [share], gridding: 2, history }))).toEqual({ values: { share: 1 } });
  });

  test('a grid far too large to list is searched all the same', async () => {
    const tunables = Array.from({ length: 10 }, (_, i): Tunable => ({ name: `p${i}`, type: 'FLOAT', low: 0, high: 1 }));
    const history = [{ values: Object.fromEntries(tunables.map((t) => [t.name, 0])), score: 0.5 }];
    const { values } = await python.proposeOne(request({ tuner: 'GP_EI', rMinimum: 1, tunables, gridding: 1000, history }));
    expect(Object.values(values!).some((v) => v > 0)).toBe(true);
  });
});

describe('a space without a grid', () => {
  test.each(tuners)('%s tries each of its points once when they are whole numbers', async (tuner) => {
    const points = await exhaust({ tuner, tunables: [depth, { name: 'p', type: 'INT', low: 1, high: 2 }] });
    expect(new Set(points.map((p) => JSON.stringify(p))).size).toBe(18);
    expect(points).toHaveLength(18);
  });

  test.each([0, 5])('without tunables has one point (gridding %i)', async (gridding) => {
    expect(await exhaust({ tunables: [], gridding })).toEqual([{}]);
  });
});

describe('formulas', () => {
  const close = (pairs: [number, number][], digits: number) => { for (const [ours, reference] of pairs) expect(ours).toBeCloseTo(reference, digits); };

  test('expected improvement is the integral of the improvement', async () => {
    const cases = fc.sample(fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: 0.01, max: 2, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true })), { numRuns: 40, seed: 3 });
    close(await python.check<[number, number]>('improvement', [...cases, [0.5, 0, 0.4], [0.3, 0, 0.4]]), 7);
  });

  test('expected improvement is greater where a better score is expected', async () => {
    const [[better], [worse]] = await python.check<[number, number]>('improvement', [[0.8, 0.1, 0.7], [0.6, 0.1, 0.7]]);
    expect(better).toBeGreaterThan(10 * worse);
  });

  test('the regression is the posterior of plain linear algebra', async () => {
    const point = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }));
    const cases = fc.sample(fc.tuple(fc.array(fc.tuple(point, fc.integer({ min: 0, max: 100 })), { minLength: 3, maxLength: 20 }), fc.array(point, { minLength: 5, maxLength: 5 })), { numRuns: 30, seed: 4 })
      .filter(([trials]) => new Set(trials.map(([, s]) => s)).size > 1)
      .map(([trials, at]) => [trials.map(([p]) => p), trials.map(([, s]) => s / 100), at, 0.3]);
    for (const pairs of await python.check<[number[], number[]][]>('regression', cases)) {
      for (const [ours, reference] of pairs) close(ours.map((x, i) => [x, reference[i]]), 5);
    }
  });

  test("the copula's marginals are those of a kernel density estimate", async () => {
    const sample = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 5, maxLength: 40 }).filter((s) => Math.max(...s) - Math.min(...s) > 0.1);
    const at = Array.from({ length: 21 }, (_, i) => i / 20);
    for (const [ours, reference] of await python.check<[number[], number[]]>('marginal', fc.sample(sample, { numRuns: 30, seed: 5 }).map((s) => [s, at]))) {
      ours.forEach((u, i) => { if (Math.abs(reference[i]) < 3) expect(Math.abs(u - reference[i])).toBeLessThan(0.02); });
    }
  });

  test('GP_EIVEL draws at random with exp(-100 * mean gap of the best five)', async () => {
    const chances = await python.check<number>('chance', [[[0.1, 0.9, 0.91, 0.93, 0.94, 0.96]], [[0.5, 0.5, 0.5]], [[0.7]], [[0.1, 0.9]]]);
    [Math.exp(-1.5), 1, 1, Math.exp(-80)].forEach((expected, i) => expect(chances[i]).toBeCloseTo(expected, 9));
  });
});

/** C, depth and share proposed by each tuner for the same history and seed; the last digits may differ with the BLAS. */
const recorded: Record<string, [number, number, number]> = {
  UNIFORM: [548.985, 7, 0.872738], GP: [5.29824, 5, 0.653263], GP_EI: [120.479, 5, 0.756546],
  GP_EIVEL: [120.479, 5, 0.756546], GCP: [5.29824, 5, 0.653263], GCP_EI: [120.479, 5, 0.756546],
};
test.each(Object.entries(recorded))('recorded: %s', async (tuner, expected) => {
  const history: Trial[] = [[1e-3, 3, 0.2, 0.6], [1, 5, 0.5, 0.8], [100, 8, 0.9, 0.7], [10, 5, 0.6, 0.85]].map(([C, depth, share, score]) => ({ values: { C, depth, share }, score }));
  const { values } = await python.proposeOne(request({ tuner, tunables: [C, depth, share], history, seed: 42 }));
  expect(Object.values(values!).map((v) => Number(v.toPrecision(6)))).toEqual(expected);
});

test('on two hills, 20 trials of GP_EI and of GCP_EI end higher than random ones, on the mean of 5 seeds', async () => {
  const mean = async (name: string) => (await python.check<number>('climb', [0, 1, 2, 3, 4].map((seed) => [name, seed, 20]))).reduce((a, b) => a + b) / 5;
  const chance = await mean('UNIFORM');
  expect(await mean('GP_EI')).toBeGreaterThan(chance + 0.05);
  expect(await mean('GCP_EI')).toBeGreaterThan(chance + 0.05);
});
