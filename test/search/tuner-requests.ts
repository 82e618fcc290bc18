import * as fc from 'fast-check';
import { tuners, type Proposal, type ProposeRequest, type Tunable } from './tuner-checks';

const anyTunable = (name: string): fc.Arbitrary<Tunable> => fc.oneof(
  fc.record({ low: fc.integer({ min: -1000, max: 1000 }), size: fc.integer({ min: 1, max: 2000 }) }).map(({ low, size }) => ({ name, type: 'INT' as const, low, high: low + size })),
  fc.record({ low: fc.integer({ min: 1, max: 50 }), size: fc.integer({ min: 1, max: 1e6 }) }).map(({ low, size }) => ({ name, type: 'INT_EXP' as const, low, high: low + size })),
  fc.record({ low: fc.double({ min: -1e6, max: 1e6, noNaN: true }), size: fc.double({ min: 1e-3, max: 1e6, noNaN: true }) }).map(({ low, size }) => ({ name, type: 'FLOAT' as const, low, high: low + size })),
  fc.record({ low: fc.double({ min: 1e-9, max: 1, noNaN: true }), factor: fc.double({ min: 1.01, max: 1e9, noNaN: true }) }).map(({ low, factor }) => ({ name, type: 'FLOAT_EXP' as const, low, high: low * factor })),
);
const inside = ({ type, low, high }: Tunable, share: number) => {
  const value = type.endsWith('_EXP') ? low * (high / low) ** share : low + share * (high - low);
  return Math.min(Math.max(type.startsWith('INT') ? Math.round(value) : value, low), high);
};
// Few distinct scores and points, so that duplicates, ties and constant scores are common; "NaN" becomes NaN on the way.
const anyScore = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(0, 0.5, 0.5, 0.9, 1) }, { weight: 3, arbitrary: fc.double({ min: -1, max: 1, noNaN: true }) }, fc.constantFrom(null, 'NaN' as unknown as number));
export const anyRequest = fc.integer({ min: 0, max: 4 }).chain((n) => fc.tuple(...Array.from({ length: n }, (_, i) => anyTunable(`p${i}`)))).chain((tunables) => fc.record({
  tuner: fc.constantFrom(...tuners), tunables: fc.constant(tunables as Tunable[]), rMinimum: fc.integer({ min: 0, max: 4 }), gridding: fc.constantFrom(0, 0, 1, 2, 5, 60), seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  history: fc.array(fc.record({ values: fc.tuple(...tunables.map((t) => fc.constantFrom(0, 0.25, 0.5, 1).map((s) => [t.name, inside(t as Tunable, s)]))).map((e) => Object.fromEntries(e) as Record<string, number>), score: anyScore }), { maxLength: 12 }),
}));

/** An answer names every tunable once, with a value of its type inside its range. */
export function expectFit({ tunables }: ProposeRequest, { values, exhausted, error }: Proposal): void {
  expect(error).toBeUndefined();
  if (exhausted) return;
  expect(Object.keys(values!)).toEqual(tunables.map((t) => t.name));
  for (const { name, type, low, high } of tunables) {
    expect(values![name]).toBeGreaterThanOrEqual(low);
    expect(values![name]).toBeLessThanOrEqual(high);
    if (type.startsWith('INT')) expect(Number.isInteger(values![name])).toBe(true);
  }
}
