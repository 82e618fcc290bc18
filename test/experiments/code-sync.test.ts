import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isolationReport } from '../../src/engine';
import { automlGraph, type AutomlGraph } from '../support/automl';
import { component, startPodWorker } from '../support/experiments';
import { gitServer } from '../support/git-server';
import { createJob, linesOf, podOf, refusal, runJob } from '../support/jobs';

const PASSWORD = 'marker-Pa55 "word" $HOME';
let graph: AutomlGraph, worker: Awaited<ReturnType<typeof startPodWorker>>, server: Awaited<ReturnType<typeof gitServer>>;
beforeAll(async () => {
  graph = await automlGraph();
  [worker, server] = await Promise.all([startPodWorker(graph), gitServer()]);
  server.repository('public.git', { 'train.py': 'print("trained")\n' });
  server.repository('private.git', { 'train.py': 'print("in private")\n' });
  server.guard('private.git', `alice:${PASSWORD}`);
});
afterAll(async () => {
  await server?.close();
  await worker?.stop();
  await graph?.close();
});

const code = (name: string, git: object = {}) => ({ git: { url: `${server.url}/${name}`, trustCerts: true, ...git } });
const RUN = { shell: 'cd "$CODE_PATH/current" && python train.py' };
const checkout = (experiment: any) => join(component(experiment, 'code').workingDirectory, 'current');

test('the code is fetched before the processes start, and they read it', async () => {
  const more = isolationReport().how === 'bwrap' ? '; python /code/current/train.py; touch /code/current/made "$CODE_PATH/made" 2>/dev/null || echo kept' : '';
  const done = await runJob(graph, { code: code('public.git'), command: { shell: `${RUN.shell}${more}` } });
  expect(done).toMatchObject({ status: 'SUCCEEDED', progress: { total: 2, done: 2 } });
  expect(done.stages.map((stage: any) => stage.components.map(({ name }: any) => name))).toEqual([['code'], ['master']]);
  const lines = await linesOf(graph, done, 'master');
  if (more) expect(lines).toEqual(['trained', 'trained', 'kept']);
  else expect(lines).toEqual(['trained']);
  expect((await podOf(graph, done, 'code')).runtime).toBe("the system's git");
  // One commit, and nothing of a template or of us in what git keeps.
  expect(execFileSync('git', ['-C', checkout(done), 'log', '--oneline'], { encoding: 'utf8' }).trim().split('\n')).toHaveLength(1);
  expect(existsSync(join(checkout(done), '.git/hooks'))).toBe(false);
  expect(readFileSync(join(checkout(done), '.git/config'), 'utf8')).not.toMatch(/helper|sslVerify|protocol/);
});

test('another branch is fetched by its name; one that is not there fails the experiment, and the log says why', async () => {
  const folder = server.repository('branches.git', { 'train.py': 'print("main")' });
  server.git(folder, 'checkout', '-q', '-b', 'feature/x');
  writeFileSync(join(folder, 'train.py'), 'print("feature")');
  server.git(folder, 'commit', '-q', '-a', '-m', 'other');
  const done = await runJob(graph, { code: code('branches.git', { branch: 'feature/x' }), command: RUN });
  expect(await linesOf(graph, done, 'master')).toEqual(['feature']);
  const failed = await runJob(graph, { code: code('branches.git', { branch: 'none' }), command: RUN });
  expect(failed).toMatchObject({ status: 'FAILED', errorMessage: 'code failed: exit code 128' });
  expect((await linesOf(graph, failed, 'code')).join('\n')).toContain('Remote branch none not found');
  expect(component(failed, 'master')).toMatchObject({ state: 'COMPONENT_SHUTDOWN', pods: [] });
});

