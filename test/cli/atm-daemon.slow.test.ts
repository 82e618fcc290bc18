import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { childrenOf } from '../support/processes';
import { sampleCsv } from '../support/searches';
import { ask, atmFolder, isAlive, untilGone, type AtmFolder } from './support/atm';

// What may go wrong around the background process: killed, hung, started twice, or not able to start.

let atm: AtmFolder;
jest.setTimeout(180_000);
beforeEach(async () => { atm = await atmFolder(); });
afterEach(() => atm?.close());

const urlIn = (lines: string[]) => /listening on (\S+)/.exec(lines.join('\n'))![1]!;
const databaseEnds = async () => { while (atm.databaseRuns()) await delay(50); };

test('kill -9 takes the workers with it; the stale pid file is in nobody\'s way, and what was queued goes on', async () => {
  writeFileSync(atm.path('train.csv'), sampleCsv(60));
  expect((await atm.run('atm start')).code).toBe(0);
  const daemon = atm.pidIn(), workers = childrenOf(daemon, 'worker'), url = urlIn((await atm.run('atm status')).lines);
  await ask(`${url}/api/datasets`, { class_column: 'class', train_path: 'train.csv' });
  await ask(`${url}/api/run`, { dataset_id: 1, budget: 40, methods: ['dt'] });
  await atm.logged(/trial complete/);
  process.kill(daemon, 'SIGKILL');
  await Promise.all([daemon, ...workers].map(untilGone));
  await databaseEnds();
  expect(existsSync(atm.path('atm.pid'))).toBe(true);
  expect((await atm.run('atm status')).lines).toEqual(['ATM is not runing.']);
  expect((await atm.run('atm stop')).lines).toEqual(['ATM is not running.']);
  expect(await atm.run('atm start')).toEqual({ code: 0, lines: ['Starting ATM'] });
  const again = urlIn((await atm.run('atm status')).lines);
  while ((await ask(`${again}/api/dataruns/1`)).json.status !== 'complete') await delay(100);
  expect((await ask(`${again}/api/dataruns/1/classifiers?results_per_page=1`)).json.num_results).toBe(40);
});

test('a pid that has gone to another process is not taken for ATM, nor killed', async () => {
  writeFileSync(atm.path('atm.pid'), `${process.pid}\nstarted before.0\nworkers 1\nurl http://127.0.0.1:5000\n`);
  expect((await atm.run('atm status')).lines).toEqual(['ATM is not runing.']);
  expect((await atm.run('atm stop --force')).lines).toEqual(['ATM is not running.']);
});

test('a second server on the same folder and port says why it does not start, and leaves nothing; more workers always may', async () => {
  await atm.run('atm start');
  const port = new URL(urlIn((await atm.run('atm status')).lines)).port;
  const { code, lines } = await atm.run(`atm start --port ${port} --pid other.pid -l other.log`);
  expect(code).toBe(1);
  expect(lines).toEqual(['Starting ATM', expect.stringMatching(/^ATM could not be started: .*EADDRINUSE.*/), expect.stringContaining('Choose another port with --port'), `Its log: ${atm.path('other.log')}`]);
  expect(existsSync(atm.path('other.pid'))).toBe(false);
  expect(await atm.run(`atm start --no-server --port ${port} --pid other.pid`, { RUNGRAPH_TASKS_AT_ONCE: '3' })).toEqual({ code: 0, lines: ['Starting ATM'] });
  expect(readFileSync(`/proc/${childrenOf(atm.pidIn('other.pid'), 'worker')[0]}/environ`, 'utf8')).toContain('\0RUNGRAPH_TASKS_AT_ONCE=3\0');
  expect(await atm.run(`atm start --port 0 --pid third.pid -w 0`)).toEqual({ code: 0, lines: ['Starting ATM'] });
  expect((await atm.run('atm status --pid third.pid')).lines).toEqual(['ATM is running with 0 worker', expect.stringContaining('listening on')]);
  // The first to end leaves the database to the others.
  await atm.run('atm stop --timeout 20');
  expect((await ask(`${urlIn((await atm.run('atm status --pid third.pid')).lines)}/api/datasets`)).status).toBe(200);
});

