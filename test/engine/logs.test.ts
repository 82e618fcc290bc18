import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { endLog, LocalExecutor, LogReader, type LogPage } from '../../src/engine';
import { bytesOf, interpreter, lineIn, log, pythonPath, Workbench } from './workbench';

const bench = new Workbench();
const executor = new LocalExecutor({ interpreter, pythonPath, log, isolate: false, capacity: { cpus: 4 } });
beforeAll(() => executor.start());
afterAll(async () => {
  await executor.stop(0);
  bench.end();
});

let lastLog = 0;
/** Writes a log as a supervisor does: `writer` is at hand, with `o(bytes)` and `e(bytes)` to add output a microsecond later each. */
function written(script: string): LogReader & { folder: string } {
  const folder = join(bench.folder, `log${++lastLog}`);
  execFileSync(interpreter, ['-c', `
import sys
from rungraph_supervisor.log_writer import LogWriter
writer, at = LogWriter(sys.argv[1]), 1767225600123456
def add(stream, data):
    global at
    at += 1
    writer.add(stream, data, at)
o = lambda data: add(b"O", data)
e = lambda data: add(b"E", data)
${script}`, folder], { cwd: pythonPath });
  return Object.assign(new LogReader(folder), { folder });
}
async function allPages(reader: LogReader, options: Parameters<LogReader['read']>[0] = {}): Promise<LogPage[]> {
  const pages: LogPage[] = [];
  for (let after: number | null = null; ;) {
    const page = await reader.read({ ...options, after });
    pages.push(page);
    if (page.ended || page.next === after) return pages;
    after = page.next;
  }
}

test('a log, and the folders that are made for it, are for our user only', async () => {
  const folder = join(bench.folder, 'logs/pods/7'), lost = join(bench.folder, 'lost');
  expect(await bench.run(executor, 'echo x', { logFolder: folder })).toMatchObject({ exitCode: 0, out: 'x\n' });
  await endLog(lost);
  const modes = (...paths: string[]) => paths.map((path) => (statSync(path).mode & 0o777).toString(8));
  expect(modes(join(folder, '../..'), join(folder, '..'), folder, lost)).toEqual(['700', '700', '700', '700']);
  expect(modes(join(folder, '0000000000000000.log'), join(folder, 'end'), join(lost, 'end'))).toEqual(['600', '600', '600']);
});

test('a line has its stream and the time of its writing', async () => {
  const reader = written('o(b"one\\ntwo\\n"); e(b"oops\\n"); o(b"three"); writer.close(at, "EXITED")');
  expect(await reader.read()).toMatchObject({
    lines: [
      { at: '2026-01-01T00:00:00.123457Z', stream: 'STDOUT', text: 'one' }, { at: '2026-01-01T00:00:00.123457Z', stream: 'STDOUT', text: 'two' },
      { at: '2026-01-01T00:00:00.123458Z', stream: 'STDERR', text: 'oops' }, { at: '2026-01-01T00:00:00.123459Z', stream: 'STDOUT', text: 'three' },
    ], droppedBytes: 0, ended: true,
  });
  expect((await reader.read({ stream: 'STDERR' })).lines.map(({ text }) => text)).toEqual(['oops']);
});

test('every division into pages gives the same lines', async () => {
  const reader = written('for i in range(100): (e if i % 3 == 0 else o)(b"".join(b"line %d %d\\n" % (i, j) for j in range(i % 5)))\nwriter.close(at, "EXITED")');
  const whole = (await reader.read()).lines;
  expect(whole).toHaveLength(200);
  for (const options of [{ maxLines: 1 }, { maxLines: 7 }, { maxBytes: 1 }, { maxBytes: 64 }]) {
    expect((await allPages(reader, options)).flatMap(({ lines }) => lines)).toEqual(whole);
  }
  expect((await reader.read({ after: -1 })).lines).toEqual(whole);
  expect(await reader.read({ after: 1e15 })).toEqual({ lines: [], next: 1e15, droppedBytes: 0, ended: true });
  expect((await allPages(reader, { maxLines: 7, stream: 'STDERR' })).flatMap(({ lines }) => lines)).toEqual(whole.filter(({ stream }) => stream === 'STDERR'));
});

test('the last lines', async () => {
  const reader = written('for i in range(20000): o(b"line %d\\nmore %d\\n" % (i, i))\ne(b"end\\n"); writer.close(at, "EXITED")');
  expect((await reader.tail(3)).lines.map(({ text }) => text)).toEqual(['line 19999', 'more 19999', 'end']);
  expect((await reader.tail(2, { stream: 'STDOUT' })).lines.map(({ text }) => text)).toEqual(['line 19999', 'more 19999']);
  expect((await reader.tail(20_000, { maxBytes: 1e9 })).lines).toHaveLength(20_000);
  expect((await reader.tail(0)).lines).toEqual([]);
  const few = written('o(b"only\\n"); writer.close(at, "EXITED")');
  expect(await few.tail(10)).toMatchObject({ lines: [{ text: 'only' }], ended: true });
});

