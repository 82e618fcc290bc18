import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { environmentComponent } from '../../src/graphs/experiments/framework/environment-build';
import { automlGraph, type AutomlGraph } from '../support/automl';
import { startPodWorker } from '../support/experiments';
import { digestOf, environmentFolder, linesOf, pip, refusal, runJob } from '../support/jobs';

let graph: AutomlGraph, worker: Awaited<ReturnType<typeof startPodWorker>>;
beforeAll(async () => {
  graph = await automlGraph({ RUNGRAPH_ALLOW_INSTALLS: '1' });
  worker = await startPodWorker(graph);
});
afterAll(async () => {
  await worker?.stop();
  await graph?.close();
});

test('packages of Conda are left to the program that the operator has installed', async () => {
  const kernelSpec = { channels: ['conda-forge', 'defaults'], condaDependencies: ['numpy=2.1', 'python >=3.11,<3.12'], pipDependencies: [] }, before = process.env.PATH;
  const folder = mkdtempSync(join(tmpdir(), 'rungraph-conda-')), program = join(folder, 'micromamba');
  try {
    process.env.PATH = folder;
    expect(await refusal(graph, { environment: { kernelSpec }, command: { words: 'true' } })).toMatchObject({ code: 'BAD_USER_INPUT', path: ['input', 'environment', 'kernelSpec', 'condaDependencies'], message: expect.stringContaining('no micromamba, mamba or conda') });
    // Takes Conda's words, and makes an environment such as Conda would.
    writeFileSync(program, '#!/bin/sh\nprintf "<%s>" "$@"; echo; mkdir -p "$4/bin" "$4/conda-meta" && ln -s "$(command -v python)" "$4/bin/python" && printf "#!/bin/sh\\necho of conda\\n" > "$4/bin/tool" && chmod +x "$4/bin/tool"\n');
    chmodSync(program, 0o755);
    process.env.PATH = [folder, before].join(delimiter);
    const done = await runJob(graph, { environment: { kernelSpec }, command: { shell: 'tool; echo $CONDA_PREFIX' } });
    expect((await linesOf(graph, done, 'environment'))[1]).toBe(`<create><--yes><--prefix><${environmentFolder(graph, kernelSpec)}/environment><--channel><conda-forge><--channel><defaults><numpy=2.1><python >=3.11,<3.12>`);
    expect(await linesOf(graph, done, 'master')).toEqual(['of conda', `${environmentFolder(graph, kernelSpec)}/environment`]);
  } finally {
    process.env.PATH = before;
    rmSync(folder, { recursive: true });
  }
});

test('nothing is installed unless the operator allows it; without packages there is nothing to install', async () => {
  const input = { environment: { kernelSpec: { pipDependencies: ['six'] } }, command: { words: 'true' } }, off = { allowInstalls: false };
  expect(() => environmentComponent(input.environment.kernelSpec, off)).toThrow('RUNGRAPH_ALLOW_INSTALLS=1');
  expect(environmentComponent({ name: 'submarine_jupyter_py3', channels: ['defaults'], condaDependencies: [], pipDependencies: null }, off)).toBeNull();
  expect(environmentComponent(null, off)).toBeNull();
  const strict = await automlGraph();
  try {
    const { data } = await strict.run('mutation { createEnvironment(input: {name: "stored", kernelSpec: {pipDependencies: ["six"]}}) { id } }');
    expect(data.createEnvironment).toBeTruthy();
    expect(await refusal(strict, input)).toEqual({ code: 'BAD_USER_INPUT', path: ['input', 'environment', 'kernelSpec'], message: expect.stringContaining('its operator would have to set RUNGRAPH_ALLOW_INSTALLS=1') });
    expect(await refusal(strict, { ...input, environment: { name: 'stored' } })).toMatchObject({ code: 'BAD_USER_INPUT', path: ['input', 'environment', 'name'] });
    expect(await strict.db.query('select 1 from experiment')).toEqual([]);
  } finally {
    await strict.close();
  }
});

test('the same packages are one environment, however they are written', () => {
  const one = digestOf(pip('Flask_Cors [b,A] >=1.0 , <2', 'six'));
  expect(digestOf(pip('six', 'flask-cors[a,b]<2,>=1.0', 'SIX'))).toBe(one);
  expect(digestOf({ ...pip('six', 'flask-cors[a,b]<2,>=1.0'), name: 'other', channels: ['x'] })).toBe(one);
  expect(digestOf(pip('six', 'flask-cors[a]<2,>=1.0'))).not.toBe(one);
});

test.each([
  '-r /etc/passwd', '--index-url=https://evil/simple', '-e .', './package', '/tmp/x.whl', 'file:///tmp/x', 'https://evil/x.whl', 'git+https://evil/x', 'six @ https://evil/x.whl', 'six; sys_platform == "linux"',
  'six --hash=sha256:00', 'six\n--index-url https://evil', 'six==1.0 #egg', 'six==$(id)', 'six==`id`', '', ' ', 'six,', 'six=1.0', 'six===1.0', '../six', 's ix', 'six[a', 'x'.repeat(300), 'sıx',
])('%j is no package', (text) => {
  expect(() => environmentComponent(pip(text), { allowInstalls: true })).toThrow(/is not a package with its version/);
});

test.each(['six', 'Six', 'a.b_c-d', 'torch==2.1.0+cpu', 'x[a,b]~=1.4', 'x>=1,!=1.5,<2', 'x==1.*', 'x == 1!2.0rc1', 'x>=1.0.dev3', ' six '])('%j is a package', (text) => {
  expect(digestOf(pip(text))).toMatch(/^[0-9a-f]{32}$/);
});

test.each(['-c evil', '--file=/etc/passwd', 'https://evil/x.conda', 'evil::numpy', '/tmp/x.conda', './x', 'numpy --copy', 'numpy[url=https://evil/x]', 'numpy=1 -c evil', 'numpy=$(id)', 'a\n@EXPLICIT', ''])('%j is no package of Conda', (text) => {
  expect(() => environmentComponent({ condaDependencies: [text] }, { allowInstalls: true })).toThrow(/is not a package of Conda with its version/);
});

test.each(['https://evil/channel', 'file:///tmp', '/tmp', '../x', '-x', 'a b', ''])('%j is no name of a channel', (channel) => {
  expect(() => environmentComponent({ channels: [channel], condaDependencies: ['numpy'] }, { allowInstalls: true })).toThrow(/is not the name of a channel/);
});