test.each([
  ['Python is missing', 'atm start', { RUNGRAPH_PYTHON: '/bin/false' }, /^ATM could not be started: A worker ended before it was ready \(exit code 1\)\. \S/],
  ['the database does not answer', 'atm start', { DATABASE_URL: 'postgres://x:y@127.0.0.1:1/x' }, /^ATM could not be started: .*ECONNREFUSED/],
  ['there is nothing to start', 'atm start --no-server -w 0', {}, /^There is nothing to start/],
  ['the host is open to all', 'atm start --host 0.0.0.0', {}, /RUNGRAPH_AUTH=token/],
  ['the pid file has no folder', 'atm start --pid no/atm.pid', {}, /The pid file \S+no\/atm\.pid cannot be written/],
  ['the log is a folder', 'atm start -l .', {}, /^The log \S+ cannot be written \(EISDIR\)/],
] as const)('nothing is left of a start when %s', async (_, command, env, reason) => {
  const { code, lines } = await atm.run(command, env);
  expect([code, lines.some((line) => reason.test(line)) || lines]).toEqual([1, true]);
  expect(existsSync(atm.path('atm.pid'))).toBe(false);
  await databaseEnds();
});

test('a start that is broken off ends what it has begun', async () => {
  const start = atm.begin('atm start');
  await atm.logged(/embedded Postgres is ready/);
  const daemon = atm.pidIn();
  start.kill('SIGINT');
  expect((await start.exit).code).toBe(1);
  expect(start.output()).toContain('ATM was told to stop while it started.');
  expect([isAlive(daemon), existsSync(atm.path('atm.pid')), atm.databaseRuns()]).toEqual([false, false, false]);
});

test('of two starts at once one starts ATM', async () => {
  const both = await Promise.all([atm.run('atm start'), atm.run('atm start')]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(both.map(({ lines }) => lines.at(-1)).sort()).toEqual(['ATM is already running!', 'Starting ATM']);
  expect((await atm.run('atm status')).lines[0]).toBe('ATM is running with 1 worker');
});

test('one that hangs is not stopped, not restarted, and killed only by force', async () => {
  await atm.run('atm start');
  const daemon = atm.pidIn(), workers = childrenOf(daemon, 'worker');
  process.kill(daemon, 'SIGSTOP');
  expect(await atm.run('atm stop -t 1')).toEqual({ code: 1, lines: ['ATM was not able to stop after 1 seconds.', 'Use --force to kill it.'] });
  expect(await atm.run('atm restart -t 1')).toEqual({ code: 1, lines: ['ATM was not able to stop after 1 seconds.', 'Use --force to kill it.', 'ATM did not stop correctly. Aborting'] });
  expect(await atm.run('atm stop -t 1 -f')).toEqual({ code: 0, lines: ['ATM was not able to stop after 1 seconds.', 'Killing it.'] });
  expect([isAlive(daemon), existsSync(atm.path('atm.pid'))]).toEqual([false, false]);
  await Promise.all(workers.map(untilGone));
});

test('a worker that is killed is replaced, and status tells how many there are', async () => {
  await atm.run('atm start -w 2');
  const [first] = childrenOf(atm.pidIn(), 'worker');
  process.kill(first!, 'SIGKILL');
  await atm.logged(/a worker ended; starting another/);
  while (!/^workers 2$/m.test(readFileSync(atm.path('atm.pid'), 'utf8'))) await delay(50);
  expect((await atm.run('atm status')).lines[0]).toBe('ATM is running with 2 workers');
});

test('in the foreground, with its log on stderr or in a file', async () => {
  const shown = atm.begin('atm start --foreground');
  await shown.line(/ - INFO - atm - ATM is ready url=http:/);
  expect((await atm.run('atm status')).lines[0]).toBe('ATM is running with 1 worker');
  expect((await atm.run('atm stop --timeout 20')).lines).toEqual(['ATM stopped correctly.']);
  expect(await shown.exit).toEqual({ code: 0, signal: null });
  const filed = atm.begin('atm start --foreground -vv -l own.log');
  await atm.logged(/ATM is ready/, 'own.log');
  await atm.logged(/worker is ready/, 'own.log');
  filed.kill('SIGTERM');
  expect(await filed.exit).toEqual({ code: 0, signal: null });
  expect(filed.output()).toBe('Starting ATM');
  expect(existsSync(atm.path('atm.log'))).toBe(false);
});