test('a password reaches git alone: no answer, row, event, log or file has it', async () => {
  const input = { code: code('private.git', { username: 'alice', password: PASSWORD }), command: { shell: `env; ${RUN.shell}` } };
  const done = await runJob(graph, input);
  expect(done.status).toBe('SUCCEEDED');
  expect((await linesOf(graph, done, 'master')).at(-1)).toBe('in private');
  expect(server.seen.some((line) => line.endsWith(Buffer.from(`alice:${PASSWORD}`).toString('base64')))).toBe(true);
  const wrong = await runJob(graph, { ...input, code: code('private.git', { username: 'alice', password: `${PASSWORD}-wrong` }) });
  expect(wrong.status).toBe('FAILED');
  expect((await linesOf(graph, wrong, 'code')).join('\n')).toContain('Authentication failed');
  const without = await runJob(graph, { ...input, code: code('private.git') });
  expect((await linesOf(graph, without, 'code')).join('\n')).toContain('could not read Username');

  const { data } = await graph.run('query($id: ID!) { experiment(id: $id) { spec jobMetadata stages { components { command envVars { name value } } } } }', { id: done.id });
  expect(data.experiment.spec.code.git.password).toBe('***');
  expect(data.experiment.stages[0].components[0].envVars).toContainEqual({ name: 'CODE_PASSWORD', value: '***' });
  // As it is, and as JSON, a URL or HTTP would write it.
  const spellings = ['marker-Pa55', Buffer.from(`alice:${PASSWORD}`).toString('base64').slice(0, -6)];
  const tables: { table: string }[] = await graph.db.query(`select format('%I.%I', table_schema, table_name) as table from information_schema.tables where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`);
  expect(tables.length).toBeGreaterThan(10);
  for (const { table } of tables) {
    for (const spelling of spellings) expect({ table, rows: await graph.db.query(`select * from ${table} t where strpos(t::text, $1) > 0`, [spelling]) }).toEqual({ table, rows: [] });
  }
  for (const spelling of spellings) expect(filesWith(graph.config.home, spelling)).toEqual([]);
});

/** Files below a folder that have this text. */
function filesWith(folder: string, text: string): string[] {
  try {
    return execFileSync('grep', ['-r', '-l', '-a', '-F', '-e', text, folder], { encoding: 'utf8' }).trim().split('\n');
  } catch (error) {
    if ((error as { status?: number }).status === 1) return [];
    throw error;
  }
}

test('who has not ended keeps his password, and the search would find it', async () => {
  const asked = server.hold('never.git');
  const { id } = await createJob(graph, { code: code('never.git', { username: 'alice', password: PASSWORD }), command: RUN });
  await asked;
  const rows = await graph.db.query("select c.secrets from component c where strpos(c::text, 'marker-Pa55') > 0");
  expect(rows).toEqual([{ secrets: { CODE_USERNAME: 'alice', CODE_PASSWORD: PASSWORD } }]);
  await graph.run('mutation($id: ID!) { deleteExperiment(id: $id, force: true) { id } }', { id });
});

test('it is led to no other protocol', async () => {
  await Promise.all(['file:///etc', 'http://127.0.0.1:1/x', 'ssh://git@127.0.0.1/x', 'git://127.0.0.1/x', 'ext::sh'].map(async (to, i) => {
    server.redirect(`moved${i}.git`, to);
    const failed = await runJob(graph, { code: code(`moved${i}.git`), command: RUN });
    expect([to, failed.status]).toEqual([to, 'FAILED']);
    expect((await linesOf(graph, failed, 'code')).join('\n')).toMatch(/fatal: (unable to access|unable to update url base)/);
  }));
});

test('another host that it is led to is not told the password', async () => {
  const other = await gitServer();
  try {
    other.repository('private.git', { 'train.py': '' });
    other.guard('private.git', 'alice:anything');
    server.redirect('elsewhere.git', `${other.url}/private.git`);
    const failed = await runJob(graph, { code: code('elsewhere.git', { username: 'alice', password: PASSWORD }), command: RUN });
    expect(failed.status).toBe('FAILED');
    expect(other.seen.length).toBeGreaterThan(0);
    expect(other.seen.filter((line) => !line.endsWith(' -'))).toEqual([]);
  } finally {
    await other.close();
  }
});

