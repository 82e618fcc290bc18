import { Slots } from '../../src/jobs/slots';

// Slots that are opened and closed as jobs come and go.
interface Opened { run(): () => Promise<void>; closed: PromiseWithResolvers<void> | null }
let opened: Opened[], most: number, slots: Slots;
beforeEach(() => {
  jest.useFakeTimers();
  opened = [];
  most = 10;
  slots = new Slots(() => most, async (around) => {
    const slot: Opened = {
      closed: null,
      run: () => {
        const end = Promise.withResolvers<void>(), over = around(() => end.promise);
        return () => { end.resolve(); return over; };
      },
    };
    opened.push(slot);
    return { close: () => (slot.closed = Promise.withResolvers<void>()).promise };
  }, (error) => { throw error; });
  slots.fill();
});
afterEach(() => { jest.useRealTimers(); });

const open = () => opened.filter(({ closed }) => !closed).length;

test('two look while nothing is to do, two more than are busy otherwise, never more than are allowed', () => {
  expect(open()).toBe(2);
  for (let busy = 1; busy <= 10; busy++) {
    opened[busy - 1]!.run();
    expect(open()).toBe(Math.min(busy + 2, 10));
  }
});

test('when the jobs have ended the slots rest for a while, then all but two are closed', async () => {
  const ends = Array.from({ length: 6 }, (_, i) => opened[i]!.run());
  expect(open()).toBe(8);
  await Promise.all(ends.map((end) => end()));
  expect(open()).toBe(8);
  await jest.advanceTimersByTimeAsync(4_000);
  const again = opened[0]!.run();
  await jest.advanceTimersByTimeAsync(2_000);
  expect(open()).toBe(3);
  await again();
  await jest.advanceTimersByTimeAsync(5_000);
  expect(open()).toBe(2);
});

test('one that takes a job while it is closed still counts', async () => {
  most = 3;
  const first = opened[0]!.run();
  expect(open()).toBe(3);
  await first();
  await jest.advanceTimersByTimeAsync(5_000);
  expect(open()).toBe(2);
  opened[0]!.run();
  for (const slot of opened.slice(1)) slot.run();
  expect(opened).toHaveLength(3);
});

test('where fewer are allowed than before a slot closes after its job, and opens again when more are', async () => {
  const ends = Array.from({ length: 8 }, (_, i) => opened[i]!.run());
  most = 4;
  await Promise.all(ends.map((end) => end()));
  expect(open()).toBe(4);
  opened.forEach(({ closed }) => closed?.resolve());
  await jest.advanceTimersByTimeAsync(0);
  opened.filter(({ closed }) => !closed).forEach((slot) => slot.run());
  expect(open()).toBe(4);
  most = 6;
  slots.fill();
  expect(open()).toBe(6);
});

test('none is opened or closed after the end', async () => {
  const end = opened[0]!.run();
  slots.end();
  opened[1]!.run();
  await end();
  await jest.advanceTimersByTimeAsync(10_000);
  expect(opened).toHaveLength(3);
  expect(open()).toBe(3);
});