test('an unfinished line is shown after a second, a very long one in pieces that cut no character', async () => {
  const task = bench.task('printf "50%%"; sleep 1.5; printf " 100%%\\n"');
  const [handle] = await executor.submit([task]);
  const before = performance.now();
  expect(await lineIn(task, /./)).toBe('50%');
  expect(performance.now() - before).toBeLessThan(1450);
  await handle!.ended;
  expect((await bytesOf(task)).toString()).toBe('50% 100%\n');

  const reader = written('o("ü€😀".encode() * 60000 + b"\\n"); writer.close(at, "EXITED")');
  const lines = (await allPages(reader)).flatMap(({ lines: some }) => some);
  expect(lines.length).toBeGreaterThan(3);
  expect(lines.map(({ text }) => text).join('')).toBe('ü€😀'.repeat(60_000));
});

test('what is not UTF-8 is shown with replacement characters, NUL as it is', async () => {
  const reader = written('o(b"a\\xff\\xfe\\0b\\n"); writer.close(at, "EXITED")');
  expect((await reader.read()).lines[0]!.text).toBe('a\uFFFD\uFFFD\0b');
});

test('a log that has not begun has no lines, and can be followed', async () => {
  const reader = new LogReader(join(bench.folder, 'later', 'log'));
  expect(await reader.read()).toEqual({ lines: [], next: 0, droppedBytes: 0, ended: false });
  expect((await reader.tail(5)).lines).toEqual([]);
  const task = bench.task('echo first', { logFolder: join(bench.folder, 'later', 'log') });
  const texts: string[] = [];
  const followed = (async () => { for await (const { lines } of reader.follow()) texts.push(...lines.map(({ text }) => text)); })();
  await delay(50);
  await executor.submit([task]);
  await followed;
  expect(texts).toEqual(['first']);
});

test('whoever follows has a line within 200 ms of its writing, from wherever he begins', async () => {
  const task = bench.task(['python', '-c', 'import time, sys\nfor i in range(8): print(i, int(time.time() * 1000), flush=True); time.sleep(0.15)']);
  await executor.submit([task]);
  const late: number[] = [], seen: string[] = [];
  let middle: { next: number; read: number } | undefined;
  for await (const { lines, next, ended } of new LogReader(task.logFolder).follow()) {
    for (const { text } of lines) {
      seen.push(text.split(' ')[0]!);
      late.push(Date.now() - Number(text.split(' ')[1]));
    }
    if (seen.length >= 4) middle ??= { next, read: seen.length };
    if (ended) expect(lines).toEqual([]);
  }
  expect(seen).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
  expect(late.sort((a, b) => a - b)[4]).toBeLessThan(200);   // the median: others work on this machine too
  const rest: string[] = [];
  for await (const { lines } of new LogReader(task.logFolder).follow({ after: middle!.next })) rest.push(...lines.map(({ text }) => text.split(' ')[0]!));
  expect(rest).toEqual(seen.slice(middle!.read));
});

test('a follower that gives up leaves nothing behind', async () => {
  const task = bench.task('echo x; sleep 300');
  const [handle] = await executor.submit([task]);
  const abort = new AbortController();
  let pages = 0;
  for await (const _ of new LogReader(task.logFolder).follow({ signal: abort.signal })) {
    pages++;
    abort.abort();
  }
  expect(pages).toBe(1);
  for await (const _ of new LogReader(task.logFolder).follow()) break;
  await handle!.stop(0);
});

test('a record that was cut off, and what is no record, is left out', async () => {
  const reader = written('o(b"whole\\n"); o(b"cut off\\n")');
  const file = join(reader.folder, '0000000000000000.log');
  truncateSync(file, statSync(file).size - 3);
  expect(await reader.read()).toMatchObject({ lines: [{ text: 'whole' }], ended: false });
  appendFileSync(file, 'garbage'.repeat(100));
  expect((await reader.read()).lines).toHaveLength(1);
  await endLog(reader.folder);
  await endLog(reader.folder);
  expect(await reader.read()).toMatchObject({ lines: [{ text: 'whole' }], ended: true });
  const altered = written('o(b"whole\\n"); o(b"altered\\n"); writer.close(at, "EXITED")');
  writeFileSync(join(altered.folder, '0000000000000000.log'), Buffer.from(execFileSync('sed', ['s/altered/ALTERED/', join(altered.folder, '0000000000000000.log')], { encoding: 'latin1' }), 'latin1'));
  expect((await altered.read()).lines.map(({ text }) => text)).toEqual(['whole']);
});