test('what a repository brings is not run: hooks, filters, submodules; links stay links', async () => {
  const marker = join(server.folder, 'ran'), folder = server.repository('hostile.git', {
    '.gitattributes': '* filter=evil\n', 'train.py': 'print(open("passwords").read() if False else "ok")\n', '.gitmodules': `[submodule "sub"]\n\tpath = sub\n\turl = ${server.url}/public.git\n`,
    'post-checkout': `#!/bin/sh\ntouch ${marker}\n`,
  });
  symlinkSync('/etc/shadow', join(folder, 'passwords'));
  symlinkSync('.git/hooks', join(folder, 'hooks'));
  server.git(folder, 'update-index', '--add', '--cacheinfo', `160000,${server.git(folder, 'rev-parse', 'HEAD').trim()},sub`);
  server.git(folder, 'add', 'passwords', 'hooks');
  server.git(folder, 'commit', '-q', '-m', 'hostile');
  server.git(folder, 'config', 'filter.evil.smudge', `touch ${marker}`);
  server.git(folder, 'config', 'uploadpack.packObjectsHook', `touch ${marker}`);
  const asked = server.seen.length, done = await runJob(graph, { code: code('hostile.git'), command: RUN });
  expect(await linesOf(graph, done, 'master')).toEqual(['ok']);
  expect(existsSync(marker)).toBe(false);
  expect(server.seen.slice(asked).filter((line) => line.includes('public.git'))).toEqual([]);
  expect(lstatSync(join(checkout(done), 'passwords')).isSymbolicLink()).toBe(true);
  const { data } = await graph.run('query($id: ID!) { component(id: $id) { files(first: 200) { nodes { path } } } }', { id: component(done, 'code').id });
  const paths = data.component.files.nodes.map(({ path }: any) => path);
  expect(paths).toEqual(expect.arrayContaining(['current/.gitattributes', 'current/post-checkout']));
  expect(paths.filter((path: string) => /passwords|hooks/.test(path))).toEqual([]);
});

test('a certificate that nobody vouches for is refused unless it was said to be trusted', async () => {
  const failed = await runJob(graph, { code: code('public.git', { trustCerts: false }), command: RUN });
  expect((await linesOf(graph, failed, 'code')).join('\n')).toMatch(/certificate (problem|verification failed)/);
});

test('variables of the job do not reach git', async () => {
  const envVars = [{ name: 'GIT_CONFIG_COUNT', value: '1' }, { name: 'GIT_CONFIG_KEY_0', value: 'core.hooksPath' }, { name: 'GIT_CONFIG_VALUE_0', value: '/tmp' }, { name: 'GIT_TRACE', value: '1' }, { name: 'LD_PRELOAD', value: '/nowhere.so', secret: true }];
  const done = await runJob(graph, { code: code('public.git'), command: { words: 'env' }, envVars });
  expect((await linesOf(graph, done, 'code')).filter((line) => !line.startsWith("Cloning into 'current'"))).toEqual([]);
  expect(await linesOf(graph, done, 'master')).toContain('GIT_TRACE=1');
});

test.each([
  [{ url: 'git@github.com:a/b.git' }, 'Invalid Code Spec: URL is malformed. git@github.com:a/b.git', 'url'],
  [{ url: 'alice:secret@github.com:a/b.git' }, 'Invalid Code Spec: URL is malformed. ***@github.com:a/b.git', 'url'],
  [{ url: 'ssh://git@github.com/a/b.git' }, 'Code is fetched over https only, not over ssh.', 'url'],
  [{ url: 'http://github.com/a/b.git' }, 'Code is fetched over https only, not over http.', 'url'],
  [{ url: 'file:///etc' }, 'Code is fetched over https only, not over file.', 'url'],
  [{ url: 'ext::sh -c id' }, 'Invalid Code Spec: URL is malformed. ext::sh -c id', 'url'],
  [{ url: 'https://alice:secret@github.com/a/b.git' }, 'The address of the code must not hold credentials: send them as username and password.', 'url'],
  [{ url: 'https://github.com/a/b.git?token=secret' }, 'The address of the code is not https://host/path, in ASCII and without query or fragment.', 'url'],
  [{ url: 'https://github.com/a b' }, 'The address of the code is not https://host/path, in ASCII and without query or fragment.', 'url'],
  [{ url: 'https://h/x', branch: '--upload-pack=touch /tmp/x' }, '"--upload-pack=touch /tmp/x" cannot be the name of a branch.', 'branch'],
  [{ url: 'https://h/x', branch: '' }, '"" cannot be the name of a branch.', 'branch'],
  [{ url: 'https://h/x', branch: 'a..b' }, '"a..b" cannot be the name of a branch.', 'branch'],
  [{ url: 'https://h/x', password: 'a\nhost=evil' }, 'The password has a control character.', 'password'],
])('%j is refused', async (git, message, field) => {
  expect(await refusal(graph, { code: { git }, command: RUN })).toEqual({ message, code: 'BAD_USER_INPUT', path: ['input', 'code', 'git', field] });
});

test('without a repository there is nothing to fetch, or it is refused', async () => {
  const done = await runJob(graph, { code: { syncMode: 'hdfs' }, command: { words: 'true' } });
  expect(done.stages).toHaveLength(1);
  expect(await refusal(graph, { code: { syncMode: 'git' }, command: RUN })).toMatchObject({ code: 'BAD_USER_INPUT', path: ['input', 'code', 'git'] });
});
