import * as fc from 'fast-check';
import { TunerChecks, tuners, type ProposeRequest, type Trial } from './tuner-checks';
import { anyRequest, expectFit } from './tuner-requests';

let python: TunerChecks;
beforeAll(() => { python = new TunerChecks(); });
afterAll(() => python.close());

test('2,000 proposals fit their requests', async () => {
  const requests = fc.sample(anyRequest, { numRuns: 2000, seed: 11 });
  (await python.propose(requests)).forEach((answer, i) => { expectFit(requests[i], answer); });
}, 300_000);

test.each(tuners.slice(1))('on two hills, 30 trials of %s end higher than random ones, on the mean of 20 seeds', async (tuner) => {
  const mean = async (name: string) => (await python.check<number>('climb', Array.from({ length: 20 }, (_, seed) => [name, seed, 30]))).reduce((a, b) => a + b) / 20;
  const [chance, model] = [await mean('UNIFORM'), await mean(tuner)];
  console.log(`${tuner} ${model.toFixed(3)}, random ${chance.toFixed(3)}`);
  expect(model).toBeGreaterThan(chance);
}, 120_000);

test.each([['UNIFORM', 5], ...tuners.slice(1).map((tuner) => [tuner, 150])] as [string, number][])('%s proposes after 100 trials in less than %i ms', async (tuner, limit) => {
  const tunables: ProposeRequest['tunables'] = Array.from({ length: 6 }, (_, i) => ({ name: `p${i}`, type: 'FLOAT', low: 0, high: 1 }));
  const at = (trial: number, i: number) => (trial * Math.SQRT2 * (i + 1)) % 1;
  const history = Array.from({ length: 100 }, (_, trial): Trial => ({ values: Object.fromEntries(tunables.map(({ name }, i) => [name, at(trial, i)])), score: Math.sin(5 * at(trial, 0)) * at(trial, 1) }));
  const requests = Array.from({ length: 20 }, (_, seed): ProposeRequest => ({ tuner, tunables, history, rMinimum: 2, gridding: 0, seed }));
  await python.propose(requests.slice(0, 2));
  const began = performance.now();
  await python.propose(requests);
  const each = (performance.now() - began) / requests.length;
  console.log(`${tuner} ${each.toFixed(1)} ms`);
  expect(each).toBeLessThan(limit);
});
