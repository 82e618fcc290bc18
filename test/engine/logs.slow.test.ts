import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { LogReader } from '../../src/engine';
import { startProcess } from './faults';
import { Workbench } from './workbench';

const bench = new Workbench();
afterAll(() => bench.end());

test('a gigabyte on stdout: its beginning and its end are kept, and the worker does not grow', async () => {
  const task = bench.task(['python', '-c', `
import sys
line = b"%0999d\\n"
for i in range(0, 1_000_000, 100): sys.stdout.buffer.write(b"".join(line % j for j in range(i, i + 100)))`]);
  const engine = startProcess(bench, [task], false);
  let most = 0, over = false;
  const watched = (async () => {
    while (!over) {
      most = Math.max(most, Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${engine.pid}/status`, 'utf8'))?.[1] ?? 0));
      await delay(50);
    }
  })();
  // Somebody follows all the while.
  let bytes = 0, dropped = 0;
  const followed = (async () => {
    for await (const { lines, droppedBytes } of new LogReader(task.logFolder).follow()) {
      for (const { text } of lines) bytes += text.length + 1;
      dropped += droppedBytes;
    }
  })();
  expect(await engine.line(/^ended/)).toMatch(/EXITED/);
  over = true;
  await Promise.all([watched, followed]);
  expect(most).toBeLessThan(300_000);
  expect(bytes + dropped).toBe(1e9);
  let marked = 0, head = 0, tail = 0;
  for await (const part of new LogReader(task.logFolder).text({ mark: (count) => { marked = count; return ''; } })) {
    if (marked) tail += (part as Buffer).length;
    else head += (part as Buffer).length;
  }
  expect(head).toBeGreaterThanOrEqual(1e6);
  expect(tail).toBeGreaterThanOrEqual(63e6);
  expect(head + marked + tail).toBe(1e9);
  expect((await new LogReader(task.logFolder).tail(1)).lines[0]!.text).toBe('999999'.padStart(999, '0'));
}, 120_000);
