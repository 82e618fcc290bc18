import * as fc from 'fast-check';
import { lastTag, nextStartTag, priorityRange, slotOf, slotPriority, slotsOf, virtualTime } from '../../src/jobs/fair-queue';

const priority = fc.integer({ min: priorityRange.least, max: priorityRange.greatest });
const tag = fc.integer({ min: 0, max: lastTag });

describe('the integer of a slot', () => {
  test('sorts by priority first, then by the smaller tag', () => {
    fc.assert(fc.property(priority, tag, priority, tag, (p, t, q, u) => {
      expect(Math.sign(slotPriority(p, t) - slotPriority(q, u))).toBe(Math.sign(p === q ? u - t : p - q));
    }));
  });

  test('gives back what made it, and fits into a signed 32-bit column', () => {
    fc.assert(fc.property(priority, tag, (p, t) => {
      expect(slotOf(slotPriority(p, t))).toEqual({ priority: p, startTag: t });
      expect(slotPriority(p, t) | 0).toBe(slotPriority(p, t));
      expect(slotPriority(p, t)).toBeGreaterThanOrEqual(slotsOf(p).least);
      expect(slotPriority(p, t)).toBeLessThanOrEqual(slotsOf(p).greatest);
    }));
    expect([slotPriority(priorityRange.least, lastTag), slotPriority(priorityRange.greatest, 0)]).toEqual([-(2 ** 31), 2 ** 31 - 1]);
  });

  test('at the edges keeps the order, but not the distance', () => {
    expect(slotPriority(1_000_000, 5)).toBe(slotPriority(511, 5));
    expect(slotPriority(-1_000_000, 5)).toBe(slotPriority(-512, 5));
    expect(slotPriority(1, lastTag + 10)).toBe(slotPriority(1, lastTag));
    expect(slotPriority(1, -1)).toBe(slotPriority(1, 0));
    for (const [p, t] of [[1.5, 0], [1, NaN], [Infinity, 0]]) expect(() => slotPriority(p, t)).toThrow(RangeError);
  });
});

interface Run { arrives: number; priority: number; budget: number }
interface Step { time: number; run: number; waiting: Set<number> }

/** Serves one slot a tick, greatest integer first, ties in order of creation, as the queue does. */
function serve(runs: Run[]): Step[] {
  const queue: { run: number; value: number; created: number }[] = [], steps: Step[] = [];
  let created = 0;
  const given = new Map<number, number>();
  for (let time = 0, left = runs.reduce((n, r) => n + r.budget, 0); left > 0; time++) {
    runs.forEach((run, i) => {
      if (run.arrives !== time) return;
      const tags = queue.filter((s) => slotOf(s.value).priority === run.priority).map((s) => slotOf(s.value).startTag);
      const unfinished = [...given].filter(([j]) => runs[j].priority === run.priority && queue.some((s) => s.run === j)).map(([, last]) => last);
      const now = virtualTime(tags.length ? Math.min(...tags) : null, unfinished.length ? Math.max(...unfinished) : null);
      let last: number | null = null;
      for (let n = 0; n < run.budget; n++) {
        last = nextStartTag(now, last);
        queue.push({ run: i, value: slotPriority(run.priority, last), created: created++ });
        given.set(i, last);
      }
    });
    queue.sort((a, b) => b.value - a.value || a.created - b.created);
    const waiting = new Set(queue.map((s) => s.run));
    const next = queue.shift();
    if (next) { steps.push({ time, run: next.run, waiting }); left--; }
  }
  return steps;
}

const anyRuns = fc.array(fc.record({ arrives: fc.nat({ max: 60 }), priority: fc.integer({ min: 0, max: 2 }), budget: fc.integer({ min: 1, max: 30 }) }), { minLength: 1, maxLength: 6 });

describe('slots in that order', () => {
  test('no slot is served while one of higher priority waits', () => {
    fc.assert(fc.property(anyRuns, (runs) => {
      for (const { run, waiting } of serve(runs)) for (const other of waiting) expect(runs[other].priority).toBeLessThanOrEqual(runs[run].priority);
    }));
  });

  test('while two runs of one priority both wait, neither gets more than 2 slots ahead, whichever came first', () => {
    fc.assert(fc.property(anyRuns, (runs) => {
      const steps = serve(runs);
      for (let a = 0; a < runs.length; a++) for (let b = 0; b < a; b++) {
        if (runs[a].priority !== runs[b].priority) continue;
        const both = steps.filter(({ waiting }) => waiting.has(a) && waiting.has(b));
        let lead = 0, least = 0, most = 0;
        for (const { run } of both) {
          lead += run === a ? 1 : run === b ? -1 : 0;
          least = Math.min(least, lead);
          most = Math.max(most, lead);
        }
        expect(most - least).toBeLessThanOrEqual(2);
      }
    }));
  });

  test('a late run of 4 slots is done after 8 more, however long the queue was', () => {
    const steps = serve([{ arrives: 0, priority: 1, budget: 100 }, { arrives: 50, priority: 1, budget: 4 }]);
    expect(steps.findLastIndex(({ run }) => run === 1)).toBeLessThan(50 + 8 + 1);
  });

  test('a run that gets its slots one by one is not put behind by a newcomer', () => {
    expect(nextStartTag(virtualTime(null, 1000), null)).toBe(1000);
    expect(nextStartTag(1000, 1000)).toBe(1001);
    expect(nextStartTag(5000, 1000)).toBe(5000);
    expect(virtualTime(7, 1000)).toBe(7);
    expect(virtualTime(null, null)).toBe(0);
  });
});
