import { createHash } from 'node:crypto';

/** A source of chance that can be repeated. */
export interface Random {
  /** The next number in [0, 1), with 32 random bits. */
  next(): number;
  /** A whole number in [0, below), each equally likely. @throws RangeError unless 1 <= below <= 2^32 */
  int(below: number): number;
  /** One of the items, each equally likely. @throws RangeError when there is none */
  pick<T>(items: readonly T[]): T;
}

/**
 * The random numbers of one decision: the same seed, slot and purpose give the same ones, whichever worker asks.
 * @param seed the datarun's seed
 * @param slot position of the slot in its datarun, from 0
 * @param purpose what is decided, so that the decisions about one slot are independent
 */
export function randomFor(seed: number, slot: number, purpose: string): Random {
  const digest = derive(seed, slot, purpose);
  return xoshiro128([0, 4, 8, 12].map((at) => digest.readUInt32LE(at)) as State);
}

/** A seed for another generator (numpy, scikit-learn) by the same rule: a whole number in [0, 2^32). */
export const seedFor = (seed: number, slot: number, purpose: string): number => derive(seed, slot, purpose).readUInt32LE(0);

const derive = (seed: number, slot: number, purpose: string) => createHash('sha256').update(JSON.stringify([seed, slot, purpose])).digest();

type State = [number, number, number, number];

/**
 * xoshiro128** 1.1 by D. Blackman and S. Vigna, "Scrambled linear pseudorandom number generators" (ACM TOMS 47, 2021).
 * Not for secrets.
 * @param state four 32-bit words, not all zero
 */
export function xoshiro128(state: State): Random {
  let [a, b, c, d] = state;
  const rotate = (x: number, k: number) => (x << k) | (x >>> (32 - k));
  const word = () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a; d ^= b; b ^= c; a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result;
  };
  const int = (below: number) => {
    if (!Number.isInteger(below) || below < 1 || below > 2 ** 32) throw new RangeError(`int(${below}): the bound must be a whole number from 1 to 2^32`);
    // Words above the last full multiple would favour small numbers.
    const limit = 2 ** 32 - (2 ** 32 % below);
    let drawn = word();
    while (drawn >= limit) drawn = word();
    return drawn % below;
  };
  return { int, next: () => word() / 2 ** 32, pick: (items) => items[int(items.length)] };
}
