const POWERS_OF_TEN: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const POWERS_OF_TWO: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };

/**
 * A quantity as Kubernetes writes them: `2`, `0.5`, `500m`, `1024M`, `1Gi`, `1e3`.
 * @returns null for anything else, and for what is below zero
 */
export function quantity(text: string): number | null {
  const parts = /^\+?(\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE]([+-]?\d{1,3})|([numkMGTPE]?|[KMGTPE]i))$/.exec(text);
  if (!parts) return null;
  const [, number, exponent, suffix = ''] = parts;
  const two = POWERS_OF_TWO[suffix];
  const value = two === undefined ? Number(`${number}e${exponent ?? POWERS_OF_TEN[suffix]}`) : Number(number) * 2 ** two;
  return Number.isFinite(value) ? value : null;
}
