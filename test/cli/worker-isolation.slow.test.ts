import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isolationReport } from '../../src/engine';
import { cli, type CliProcess } from '../support/cli';
import { oneStage, shell } from '../support/experiments';
import { product, type Product } from '../support/product';

let folder: string, artefacts: string, server: Product, withoutBwrap: CliProcess;
const workers: CliProcess[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rungraph-hidden-'));
  artefacts = join(folder, 'artefacts');
  server = await product(0, { RUNGRAPH_ARTEFACTS: artefacts });
  withoutBwrap = startWorker({ PATH: folder });   // here, since workers take seconds to start
});
afterAll(async () => {
  for (const worker of workers) { worker.kill('SIGKILL'); await worker.exit; }
  await server?.stop();
  await rm(folder, { recursive: true });
});

function startWorker(env: Record<string, string>): CliProcess {
  const worker = cli(['worker', '--home', server.home, '--slots', '1'], { RUNGRAPH_ARTEFACTS: artefacts, RUNGRAPH_ISOLATION: 'required', ...env });
  workers.push(worker);
  return worker;
}

const testIfIsolated = isolationReport().how === 'bwrap' ? test : test.skip;
testIfIsolated('a pod reads neither the token nor the password of the database nor artefacts, though it may read the folders in which they lie', async () => {
  startWorker({ RUNGRAPH_TASK_READABLE: [folder, dirname(server.home)].join(',') });
  await server.file('beside', 'may be read\n');
  const secrets = [join(server.home, 'token'), join(server.home, 'db.password')];
  const { createExperiment: { id } } = await server.graph('mutation($i: CreateExperimentInput!) { createExperiment(input: $i) { id } }', { i: { name: 'spy',
    stages: oneStage(
      shell('kept', 'echo private > kept'),
      shell('spy', `cat ${join(dirname(server.home), 'beside')}; cat ${secrets.join(' ')} 2>/dev/null; find ${server.home} ${artefacts} -type f`, { dependsOn: [{ component: 'kept' }] })),
    outputs: [{ name: 'kept', component: 'kept', path: 'kept' }] } });
  const ends = server.subscribe('subscription($id: ID!, $after: EventCursor) { experimentUpdated(id: $id, after: $after) { cursor experiment { status } } }', 'experimentUpdated', id);
  for await (const { experiment: { status } } of ends) if (['SUCCEEDED', 'FAILED'].includes(status)) break;
  const { experiment: { pods: { nodes }, outputs: [output] } } = await server.graph('query($id: ID!) { experiment(id: $id) { pods(first: 9) { nodes { name phase log { lines { text } } } } outputs { url } } }', { id });
  const [spy] = nodes.filter(({ name }: { name: string }) => name.includes('-spy-'));
  for (const secret of secrets) expect(existsSync(secret)).toBe(true);
  expect(await (await fetch(new URL(output.url, server.url()))).text()).toBe('private\n');
  expect(readdirSync(artefacts)).not.toEqual([]);
  // The second line is what it takes of the other component, in the folder of that one.
  expect(spy).toMatchObject({ phase: 'SUCCEEDED', log: { lines: [{ text: 'may be read' }, { text: expect.stringMatching(/\/stage0\/kept\/kept$/) }] } });
});

test('where isolation is required and does not work the worker does not start, and says why and what to do', async () => {
  expect(await withoutBwrap.exit).toEqual({ code: 1, signal: null });
  await withoutBwrap.printed;
  expect(withoutBwrap.output()).toContain('RUNGRAPH_ISOLATION=required, but pods cannot be isolated here: bwrap is not installed; on Debian and Ubuntu: apt-get install bubblewrap.');
  expect(withoutBwrap.output()).not.toContain('worker is ready');
  // Nor had it taken anything meanwhile.
  const hosts = await server.query('select pid from worker');
  expect(hosts.map(({ pid }: any) => pid)).not.toContain(withoutBwrap.child.pid);
});
