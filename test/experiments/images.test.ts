import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, readConfig } from '../../src/core/config';
import { isolationReport } from '../../src/engine';
import { standInFor } from '../../src/graphs/experiments/framework/images';
import { automlGraph, type AutomlGraph } from '../support/automl';
import { create, ended, oneStage, startPodWorker } from '../support/experiments';
import { podOf } from '../support/jobs';
import { interpreter } from '../python/trial-process';

const folder = mkdtempSync(join(tmpdir(), 'rungraph-images-')), venv = join(folder, 'tf'), wrapper = join(folder, 'with-torch'), file = join(folder, 'images.json');
let graph: AutomlGraph, worker: Awaited<ReturnType<typeof startPodWorker>>;
beforeAll(async () => {
  mkdirSync(join(venv, 'bin'), { recursive: true });
  writeFileSync(join(venv, 'pyvenv.cfg'), '');
  symlinkSync(interpreter, join(venv, 'bin/python'));
  for (const [path, text] of [[join(venv, 'bin/tensorboard'), '#!/bin/sh\necho board of tf "$@"\n'], [wrapper, '#!/bin/sh\necho "wrapped with $1"; shift; exec "$@"\n']] as const) {
    writeFileSync(path, text);
    chmodSync(path, 0o755);
  }
  writeFileSync(file, JSON.stringify({ 'apache/submarine:tf-1.0': { venv }, 'pytorch/*': { command: [wrapper, '--flag'] }, 'with/files:1': { mounts: { '/var/train': 'scripts', '/var/once.sh': 'scripts/train.sh' } } }));
  mkdirSync(join(folder, 'scripts'));
  writeFileSync(join(folder, 'scripts/train.sh'), 'echo trained; touch /var/train/made 2>/dev/null || echo read-only');
  graph = await automlGraph({ RUNGRAPH_IMAGES: file });
  worker = await startPodWorker(graph);
});
afterAll(async () => {
  await worker?.stop();
  await graph?.close();
  rmSync(folder, { recursive: true });
});

async function run(image: string | undefined, command: object, envVars: object[] = []) {
  const { id } = await create(graph, { stages: oneStage({ name: 'a', image, command, envVars }) });
  const experiment = await ended(graph, id);
  return { status: experiment.status, ...await podOf(graph, experiment, 'a') };
}

test('an image stands for a virtual environment: its programs come first, and can be read', async () => {
  const ran = await run('apache/submarine:tf-1.0', { shell: 'tensorboard --logdir x; echo $VIRTUAL_ENV; command -v python; touch $VIRTUAL_ENV/made 2>/dev/null' });
  expect(ran).toMatchObject({ runtime: `virtual environment ${venv} for image apache/submarine:tf-1.0`, lines: ['board of tf --logdir x', venv, join(venv, 'bin/python')] });
  // Also before what the component says itself.
  expect((await run('apache/submarine:tf-1.0', { argv: ['tensorboard'] }, [{ name: 'PATH', value: '/usr/bin' }])).lines).toEqual(['board of tf']);
});

test('or for words before those of the program, with a shell or without', async () => {
  const runtime = `command ${wrapper} --flag for image pytorch/pytorch:2.1`;
  expect(await run('pytorch/pytorch:2.1', { argv: ['echo', 'a  b', "'"] })).toEqual({ status: 'SUCCEEDED', runtime, lines: ['wrapped with --flag', "a  b '"] });
  expect(await run('pytorch/pytorch:2.1', { shell: 'echo "$COMPONENT_NAME" && exit 3' })).toEqual({ status: 'FAILED', runtime, lines: ['wrapped with --flag', 'a'] });
});

(isolationReport().how === 'bwrap' ? test : test.skip)('and for folders and files, which isolated processes see where the image has them', async () => {
  const runtime = `${join(folder, 'scripts')} at /var/train, ${join(folder, 'scripts/train.sh')} at /var/once.sh for image with/files:1`;
  for (const script of ['/var/train/train.sh', '/var/once.sh']) expect(await run('with/files:1', { argv: ['sh', script] })).toEqual({ status: 'SUCCEEDED', runtime, lines: ['trained', 'read-only'] });
});

test('what is not mapped is a label', async () => {
  const plain = "the project's Python and the system's programs";
  expect(await run('apache/x:1', { argv: ['sh', '-c', 'command -v tensorboard || echo none'] })).toEqual({ status: 'SUCCEEDED', runtime: `image apache/x:1 is a label here; ${plain}`, lines: ['none'] });
  expect((await run(undefined, { argv: ['true'] })).runtime).toBe(plain);
});

test('the name wins over its beginning, a longer beginning over a shorter one', () => {
  const images = Object.fromEntries(Object.entries({ '*': '/all', 'a/*': '/a', 'a/b*': '/ab', 'a/b:1': '/ab1' }).map(([name, venv]) => [name, { venv, mounts: {} }]));
  const of = (image: string) => standInFor(images, image);
  expect(['a/b:1', 'a/b:2', 'a/c', 'z', 'constructor', 'a/*'].map((image) => of(image)!.venv)).toEqual(['/ab1', '/ab', '/a', '/all', '/all', '/a']);
  expect(standInFor({ 'a/b': { venv: '/ab', mounts: {} } }, 'a/b:1')).toBeNull();
  expect(standInFor({}, 'constructor')).toBeNull();
});

test('a file that cannot be used is refused at the start, with all of its faults', () => {
  const bad = join(folder, 'bad.json');
  const problems = (text: string) => {
    writeFileSync(bad, text);
    try { readConfig({}, { RUNGRAPH_IMAGES: bad, RUNGRAPH_PORT: 'x' }); } catch (error) { return (error as ConfigError).problems; }
    throw new Error('It was not refused.');
  };
  const all = problems(JSON.stringify({
    'a b': { venv }, 'c*d': { venv }, rel: { venv: 'tf' }, at: { mounts: { 'var/x': '.', '/proc/x': '.', '/usr/src/app': '.', '/': '.' } }, gone: { venv: join(folder, 'gone') }, key: { image: 'x' }, none: {}, both: { venv, command: [wrapper] }, empty: { command: [] }, prog: { command: ['/nowhere/x', 3] }, text: 'x',
  }));
  expect(all).toHaveLength(2);
  for (const fault of ['a b: is no name of an image', 'c*d: is no name', 'rel.venv: venv must be an absolute path', 'gone.venv: venv is no virtual environment', 'key: Unrecognized key: "image"', 'none: must have venv', 'both: must have venv', 'at.mounts.var/x', 'at.mounts./proc/x', 'at.mounts./usr/src/app', 'at.mounts./: a file or folder', 'empty.command', 'prog.command.0: there is no such program', 'prog.command.1', 'text: ']) expect(all.join('\n')).toContain(fault);
  expect(all.join('\n')).toContain('RUNGRAPH_PORT');
  expect(problems('[]').join('\n')).toMatch(/RUNGRAPH_IMAGES.*expected record/);
  expect(problems(JSON.stringify({ x: { mounts: { '/var/x': 'nowhere' } } })).join('\n')).toContain('x.mounts: there is no nowhere beside this file');
  expect(problems('{').join('\n')).toContain('it cannot be read');
  expect(() => readConfig({}, { RUNGRAPH_IMAGES: join(folder, 'missing.json') })).toThrow('ENOENT');
});
