import { LiveBar } from '../../src/cli/live-bar';
import { printable } from '../../src/cli/watch/text';
import { cli, type CliProcess } from '../support/cli';
import { meetingPlace, oneStage, shell } from '../support/experiments';
import { product, type Product } from '../support/product';

let server: Product, worker: CliProcess, place: Awaited<ReturnType<typeof meetingPlace>>;
beforeAll(async () => {
  // The worker is not the server's child: it goes on while the server is away.
  server = await product(0);
  worker = cli(['worker', '--home', server.home], {});
  place = await meetingPlace();
  await worker.line(/worker is ready/);
});
afterAll(async () => {
  place?.close();
  worker?.kill('SIGTERM');
  await worker?.exit;
  await server?.stop();
});

const watch = (...args: string[]) => cli(['watch', '--home', server.home, '--url', server.url(), ...args], {});
const start = async (input: object): Promise<{ id: string; number: number; uid: string }> =>
  (await server.graph('mutation($input: CreateExperimentInput!) { createExperiment(input: $input) { id number uid } }', { input: { name: 't', ...input } })).createExperiment;
const join = (name: string, needed = 2) => fetch(place.line(name, needed).match(/http:[^"]+/)![0]);

async function seen(process: CliProcess): Promise<{ code: number | null; lines: string[] }> {
  const { code } = await process.exit;
  await process.printed;
  return { code, lines: process.output().split('\n') };
}

test('states, progress, and what each pod writes with its name, stdout and stderr apart, as it is written, of all that run at once', async () => {
  // Each waits for the other and for us between its lines, so both run, and their lines are shown in turn.
  const { id } = await start({ stages: oneStage(
    shell('a', `echo 1 of a; ${place.line('round-1', 3)}; ${place.line('round-2', 3)}; echo 3 of a; echo err of a >&2; printf '\\033[2Jred\\033[0m\\n'; ${place.line('round-3', 3)}`),
    shell('b', `${place.line('round-1', 3)}; echo 2 of b; ${place.line('round-2', 3)}; ${place.line('round-3', 3)}; echo 4 of b`),
    shell('c', 'echo "$INPUT_A" | wc -l; echo out of c', { dependsOn: [{ component: 'a' }] })) });
  const watching = watch(id);
  await watching.line(/^t-a-0 \| 1 of a$/);
  await join('round-1', 3);
  await watching.line(/^t-b-0 \| 2 of b$/);
  await join('round-2', 3);
  await watching.line(/^t-a-0 \| red$/);
  await join('round-3', 3);
  const { code, lines } = await seen(watching);
  expect(code).toBe(0);
  expect(lines.filter((line) => /^t-[ab]-0 \|/.test(line))).toEqual(['t-a-0 | 1 of a', 't-b-0 | 2 of b', 't-a-0 | 3 of a', 't-a-0 | red', 't-b-0 | 4 of b']);
  for (const line of ['t-a-0 ! err of a', 't-c-0 | 1', 't-c-0 | out of c', 'a: FINISHED', 'b: FINISHED', 'c: FINISHED', `${id}: SUCCEEDED`]) expect(lines.filter((each) => each === line)).toEqual([line]);
  expect(lines.at(-1)).toMatch(/^ {2}\[#{30}\] 3\/3/);
});

test('a run that is over: its number and its uid do too; --json has an event a line; a failure is 1', async () => {
  const { id, number, uid } = await start({ stages: oneStage(shell('c', 'echo before the end; exit 7')) });
  expect((await seen(watch(id))).code).toBe(1);
  const [{ code, lines }, quiet] = await Promise.all([seen(watch(String(number), '--json')), seen(watch(uid, '--no-logs'))]);
  const events = lines.map((line) => JSON.parse(line));
  expect({ code, events }).toEqual({ code: 1, events: [
    { type: 'log', at: expect.any(String), pod: 't-c-0', stream: 'STDOUT', text: 'before the end' },
    expect.objectContaining({ type: 'run', id, status: 'FAILED', errorMessage: 'c failed: exit code 7' }),
  ] });
  expect(quiet).toEqual({ code: 1, lines: [expect.stringMatching(/^ex_\d+: FAILED .*exit code 7/), expect.stringContaining('1 errored')] });
});

test('a datarun', async () => {
  const trainPath = await server.file('train.csv', `x,class\n${Array.from({ length: 40 }, (_, i) => `${i % 9},${i % 2}`).join('\n')}\n`);
  const { createDataset } = await server.graph('mutation($input: CreateDatasetInput!) { createDataset(input: $input) { id } }', { input: { trainPath, classColumn: 'class' } });
  const { startDatarun: [{ id }] } = await server.graph('mutation($input: StartDatarunInput!) { startDatarun(input: $input) { id } }', { input: { datasetId: createDataset.id, methods: ['dt'], budget: 2 } });
  const { code, lines } = await seen(watch(id));
  expect({ code, last: lines.slice(-2) }).toEqual({ code: 0, last: [`${id}: SUCCEEDED (BUDGET_USED)`, expect.stringMatching(/^ {2}\[#{30}\] 2\/2 .*best \d\.\d{4} \(dt\)$/)] });
});

test('what does not exist, what is no run, and where nobody answers', async () => {
  const answers = await Promise.all([['ex_999'], ['dr_999'], ['nonsense'], ['ex_1', '--url', 'http://127.0.0.1:1'], ['ex_1', '--token', 'wrong']].map((args) => seen(watch(...args))));
  expect(answers).toEqual([
    { code: 1, lines: [`There is no experiment ex_999 at ${server.url()}.`] },
    { code: 1, lines: [`There is no datarun dr_999 at ${server.url()}.`] },
    { code: 2, lines: [expect.stringContaining('ex_1, 1 or dr_1')] },
    { code: 1, lines: [expect.stringMatching(/^No server answers at http:\/\/127\.0\.0\.1:1: /)] },
    { code: 1, lines: [expect.stringMatching(/token|credentials/i)] },
  ]);
});

test('a server that goes away and comes back: no line is lost, none comes twice', async () => {
  const { id } = await start({ stages: oneStage(shell('long', `echo one; ${place.line('first', 2)}; echo two; ${place.line('second', 2)}; echo three`)) });
  const watching = watch(id);
  await watching.line(/\| one$/);
  await Promise.all([server.killServer(), watching.line(/^The server is away/)]);
  await join('first');
  await watching.line(/^Connected again/);
  await watching.line(/\| two$/);
  await join('second');
  const { code, lines } = await seen(watching);
  expect({ code, log: lines.filter((line) => line.includes(' | ')) }).toEqual({ code: 0, log: ['t-long-0 | one', 't-long-0 | two', 't-long-0 | three'] });
});

test('Ctrl-C is 130; a reader who has read enough ends the watching, not the run', async () => {
  const { id } = await start({ stages: oneStage(shell('ticks', 'while :; do echo tick; sleep 0.1; done')) });
  const first = watch(id), second = watch(id);
  await Promise.all([first.line(/tick/), second.line(/tick/)]);
  first.kill('SIGINT');
  expect((await first.exit).code).toBe(130);
  second.child.stdout!.destroy();
  expect((await second.exit).code).toBe(141);
  const { stopExperiment } = await server.graph('mutation($id: ID!) { stopExperiment(id: $id) { status } }', { id });
  expect(stopExperiment.status).toBe('RUNNING');
  expect((await seen(watch(id))).code).toBe(1);
});

test('on a terminal the bar stays below the lines and never wraps', () => {
  let screen = '';
  const bar = new LiveBar({ isTTY: true, columns: 40, write: (text: string) => { screen += text; return true; } });
  const progress = { fraction: 0.5, done: 1, failed: 0, total: 2, etaSeconds: null };
  bar.show(progress, ['a long reason that does not fit']);
  bar.above(['a line']);
  bar.end();
  const drawn = `  [${'#'.repeat(15)}${'.'.repeat(15)}] 1/2 `;
  expect(screen).toBe(`\r\u001b[2K${drawn}\r\u001b[2Ka line\n${drawn}\n`);
});

test('what a pod writes does not steer the terminal', () => {
  expect(printable('\u001b]0;title\u0007a\u001b[1;31mb\u001b[0m\tc\u0008\u009b2J\u202ed')).toBe('ab\tcd');
});