test('of very much output the first and the last megabytes are kept, and readers are told what is missing', async () => {
  const task = bench.task(['python', '-c', 'import sys\nline = b"%0119d\\n"\nfor i in range(0, 1_000_000, 10_000): sys.stdout.buffer.write(b"".join(line % j for j in range(i, i + 10_000)))']);
  const before = performance.now();
  const [handle] = await executor.submit([task]);
  const reader = new LogReader(task.logFolder);
  const ended = await handle!.ended;
  expect(ended).toMatchObject({ exitCode: 0 });
  expect(performance.now() - before).toBeLessThan(30_000);
  const kept = readdirSync(task.logFolder).reduce((sum, name) => sum + statSync(join(task.logFolder, name)).size, 0);
  expect(kept).toBeLessThan(76e6);
  const text = (await bytesOf(task)).toString('latin1');
  expect(text.startsWith(`${'0'.repeat(119)}\n${'1'.padStart(119, '0')}\n`)).toBe(true);
  expect(text.endsWith('0000999999\n')).toBe(true);
  let marked = 0;
  const parts: string[] = [];
  for await (const part of reader.text({ mark: (dropped) => { marked = dropped; return `[${dropped} bytes]\n`; } })) parts.push((part as Buffer).toString('latin1'));
  expect(marked).toBe(120_000_000 - text.length);
  const [head, tail] = parts.join('').split(`[${marked} bytes]\n`);
  expect(head!.length).toBeGreaterThanOrEqual(1e6);
  expect(tail!.length).toBeGreaterThanOrEqual(63e6);
  const lines = text.split('\n').slice(0, -1).map(Number);
  expect(lines.findIndex((n, i) => i > 0 && n !== lines[i - 1]! + 1)).toBe(head!.length / 120);

  const dropped = await reader.read({ after: 2_000_000 });
  expect(dropped.lines[0]!.text).toBe(tail!.slice(0, 119));
  expect(dropped.droppedBytes).toBeGreaterThan(100_000);
  // Page by page, what is missing is told by the page behind it, and counted exactly.
  const gaps: [number, string][] = [];
  for (let after: number | null = null, page = await reader.read(); page.lines.length; page = await reader.read({ after })) {
    if (page.droppedBytes) gaps.push([page.droppedBytes, page.lines[0]!.text]);
    after = page.next;
  }
  expect(gaps).toEqual([[marked, tail!.slice(0, 119)]]);
  expect((await reader.tail(2)).lines.map(({ text: line }) => Number(line))).toEqual([999_998, 999_999]);
});

test('a reader that lags behind is told what it missed', async () => {
  const folder = join(bench.folder, 'lag');
  const writer = spawn(interpreter, ['-c', `
import sys
from rungraph_supervisor.log_writer import LogWriter
writer = LogWriter(sys.argv[1])
for count in sys.stdin:
    for i in range(int(count)): writer.add(b"O", b"x" * 65535 + b"\\n", 1)
    print("written", flush=True)
writer.close(1, "EXITED")`, folder], { cwd: pythonPath, stdio: ['pipe', 'pipe', 'inherit'] });
  const write = (records: number) => new Promise((resolve) => { writer.stdout.once('data', resolve); writer.stdin.write(`${records}\n`); });
  await write(40);
  const pages = new LogReader(folder).follow({ maxBytes: 1 });
  let read = 0, dropped = 0;
  for (; read < 30; read++) expect((await pages.next()).value).toMatchObject({ droppedBytes: 0 });
  await write(2000);
  writer.stdin.end();
  for await (const page of pages) {
    read += page.lines.length;
    dropped += page.droppedBytes;
  }
  expect(dropped).toBeGreaterThan(60e6);
  expect(read * 65536 + dropped).toBe(2040 * 65536);
});

test('a log that cannot be written ends neither the task nor the engine', async () => {
  const task = bench.task('head -c 3000000 /dev/zero; echo end');
  const [handle] = await executor.submit([{ ...task, command: { shell: `rm -rf '${task.logFolder}'; ${(task.command as { shell: string }).shell}` } }]);
  expect(await handle!.ended).toMatchObject({ reason: 'EXITED', exitCode: 0, message: expect.stringMatching(/^Its output is not kept from \d+ bytes on/) });
  expect(existsSync(task.logFolder)).toBe(false);
});

test('the last lines of a stream that says little lie on both sides of what is missing', async () => {
  const reader = written(`
import rungraph_supervisor.log_writer as module
module.KEPT_SEGMENTS = 1
e(b"early\\n")
for i in range(50): o(b"%0100000d\\n" % i)
e(b"late\\n")
writer.close(at, "EXITED")`);
  expect((await reader.read({ stream: 'STDERR' })).lines.map(({ text }) => text)).toEqual(['early']);
  for (const lines of [2, 10]) expect(await reader.tail(lines, { stream: 'STDERR' })).toMatchObject({ lines: [{ text: 'early' }, { text: 'late' }], ended: true, droppedBytes: expect.any(Number) });
  expect((await reader.tail(2, { stream: 'STDERR' })).droppedBytes).toBeGreaterThan(1e6);
  expect((await reader.tail(1, { stream: 'STDERR' })).lines).toMatchObject([{ text: 'late' }]);
});
