import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InsufficientCapacity, LogReader, type Executor, type Handle } from '../../src/engine';
import { bytesOf, endings, lineIn, Workbench } from './workbench';

/**
 * What every engine must do.
 * @param make an engine with room for 4 cores, 1 GB and 50 tasks
 */
export function executorContract(name: string, make: (bench: Workbench) => Executor): void {
  describe(name, () => {
    const bench = new Workbench();
    const executor = make(bench);
    beforeAll(() => executor.start());
    afterAll(async () => {
      await executor.stop(0);
      bench.end();
    });
    afterEach(() => bench.expectNothingLeft(500));
    const run = bench.run.bind(bench, executor) as (...args: Parameters<Workbench['run']> extends [unknown, ...infer Rest] ? Rest : never) => ReturnType<Workbench['run']>;

    test('a task tells how it ended, when, and what it used', async () => {
      const task = bench.task('echo out; echo err >&2; i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; sleep 0.7; exit 7');
      const [handle] = await executor.submit([task]);
      const samples: number[] = [];
      handle!.onSample(({ memoryBytes }) => samples.push(memoryBytes));
      const started = await handle!.started;
      expect(started).toMatchObject({ pid: expect.any(Number), ip: expect.stringMatching(/^[0-9a-f.:]+$/), host: expect.stringMatching(/./) });
      const ending = await handle!.ended;
      expect(ending).toMatchObject({ reason: 'EXITED', message: null, exitCode: 7, signal: null, startedAt: started!.startedAt });
      expect(ending.startedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
      expect(ending.finishedAt > ending.startedAt!).toBe(true);
      expect(ending.userSeconds + ending.systemSeconds).toBeGreaterThan(0.001);
      expect(ending.maxMemoryBytes).toBeGreaterThan(500_000);
      expect(Math.max(...samples)).toBeGreaterThan(500_000);
    });

    test('what a task used is told of its whole tree: also of what left its parents, and is killed with it or after it', async () => {
      const burning = (afterwards: string) => bench.task(['python', '-c', `
import os, time
if not os.fork():
    os.setsid()
    if os.fork(): os._exit(0)
    while time.process_time() < 0.7: pass
    print('burnt', flush=True)
    time.sleep(300)
while not os.path.exists('go'): time.sleep(0.02)
${afterwards}`], { timeLimitSeconds: 10 });
      const task = burning('time.sleep(300)'), leaving = burning('pass');
      const [[killed], [left]] = await Promise.all([task, leaving].map((each) => executor.submit([each]))) as [Handle[], Handle[]];
      // What is left behind may end unasked, so no more may be told of it than was seen before.
      left!.onSample(({ cpuSeconds }) => { if (cpuSeconds > 0.5) writeFileSync(join(leaving.folder, 'go'), ''); });
      const all = await Promise.all([lineIn(task, /^burnt$/).then(() => killed!.stop(0)), left!.ended]);
      expect(all).toMatchObject([{ reason: 'STOPPED', signal: 'SIGKILL' }, { reason: 'EXITED', exitCode: 0 }]);
      for (const { userSeconds, systemSeconds } of all) expect(userSeconds + systemSeconds).toBeGreaterThan(0.5);
    });

    test('a task that ends itself by a signal', async () => {
      expect(await run('kill -SEGV $$')).toMatchObject({ reason: 'EXITED', exitCode: null, signal: 'SIGSEGV' });
      expect(await run('exit 0')).toMatchObject({ reason: 'EXITED', exitCode: 0, signal: null });
    });

    test('the environment is the task\'s own, and nothing of ours', async () => {
      process.env.RUNGRAPH_TEST_SECRET = 'a-secret-of-ours';
      const { out, task } = await run(['env', '-0'], { env: { 'WITH.DOT': 'a b\n$c', LANG: 'xx', LD_LIBRARY_PATH: '/nowhere' }, resources: { cpu: 2.5 } });
      const variables = Object.fromEntries(out.split('\0').filter(Boolean).map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]));
      expect(variables).toMatchObject({ 'WITH.DOT': 'a b\n$c', LANG: 'xx', LD_LIBRARY_PATH: '/nowhere', HOME: task.folder, OMP_NUM_THREADS: '2', PATH: expect.stringContaining('/usr/bin'), TMPDIR: expect.stringMatching(/^\//) });
      expect(Object.keys(variables).filter((key) => !/^(WITH\.DOT|LANG|LD_LIBRARY_PATH|TEST_MARKER|PATH|HOME|TMPDIR|PWD|PYTHONUNBUFFERED|\w+_THREADS)$/.test(key))).toEqual([]);
      expect(out).not.toContain('a-secret-of-ours');
    });

    test('no variable of the engine\'s process can be read from its children', async () => {
      const { out } = await run('cat /proc/[0-9]*/environ 2>/dev/null | tr "\\0" "\\n" | grep -c "^TEST_MARKER" ; tr "\\0" "\\n" < /proc/self/environ');
      expect(out).not.toContain('RUNGRAPH_');
    });

    test('argv is passed on as it is, a shell line is a shell\'s', async () => {
      const strange = ['a b', '$HOME', '*', '\'"', 'ü\n\t\\', '', '--', '-n'];
      expect((await run(['printf', '%s|', ...strange])).out).toBe(`${strange.join('|')}|`);
      expect((await run('x="a  b"; printf "%s" "$x" | tr a-z A-Z && pwd')).out).toMatch(/^A {2}B.*\/work\n$/);
    });

    test('files come into its folder before it starts', async () => {
      const source = join(bench.folder, 'source.bin');
      writeFileSync(source, Buffer.from([0, 255, 1]));
      const task = bench.task('cat deep/er/text.txt; od -An -tx1 data.bin; echo made > made.txt; touch "$TMPDIR/x"; ls "$TMPDIR/x"', { files: [{ path: 'deep/er/text.txt', content: 'é\n' }, { path: 'data.bin', copyFrom: source }] });
      const [handle] = await executor.submit([task]);
      expect(await handle!.ended).toMatchObject({ exitCode: 0 });
      expect((await bytesOf(task, 'STDOUT')).toString()).toMatch(/^é\n 00 ff 01\n\/.*\/x\n$/);
      expect(readFileSync(join(task.folder, 'made.txt'), 'utf8')).toBe('made\n');
      const gone = await run('true', { files: [{ path: 'x', copyFrom: '/does/not/exist' }] });
      expect(gone).toMatchObject({ reason: 'FAILED_TO_START', message: expect.stringContaining('/does/not/exist') });
    });

    test('programs of its own are found before all others', async () => {
      const own = join(bench.folder, 'own programs');
      mkdirSync(own);
      writeFileSync(join(own, 'sh'), '#!/bin/bash\necho own\n', { mode: 0o755 });
      const task = { programs: [own], readable: [own] };
      expect((await run(['sh', '-c', 'echo other'], task)).out).toBe('own\n');
      expect((await run(['sh'], { ...task, env: { PATH: '/usr/bin:/bin' } })).out).toBe('own\n');
      expect((await run(['env'], task)).out).toContain(`PATH=${own}:`);
    });

    test('what no engine could run is refused at once', async () => {
      for (const wrong of [{ id: 'a/b' }, { id: '' }, { command: { argv: [] } }, { command: { argv: [''] } }, { command: { shell: 'a\0b' } }, { command: { argv: ['echo', '\ud800'] } }, { folder: 'relative' }, { writable: ['relative'] }, { programs: ['relative'] }, { mounts: [{ from: '/usr', at: 'relative' }] }, { env: { 'A=B': '1' } }, { files: [{ path: '../x', content: '' }] }, { files: [{ path: '/x', content: '' }] }, { resources: { cpu: 0 } }, { resources: { memoryBytes: NaN } }, { timeLimitSeconds: -1 }]) {
        await expect(executor.submit([{ ...bench.task('true'), ...wrong }])).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
      }
      const task = bench.task('true');
      await expect(executor.submit([task, task])).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
      await expect(executor.submit([bench.task('true', { resources: { cpu: 5 } })])).rejects.toThrow(InsufficientCapacity);
      await expect(executor.submit([bench.task('true', { resources: { gpu: 1 } })])).rejects.toThrow(/1 GPU/);
    });

    test('stdout and stderr stay apart, each in order', async () => {
      const { out, err } = await run('i=0; while [ $i -lt 500 ]; do echo o$i; echo e$i >&2; i=$((i+1)); done');
      expect(out).toBe(Array.from({ length: 500 }, (_, i) => `o${i}\n`).join(''));
      expect(err).toBe(Array.from({ length: 500 }, (_, i) => `e${i}\n`).join(''));
    });

    test('who follows a log has its lines while the task runs', async () => {
      const task = bench.task('echo first; until [ -e seen ]; do sleep 0.02; done; echo second', { timeLimitSeconds: 10 });
      const [handle] = await executor.submit([task]);
      const followed: string[] = [];
      for await (const { lines } of new LogReader(task.logFolder).follow()) {
        followed.push(...lines.map(({ text }) => text));
        if (followed.length === 1) writeFileSync(join(task.folder, 'seen'), '');
      }
      expect(followed).toEqual(['first', 'second']);
      expect(await handle!.ended).toMatchObject({ reason: 'EXITED', exitCode: 0 });
    });

    test('a stop is SIGTERM, and a task may end well', async () => {
      const task = bench.task('trap "echo bye; exit 3" TERM; echo up; while :; do sleep 0.05; done');
      const [handle] = await executor.submit([task]);
      await lineIn(task, /^up$/);
      expect(await handle!.stop(10_000)).toMatchObject({ reason: 'STOPPED', exitCode: 3 });
      expect((await bytesOf(task, 'STDOUT')).toString()).toBe('up\nbye\n');
      expect(await handle!.stop(0)).toMatchObject({ reason: 'STOPPED', exitCode: 3 });
    });

    test('what ignores SIGTERM, in a session of its own and without its parents, is killed after the time of grace', async () => {
      const task = bench.task('trap "" TERM; (setsid sh -c "trap \'\' TERM HUP; echo deep; sleep 300; sleep 300" &) ; while :; do sleep 300; done');
      const [handle] = await executor.submit([task]);
      await lineIn(task, /^deep$/);
      expect(bench.leftovers().length).toBeGreaterThan(1);
      const before = performance.now();
      expect(await handle!.stop(400)).toMatchObject({ reason: 'STOPPED', signal: 'SIGKILL' });
      expect(performance.now() - before).toBeGreaterThan(390);
      expect(performance.now() - before).toBeLessThan(3000);
      await bench.expectNothingLeft();
    });

    test('the end of the engine is that of all that it runs, after the time of grace, and nothing waits on', async () => {
      const other = make(bench);
      await other.start();
      const tasks = ['trap "echo bye; exit 3" TERM; echo up; while :; do sleep 0.05; done', '(setsid sh -c "trap \'\' TERM; echo up; sleep 300; sleep 300" &) ; exec sleep 300', 'trap "" TERM; echo up; while :; do sleep 300; done'].map((line) => bench.task(line, { resources: { cpu: 1 } }));
      const handles = (await Promise.all(tasks.map((task) => other.submit([task])))).flat();
      const waiting = expect(other.submit([bench.task('true', { resources: { cpu: 4 } })])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      await Promise.all(tasks.map((task) => lineIn(task, /^up$/)));
      await other.stop(200);
      expect(bench.leftovers()).toEqual([]);
      expect(await endings(handles)).toMatchObject([{ reason: 'STOPPED', exitCode: 3 }, { reason: 'STOPPED', signal: 'SIGTERM' }, { reason: 'STOPPED', signal: 'SIGKILL' }]);
      await waiting;
    });

    test('what a task leaves behind ends with it', async () => {
      expect(await run('(setsid sh -c "trap \'\' TERM; sleep 300" &); sleep 0.1; echo done')).toMatchObject({ reason: 'EXITED', exitCode: 0, out: 'done\n' });
      await bench.expectNothingLeft();
    });

    test('what runs away by forking and ending is caught', async () => {
      const away = 'import os\nprint("up", flush=True)\nwhile True:\n  if os.fork(): os._exit(0)';
      expect(await run(`python -c '${away}'; sleep 0.2`)).toMatchObject({ reason: 'EXITED', exitCode: 0, out: 'up\n' });
      await bench.expectNothingLeft();
    });

    test('a time limit', async () => {
      const before = performance.now();
      expect(await run('exec sleep 300', { timeLimitSeconds: 0.5 })).toMatchObject({ reason: 'TIME_LIMIT', message: 'The limit of 0.5 seconds was reached.', signal: 'SIGTERM' });
      expect(performance.now() - before).toBeLessThan(4000);
    });

    test('a memory limit', async () => {
      const ending = await run(['python', '-c', 'import time; x = bytearray(300_000_000); print("got it"); time.sleep(300)'], { resources: { cpu: 0.1, memoryBytes: 100_000_000 } });
      expect(ending).toMatchObject({ reason: 'MEMORY_LIMIT', message: expect.stringMatching(/^The limit of 100000000 bytes of memory was exceeded/), signal: 'SIGKILL' });
    });

    test('of a group all start, or none', async () => {
      const tasks = [0, 1, 2].map((i) => bench.task(`sleep 0.2; echo ${i}`, { replicaIndex: i }));
      const handles = await executor.submit(tasks);
      expect(await endings(handles)).toEqual(tasks.map(() => expect.objectContaining({ reason: 'EXITED', exitCode: 0 })));

      const proof = join(bench.folder, 'proof');
      const broken = await executor.submit([bench.task(`touch ${proof}; sleep 300`), bench.task(['no-such-program'], { replicaIndex: 1 }), bench.task('sleep 300')]);
      expect(await Promise.all(broken.map(({ started }) => started))).toEqual([null, null, null]);
      const [first, second] = await endings(broken);
      expect(second).toMatchObject({ reason: 'FAILED_TO_START', startedAt: null, exitCode: null, message: expect.stringContaining('no-such-program') });
      expect(first).toMatchObject({ reason: 'FAILED_TO_START', message: expect.stringMatching(/^Replica 1, which starts with it, did not start: .*no-such-program/) });
      expect(existsSync(proof)).toBe(false);
      expect((await run(['./not-executable'], { files: [{ path: 'not-executable', content: 'x' }] })).reason).toBe('FAILED_TO_START');
    });

    test('a group waits until there is room for all of it, and says for what; later ones do not keep it from its turn', async () => {
      const small = (n: number) => bench.task(`sleep 0.${n}`, { resources: { cpu: 1 } });
      const [held] = await executor.submit([bench.task('sleep 300', { resources: { cpu: 3 } })]);
      const order: string[] = [], why: string[] = [];
      const [running] = await executor.submit([small(1)]);
      const big = executor.submit([0, 1].map(() => bench.task('true', { resources: { cpu: 2 } })), { onWaiting: (text) => why.push(text) }).then(async (handles) => { order.push('big'); await endings(handles); });
      const after = [1, 2, 3].map((n) => executor.submit([small(n)]).then(async (handles) => { order.push('small'); await endings(handles); }));
      await running!.ended;
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(order).toEqual([]);
      expect(why[0]).toBe('Waits for 4 cores (0 cores free).');
      await held!.stop(0);
      await Promise.all([big, ...after]);
      expect(order).toEqual(['big', 'small', 'small', 'small']);
    });

    test('a wait can be given up', async () => {
      const [held] = await executor.submit([bench.task('sleep 300', { resources: { cpu: 4 } })]);
      const abort = new AbortController();
      const waiting = executor.submit([bench.task('true')], { signal: abort.signal });
      abort.abort(new Error('given up'));
      await expect(waiting).rejects.toThrow('given up');
      await held!.stop(0);
      expect(await run('echo next')).toMatchObject({ exitCode: 0 });
    });

    test('a hundred tasks, of which so many run at once as there is room for', async () => {
      let most = 0, now = 0;
      const all = Array.from({ length: 100 }, () => executor.submit([bench.task('sleep 0.05', { resources: { cpu: 0.5 } })]).then(async ([handle]) => {
        most = Math.max(most, ++now);
        const { exitCode } = await handle!.ended;
        now--;
        return exitCode;
      }));
      expect(await Promise.all(all)).toEqual(Array(100).fill(0));
      expect(most).toBeLessThanOrEqual(8);
      expect(most).toBeGreaterThan(4);
    });

    test('output may be anything', async () => {
      const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, i) => (i * 7 + (i >> 8)) % 256));
      const { task } = await run(['cat', 'data'], { files: [{ path: 'data', content: bytes }] });
      expect((await bytesOf(task, 'STDOUT')).equals(bytes)).toBe(true);
      const line = 'é'.repeat(200_000);
      expect((await run(['cat', 'line'], { files: [{ path: 'line', content: line }] })).out).toBe(line);
    });
  });
}
