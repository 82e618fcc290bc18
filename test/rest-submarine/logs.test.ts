import { meetingPlace, startPodWorker } from '../support/experiments';
import { eventually, start } from './support/jobs';
import { submarineServer, V08, type SubmarineServer } from './support/submarine-server';

let submarine: SubmarineServer, worker: Awaited<ReturnType<typeof startPodWorker>>, place: Awaited<ReturnType<typeof meetingPlace>>;
beforeAll(async () => {
  submarine = await submarineServer();
  [worker, place] = [await startPodWorker(submarine), await meetingPlace()];
});
afterAll(async () => {
  await worker?.stop();
  place?.close();
  await submarine?.close();
});

const shown = async (id: string, headers = {}) => (await submarine.get(`/experiment/${id}`, headers)).json.result;
const logs = async (id: string, headers = {}) => (await submarine.get(`/experiment/logs/${id}`, headers)).json.result;
const logOf = async (id: string, headers = {}) => (await logs(id, headers)).logContent[0]?.podLog;
const ended = (id: string) => eventually(() => shown(id), ({ finishedTime }) => finishedTime !== undefined);
/** Its first line may be there before its start is told. */
const runs = (id: string) => eventually(() => shown(id), ({ status }) => status === 'Running');
/** A line of Python that waits until `reached` is called with the same name. */
const waits = (name: string) => `import urllib.request as u; u.urlopen(${JSON.stringify(urlOf(name))}).read()`;
const urlOf = (name: string) => /http:[^"]+/.exec(place.line(name, 2))![0];
const reached = (name: string) => fetch(urlOf(name));

it('a log only grows while it is written; status and times come with it', async () => {
  const id = await start(submarine, `print('first', flush=True)\n${waits('grows')}\nprint('second')`);
  const early = await eventually(() => logOf(id), (log) => log === 'first\n');
  expect(await logOf(id, V08)).toEqual(['first']);
  const running = await runs(id);
  expect(running).toMatchObject({ status: 'Running', createdTime: expect.any(String), runningTime: expect.stringMatching(/\.\d{3}\+00:00$/) });
  expect(running).not.toHaveProperty('finishedTime');
  expect(await shown(id, V08)).toMatchObject({ status: 'Running', runningTime: expect.stringMatching(/:\d\dZ$/), finishedTime: null });
  expect((await submarine.get('/experiment/logs?status=running')).json.result).toEqual([{ experimentId: id, logContent: [{ podName: 'job-master-0', podLog: null }] }]);

  await reached('grows');
  const over = await ended(id);
  expect(await logOf(id)).toBe(`${early}second\n`);
  expect(over).toMatchObject({ status: 'Succeeded', acceptedTime: running.acceptedTime, runningTime: running.runningTime });
  expect([over.acceptedTime, over.createdTime, over.runningTime, over.finishedTime]).toEqual([over.acceptedTime, over.createdTime, over.runningTime, over.finishedTime].toSorted());
  expect(await shown(id, V08)).toMatchObject({ status: 'Succeeded', createdTime: expect.any(String), runningTime: expect.any(String), finishedTime: expect.any(String) });
  expect((await logs(id, V08)).logContent).toEqual([{ podName: `${id.replaceAll('_', '-')}-master-0`, podLog: ['first', 'second'] }]);
});

it('attempts follow one another in one log, both streams in order, blank lines where they were', async () => {
  const program = `import os, sys
attempt = int(os.environ['ATTEMPT'])
print('out', attempt, flush=True)
${waits('streams').replace('/2', '/1')}
print('err', attempt, file=sys.stderr, flush=True)
print('\\n\\n', end='', file=sys.stderr, flush=True)
sys.exit(attempt < 3)`;
  const id = await start(submarine, program);
  expect(await ended(id)).toMatchObject({ status: 'Succeeded' });
  const text = await logOf(id);
  expect(text.split('\n').filter(Boolean)).toEqual(['out 1', 'err 1', 'out 2', 'err 2', 'out 3', 'err 3']);
  expect(text).toMatch(/\n\n$/);
  expect(await logOf(id, V08)).toEqual(text.replace(/\n+$/, '').split('\n'));
});

it('what writes nothing has an empty log; what fails is Failed, and so is what was cancelled', async () => {
  const silent = await start(submarine, 'pass'), failing = await start(submarine, "raise SystemExit('no')");
  expect(await ended(silent)).toMatchObject({ status: 'Succeeded' });
  expect([await logOf(silent), await logOf(silent, V08)]).toEqual(['', []]);
  expect(await ended(failing)).toMatchObject({ status: 'Failed' });
  expect(await logOf(failing)).toBe('no\n'.repeat(4));

  const stopped = await start(submarine, `print('up', flush=True)\n${waits('never')}`);
  await eventually(() => logOf(stopped), (log) => log === 'up\n');
  const { data } = await submarine.run('query($id: ID!) { experimentByLegacyId(api: SUBMARINE_DOC, id: $id) { id } }', { id: stopped });
  await submarine.run('mutation($id: ID!) { stopExperiment(id: $id) { id } }', data.experimentByLegacyId);
  expect(await ended(stopped)).toMatchObject({ status: 'Failed' });
});

it('of blank lines alone there may be many, and none of them is lost before another line', async () => {
  const blanks = 60_000, id = await start(submarine, `import sys\nsys.stdout.write('\\n' * ${blanks})`), other = await start(submarine, `import sys\nsys.stdout.write('\\n' * ${blanks} + 'end')`);
  await ended(id);
  await ended(other);
  expect([await logOf(id, V08), await logOf(id)]).toEqual([[], '\n'.repeat(blanks)]);
  const lines = await logOf(other, V08);
  expect([lines.length, lines.at(-1), new Set(lines).size]).toEqual([blanks + 1, 'end', 2]);
});

it('characters of every kind arrive as they are', async () => {
  const id = await start(submarine, String.raw`import sys
sys.stdout.buffer.write('tab\t "quoted" \\ \u2028 ü 😀 \x1b[31m <&>\r\n'.encode() + b'\xff\xfe\n\n\nno newline at the end')`);
  await ended(id);
  const text = await logOf(id);
  expect(text).toBe('tab\t "quoted" \\ \u2028 ü 😀 \x1b[31m <&>\r\n\ufffd\ufffd\n\n\nno newline at the end\n');
  expect(await logOf(id, V08)).toEqual(text.slice(0, -1).split('\n'));
});

it('an experiment that runs is ended by DELETE, and its answer shows it as it stood', async () => {
  const id = await start(submarine, `print('up', flush=True)\n${waits('nobody')}`);
  await eventually(() => logOf(id), (log) => log === 'up\n');
  const before = await runs(id);
  expect((await submarine.send('DELETE', `/experiment/${id}`)).json).toEqual({ status: 'OK', code: 200, result: before });
  expect((await submarine.get(`/experiment/logs/${id}`)).status).toBe(404);
  await worker.idle();
});

it('a change of what has ended is refused with the reason', async () => {
  const id = await start(submarine, 'pass'), { spec } = await ended(id);
  const { status, json } = await submarine.send('PATCH', `/experiment/${id}`, spec);
  expect([status, json]).toEqual([409, { status: 'CONFLICT', code: 409, success: null, message: expect.stringMatching(/ended/), result: null, attributes: {} }]);
});

it('the files that an experiment has kept are artifacts, by addresses from which they can be fetched', async () => {
  const { data, errors } = await submarine.run(`mutation { createFrameworkJob(input: { name: "keeps", framework: "PyTorch", command: { shell: "echo kept > model.txt" }, roles: [{ role: "Master" }], outputs: [{ name: "model", component: "master", path: "model.txt" }] }) { legacyIds { id } } }`);
  if (errors) throw errors[0]!;
  const id = data.createFrameworkJob.legacyIds[0].id;
  const early = (await submarine.get(`/experiment/artifacts/${id}`)).json.result;
  expect(await ended(id)).toMatchObject({ status: 'Succeeded' });
  const { result } = (await submarine.get(`/experiment/artifacts/${id}`)).json;
  expect([early.length <= 1, result]).toEqual([true, [expect.stringMatching(new RegExp(`^${submarine.url}/`))]]);
  expect(await (await fetch(result[0])).text()).toBe('kept\n');
});

it('HEAD has no body, and reads no log', async () => {
  const id = await start(submarine, "print('x')");
  await ended(id);
  for (const path of [`/experiment/logs/${id}`, '/experiment/logs', '/experiment']) {
    const answer = await submarine.send('HEAD', path);
    expect([answer.status, answer.text]).toEqual([200, '']);
  }
});
