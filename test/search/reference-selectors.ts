import type { Arm, SelectorName } from '../../src/graphs/automl/search/selectors';

/** Every index that a rule may pick, found slowly and straight from its definition. */
export function referencePicks(selector: SelectorName, arms: readonly Arm[], k: number): Set<number> {
  const lists = arms.map((arm) => [...arm.scores]);
  const enough = (count: number) => Math.min(...lists.map((list) => list.length)) >= count;
  const plain = lists.map((list) => [list.length, average(list)] as Pull);
  switch (selector) {
    case 'UNIFORM': return new Set(arms.keys());
    case 'UCB1': return byUcb(plain);
    case 'BESTK': return byUcb(enough(2) ? lists.map((list) => [list.length, average(descending(list).filter((_, i) => i < k))]) : plain);
    case 'BESTKVEL': return byUcb(enough(2) ? lists.map((list) => [list.length, average(gaps(descending(list), k))]) : plain);
    case 'RECENTK': return byUcb(enough(2) ? lists.map((list) => [list.length, average(list.map((score, i) => i >= list.length - k ? score : 0))]) : plain);
    case 'RECENTKVEL': return byUcb(enough(2) ? lists.map((list) => [list.length, average(padded(gaps([...list].reverse(), k), list.length))]) : plain);
    case 'PUREBESTKVEL': return enough(3)
      ? tops(lists.map((list) => average(padded(gaps(descending(list), k), list.length))))
      : tops(lists.map((list) => -list.length));
    case 'HIERALG': {
      const methods = [...new Set(arms.map((arm) => arm.method))];
      const picks = new Set<number>();
      for (const m of byUcb(methods.map((method) => { const all = arms.filter((a) => a.method === method).flatMap((a) => [...a.scores]); return [all.length, average(all)]; }))) {
        const members = [...arms.keys()].filter((i) => arms[i].method === methods[m]);
        for (const i of byUcb(members.map((j) => plain[j]))) picks.add(members[i]);
      }
      return picks;
    }
  }
}

type Pull = [pulls: number, mean: number];

function byUcb(bandits: Pull[]): Set<number> {
  const untried = [...bandits.keys()].filter((i) => bandits[i][0] === 0);
  if (untried.length) return new Set(untried);
  let n = 0;
  for (const [pulls] of bandits) n += pulls;
  return tops(bandits.map(([pulls, mean]) => mean + ((2 * Math.log(n)) / pulls) ** 0.5));
}

function tops(values: number[]): Set<number> {
  const top = Math.max(...values);
  return new Set([...values.keys()].filter((i) => values[i] >= top - 1e-12));
}

const average = (list: number[]) => { let total = 0; for (const x of list) total += x; return list.length ? total / list.length : 0; };
const descending = (list: number[]) => [...list].sort((a, b) => b - a);
const padded = (list: number[], length: number) => [...list, ...Array.from({ length: length - list.length }, () => 0)];
/** Differences of neighbours, at most k of them, from the start of the list. */
const gaps = (list: number[], k: number) => { const found = []; for (let i = 0; i + 1 < list.length && i < k; i++) found.push(list[i] - list[i + 1]); return found; };
