import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readConfig, settings, type Config } from '../../src/core/config';
import { pythonInterpreter } from '../../src/engine/python-path';
import { findDatabase } from '../../src/database/embedded';
import { doctor } from '../../src/cli/doctor';
import { checkNode } from '../../src/cli/doctor/programs';
import { configurationPage, withoutPassword } from '../../src/cli/doctor/settings';
import { cli } from '../support/cli';

const home = mkdtempSync(join(tmpdir(), 'rungraph-doctor-'));
afterAll(() => rmSync(home, { recursive: true }));

async function examine(flags: Parameters<typeof readConfig>[0]): Promise<{ well: boolean; lines: string[]; about(topic: string): string }> {
  const lines: string[] = [];
  // A real interpreter takes seconds; only the tests about Python name one.
  const config: Config = readConfig({ home, port: '0', python: '/bin/false', ...flags }, {});
  const well = await doctor(config, (line) => lines.push(line));
  return { well, lines, about: (topic) => lines.find((line) => line.slice(6).startsWith(topic)) ?? '' };
}

async function withServer<T>(listener: RequestListener, work: (port: number) => Promise<T>): Promise<T> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  try {
    return await work((server.address() as AddressInfo).port);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

test('on a sound machine all is well, every setting is listed, and nothing is started', async () => {
  const { well, lines, about } = await examine({ python: process.env.RUNGRAPH_PYTHON });
  expect({ well, failed: lines.filter((line) => line.startsWith('fail')) }).toEqual({ well: true, failed: [] });
  expect(about('Python')).toMatch(/scikit-learn \d/);
  expect(about('Postgres')).toMatch(/^ok .*embedded, not running; it will run as /);
  expect(about('Artefacts')).toMatch(/^ok .*in the data folder/);
  expect(about('Isolation')).toMatch(/^(ok .*pods: bubblewrap|note .*none for pods: ).*AutoML trials run as the user who runs the worker/);
  expect(about('Pod limits')).toMatch(/cpu by .*Memory by (cgroup|sampled), for a worker started from here: /);
  for (const { env } of Object.values(settings)) expect(lines.some((line) => line.startsWith(`  ${env}=`))).toBe(true);
  expect(await findDatabase(home)).toBeNull();
});

test('that pods are not isolated is said plainly, with why and what to do', async () => {
  // PATH names a folder without bwrap. Whether there is one is found out once a process, so these are of their own.
  const run = async (isolation: string) => {
    const { exit, printed, output } = cli(['doctor'], { PATH: home, RUNGRAPH_HOME: home, RUNGRAPH_PYTHON: '/bin/false', RUNGRAPH_PORT: '0', RUNGRAPH_ISOLATION: isolation });
    await Promise.all([exit, printed]);
    return output().split('\n').find((line) => line.includes('Isolation '));
  };
  const [auto, required, { about }] = await Promise.all([run('auto'), run('required'), examine({ isolation: 'off' })]);
  const asUser = "Tasks run as the user who runs the worker, with that user's rights.", why = `bwrap is not installed; on Debian and Ubuntu: apt-get install bubblewrap. ${asUser}`;
  const trials = 'AutoML trials run as the user who runs the worker. Let only people in whom you would let run code here.';
  expect(auto).toBe(`note  Isolation    none for pods: ${why} ${trials}`);
  expect(required).toBe(`fail  Isolation    RUNGRAPH_ISOLATION=required, and pods cannot be isolated: ${why}`);
  expect(about('Isolation')).toBe(`note  Isolation    none for pods: it is switched off by the configuration. ${asUser} ${trials}`);
});

test('the embedded Postgres that is running is found', async () => {
  const { about } = await examine({ home: process.env.TEST_POSTGRES_HOME });
  expect(about('Postgres')).toMatch(/^ok .*embedded, running on 127\.0\.0\.1:\d+, version 18/);
});

test('each fault is named with what to do, and the end is not well', async () => {
  const open = mkdtempSync(join(tmpdir(), 'rungraph-open-'));
  chmodSync(open, 0o755);
  try {
    const file = join(open, 'file');
    writeFileSync(file, '');
    const { well, about } = await examine({ artefacts: join(file, 'artefacts'), home: open, host: '0.0.0.0', insecure: '1', databaseUrl: 'postgres://me:hidden@127.0.0.1:1/x' });
    expect(well).toBe(false);
    expect(about('Data')).toBe(`fail  Data         ${open} can be opened by other users, and holds the token and all data. Run: chmod 700 ${open}`);
    expect(about('Artefacts')).toMatch(/^fail .*cannot be written .*RUNGRAPH_ARTEFACTS/);
    expect(about('Python')).toMatch(/^fail .*\/bin\/false/);
    expect(about('Postgres')).toMatch(/^fail .*me:\*\*\*@127\.0\.0\.1:1\/x does not answer: .*DATABASE_URL/);
    expect(about('Access')).toMatch(/^fail .*RUNGRAPH_AUTH=token/);
    expect(checkNode('20.1.0').mark).toBe('fail');
  } finally {
    rmSync(open, { recursive: true });
  }
});

test('a Python without the packages is told apart from one that does not run', async () => {
  const bare = join(home, 'python');
  writeFileSync(bare, '#!/bin/sh\nprintf \'["3.11.0", {"scikit-learn": null, "pandas": "2.0", "numpy": "2.0", "scipy": "1.0", "joblib": "1.0"}]\'\n', { mode: 0o755 });
  expect((await examine({ python: bare })).about('Python')).toContain(`has no scikit-learn. Run: ${bare} -m pip install`);
});

test('a Python whose packages are too old for a trial is a fault, in the words of the trial process', async () => {
  const { stdout } = await promisify(execFile)(pythonInterpreter({ python: process.env.RUNGRAPH_PYTHON }), ['-c', 'import sys; print(sys.executable)']);
  const old = join(home, 'old-python');
  // The real interpreter, with a scikit-learn that says it is older.
  writeFileSync(old, `#!/bin/sh\ncase "$*" in *rungraph_trials*) exec ${stdout.trim()} -c 'import sklearn, runpy; sklearn.__version__ = "1.2.0"; runpy.run_module("rungraph_trials", run_name="__main__", alter_sys=True)';; esac\nexec ${stdout.trim()} "$@"\n`, { mode: 0o755 });
  expect((await examine({ python: old })).about('Python')).toMatch(/^fail .*newer is needed; this interpreter has 1\.2\.0/);
});

test('a port that Rungraph serves is well, one that another program has is not', async () => {
  const ours = await withServer((_, reply) => reply.end('{"status":"ok","version":"9.9.9"}'), (port) => examine({ port }));
  expect(ours.about('Port')).toMatch(/^ok .*is served by Rungraph 9\.9\.9/);
  const other = await withServer((_, reply) => reply.end('<h1>hello</h1>'), (port) => examine({ port }));
  expect(other.about('Port')).toMatch(/^fail .*taken by another program/);
});

test('no password is printed', () => {
  expect(withoutPassword('postgres://me:s%40:e@db:5432/x?a=1&password=hush#f')).toBe('postgres://me:***@db:5432/x?a=1&password=***#f');
  expect(withoutPassword('postgres://db/x')).toBe('postgres://db/x');
});

test('docs/configuration.md is what the settings say; `node scripts/write-configuration.mjs` writes it', () => {
  expect(readFileSync(join(__dirname, '../../docs/configuration.md'), 'utf8')).toBe(configurationPage());
});

test('whoever has read enough of it, as `head` does, is no fault', async () => {
  const { child, exit, output } = cli(['doctor'], { RUNGRAPH_HOME: home, RUNGRAPH_PYTHON: '/bin/false', RUNGRAPH_PORT: '0' });
  await once(child, 'spawn');
  child.stdout!.destroy();
  expect((await exit).signal).toBeNull();
  expect(output()).toBe('');
});
