import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { LocalExecutor } from '../../src/engine';
import { findBwrap, isolationReport } from '../../src/engine/local/isolation';
import { interpreter, log, pythonPath, Workbench } from './workbench';

const bwrap = findBwrap();
const bench = new Workbench();
const home = join(bench.folder, 'home'), shared = join(bench.folder, 'shared'), inHome = join(home, 'work', 'producer');
for (const folder of [home, shared, inHome]) mkdirSync(folder, { recursive: true });
for (const folder of [home, shared, inHome]) writeFileSync(join(folder, 'token'), `of ${folder.slice(bench.folder.length)}`);
// The data folder lies inside of something that every task may read, which is the hardest case.
const executor = new LocalExecutor({ interpreter, pythonPath, log, readable: [bench.folder], hidden: [home], capacity: { cpus: 4 } });
beforeAll(() => executor.start());
afterAll(async () => {
  await executor.stop(0);
  bench.end();
});

test('the report says what there is, and why', () => {
  expect(isolationReport()).toEqual(typeof bwrap === 'string' ? { how: 'none', why: expect.stringContaining(bwrap) } : { how: 'bwrap', why: expect.stringContaining(bwrap.version) });
  expect(executor.limits().isolation).toEqual(isolationReport());
});

if (typeof bwrap === 'string') test.skip(`isolation: ${bwrap}`, () => undefined);
else describe('an isolated task', () => {
  const inside = (command: string | string[], more: Parameters<Workbench['run']>[2] = {}) => bench.run(executor, command, { folder: join(home, 'work', 'own'), ...more });

  test('reads what it was given, and neither our data folder nor secrets of the system', async () => {
    const { out } = await inside(`cat '${shared}/token'; echo; cat '${inHome}/token'; echo; cat '${home}/token' || echo none; cat /etc/shadow || echo none; ls '${home}' '${home}/work'`, { readable: [inHome] });
    expect(out).toBe(`of /shared\nof /home/work/producer\nnone\nnone\n${home}:\nwork\n\n${home}/work:\nown\nproducer\n`);
    expect((await inside(`cat '${inHome}/token' || echo none`)).out).toBe('none\n');
  });

  test('writes in its folder and its own /tmp, nowhere else', async () => {
    const { out } = await inside(`for to in "$PWD" /tmp "$TMPDIR" /usr /etc / '${shared}' '${inHome}' '${home}'; do touch "$to/made" 2>/dev/null && echo "$to"; done`, { readable: [inHome] });
    expect(out.trim().split('\n')).toEqual([join(home, 'work', 'own'), '/tmp', '/tmp']);
    expect(readdirSync(join(home, 'work', 'own'))).toContain('made');
    for (const folder of [shared, inHome, home]) expect(readdirSync(folder)).not.toContain('made');
    expect((await inside('ls /tmp/made || echo none')).out).toBe('none\n');
  });

  test('sees its own processes alone, and has no rights over the system', async () => {
    const { out } = await inside(`ls -d /proc/[0-9]* | wc -l; kill -0 ${process.pid} 2>/dev/null && echo seen; grep CapEff /proc/self/status; mount -t tmpfs none /tmp 2>/dev/null || echo refused`);
    expect(out).toMatch(/^\d\nCapEff:\s+0{16}\nrefused\n$/);
  });

  test('resolves names of hosts and users, and trusts the certificates of the system', async () => {
    const { out } = await inside('head -c 99 /etc/hosts >/dev/null && id -un && python -c "import socket, ssl; print(socket.gethostbyname(\'localhost\'), len(ssl.create_default_context().get_ca_certs()) >= 0)"; touch /etc/passwd 2>/dev/null || echo refused');
    expect(out).toBe(`${userInfo().username}\n127.0.0.1 True\nrefused\n`);
  });

  test('has the project\'s Python with its packages', async () => {
    expect(await inside(['python', '-c', 'import sklearn; print(sklearn.__name__)'])).toMatchObject({ out: 'sklearn\n', exitCode: 0 });
  });

  test('its variables do not reach the program that isolates it', async () => {
    const folder = join(bench.folder, 'preload');
    await bench.run(executor, 'true', { folder, env: { LD_DEBUG: 'libs', LD_DEBUG_OUTPUT: join(folder, 'linker') } });
    const written = readdirSync(folder).filter((name) => name.startsWith('linker'));
    expect(written.length).toBeGreaterThan(0);
    for (const name of written) expect(readFileSync(join(folder, name), 'utf8')).not.toContain('bwrap');
  });

  test('writes where else it was allowed to, and sees what was put at another place, to be read', async () => {
    const cache = join(home, 'cache');
    mkdirSync(cache, { recursive: true });
    const { out } = await inside(`touch '${cache}/made' && cat /put/token && touch /put/made 2>/dev/null || echo kept; cat '${inHome}/token' 2>/dev/null || echo hidden`, { writable: [cache], mounts: [{ from: inHome, at: '/put' }] });
    expect(out).toBe('of /home/work/producerkept\nhidden\n');
    expect(readdirSync(cache)).toEqual(['made']);
    expect(readdirSync(inHome)).toEqual(['token']);
    expect((await inside(`ls '${cache}' || echo none`)).out).toBe('none\n');
  });

  test('sees nothing of the data folder by whatever links that, or what it may read, is named', async () => {
    const folder = join(bench.folder, 'linked'), link = join(folder, 'home'), alias = join(bench.folder, 'alias');
    mkdirSync(folder);
    symlinkSync(home, link);
    symlinkSync(bench.folder, alias);
    for (const readable of [bench.folder, alias]) {
      const other = new LocalExecutor({ interpreter, pythonPath, log, readable: [readable], hidden: [link], capacity: { cpus: 1 } });
      await other.start();
      const { out } = await bench.run(other, `cat '${readable}/shared/token' '${readable}/home/token' '${link}/token' '${alias}/home/token' '${home}/token' /put/home/token 2>/dev/null`, { folder: join(home, 'work', 'own'), mounts: [{ from: alias, at: '/put' }] });
      await other.stop(0);
      expect(out).toBe('of /shared');
    }
  });

  test('what was open in the program that started ours is not open in it', async () => {
    const python = join(bench.folder, 'python');
    writeFileSync(python, `#!/bin/sh\nexec 8<'${home}' 9<'${home}/token' '${interpreter}' "$@"\n`, { mode: 0o755 });
    const other = new LocalExecutor({ interpreter: python, pythonPath, log, hidden: [home], capacity: { cpus: 1 } });
    await other.start();
    const { out } = await bench.run(other, '(cat <&9) 2>/dev/null || echo closed; cat /proc/self/fd/8/token 2>/dev/null || echo closed; ls /proc/self/fd | wc -l', { folder: join(home, 'work', 'own') });
    await other.stop(0);
    expect(out).toBe('closed\nclosed\n4\n');
  });

  test('a link in its folder does not lead our files elsewhere', async () => {
    await inside(`ln -s '${shared}' way; ln -s '${shared}/token' direct`);
    expect(await inside('true', { files: [{ path: 'way/made', content: 'x' }] })).toMatchObject({ reason: 'FAILED_TO_START', message: 'The file way/made would lie outside of its folder.' });
    expect(await inside('true', { files: [{ path: 'way/deep/made', content: 'x' }] })).toMatchObject({ reason: 'FAILED_TO_START' });
    expect(readdirSync(shared)).toEqual(['token']);
    expect(await inside('cat direct', { files: [{ path: 'direct', content: 'x' }] })).toMatchObject({ exitCode: 0, out: 'x' });
    expect(readFileSync(join(shared, 'token'), 'utf8')).toBe('of /shared');
  });
});
