import { existsSync, readdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { isolationReport } from '../../src/engine';
import { automlGraph, type AutomlGraph } from '../support/automl';
import { component, startPodWorker } from '../support/experiments';
import { digestOf, environmentFolder, linesOf, pip, podOf, runJob } from '../support/jobs';

let graph: AutomlGraph, worker: Awaited<ReturnType<typeof startPodWorker>>;
beforeAll(async () => {
  graph = await automlGraph({ RUNGRAPH_ALLOW_INSTALLS: '1' });
  worker = await startPodWorker(graph);
});
afterAll(async () => {
  await worker?.stop();
  await graph?.close();
});

const job = (kernelSpec: object, more: object = {}) => ({ environment: { kernelSpec }, command: { argv: ['python', '-c', 'import six, sys; print(six.__version__, sys.prefix)'] }, ...more });
const seconds = ({ startedAt, finishedAt }: { startedAt: string; finishedAt: string }) => (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;

test('packages are installed once, by a component whose log says so; who asks for the same finds them there', async () => {
  const first = await runJob(graph, job(pip('six==1.17.0'), { command: { shell: `${'python -c "import six, sys; print(six.__version__, sys.prefix)"'}; touch "$VIRTUAL_ENV/made" 2>/dev/null || echo kept` } }));
  expect(first.status).toBe('SUCCEEDED');
  const made = await podOf(graph, first, 'environment'), folder = environmentFolder(graph, pip('six==1.17.0'));
  expect(made.lines.join('\n')).toMatch(/pip .*install .*six==1\.17\.0\n[^]*Successfully installed six-1\.17\.0\nMade: /);
  expect(made.runtime).toBe(`makes environment ${digestOf(pip('six==1.17.0'))}`);
  const master = await podOf(graph, first, 'master');
  expect(master).toEqual({ runtime: `environment ${digestOf(pip('six==1.17.0'))}`, lines: [`1.17.0 ${folder}/environment`, ...(isolationReport().how === 'bwrap' ? ['kept'] : [])] });

  const second = await runJob(graph, job({ pipDependencies: ['Six == 1.17.0'] }, { environment: { kernelSpec: pip('six==1.17.0'), image: 'apache/x:1' } }));
  expect(await linesOf(graph, second, 'environment')).toEqual([expect.stringMatching(/^It is there already, made at .*Z: \//)]);
  expect(seconds(component(second, 'environment').pods[0])).toBeLessThan(1);
  expect((await podOf(graph, second, 'master')).runtime).toBe(`environment ${digestOf(pip('six==1.17.0'))}; image apache/x:1 is a label here`);

  // Its builder was ended before it could say that it was ready.
  unlinkSync(join(folder, 'ready.json'));
  const third = await runJob(graph, job(pip('six==1.17.0')));
  const lines = await linesOf(graph, third, 'environment');
  expect([lines[0], lines.at(-1)]).toEqual(['An earlier attempt did not finish; it is removed.', expect.stringMatching(/^Made: /)]);
});

test('of two at once one builds and the other one waits', async () => {
  const both = await Promise.all([runJob(graph, job(pip('six>=1.15,<2'))), runJob(graph, job(pip('SIX <2, >=1.15')))]);
  expect(both.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  const last = await Promise.all(both.map(async (one) => (await linesOf(graph, one, 'environment')).at(-1)!.replace(/[:,].*/, '')));
  expect(last.sort()).toEqual(['It is there already', 'Made']);
});

test('what cannot be installed fails the experiment, and the log says why', async () => {
  const asked = pip('rungraph-no-such-package==1.0'), failed = await runJob(graph, job(asked));
  expect(failed).toMatchObject({ status: 'FAILED', errorMessage: 'environment failed: exit code 1' });
  expect((await linesOf(graph, failed, 'environment')).join('\n')).toContain('No matching distribution found for rungraph-no-such-package==1.0');
  expect(component(failed, 'master')).toMatchObject({ state: 'COMPONENT_SHUTDOWN', pods: [] });
  expect(readdirSync(environmentFolder(graph, asked))).toEqual(['lock']);
});

test("a job's variables do not change what is installed for all", async () => {
  const envVars = [{ name: 'PIP_INDEX_URL', value: 'https://127.0.0.1:1/simple' }, { name: 'PIP_NO_INDEX', value: '1' }, { name: 'PYTHONPATH', value: '/tmp', secret: true }, { name: 'ENVIRONMENT_FOLDER', value: '/tmp' }];
  const done = await runJob(graph, job(pip('six!=0.1'), { envVars }));
  expect(done.status).toBe('SUCCEEDED');
  expect(existsSync(join(environmentFolder(graph, pip('six!=0.1')), 'ready.json'))).toBe(true);
});
