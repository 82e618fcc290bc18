import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { cli } from '../support/cli';

const project = join(__dirname, '..', '..');

/** What has ended but was not yet collected by the machine's first process still counts as a member. */
async function groupIsGone(group: number, withinMs = 5000): Promise<void> {
  for (const until = Date.now() + withinMs; Date.now() < until; await delay(20)) {
    try { process.kill(-group, 0); } catch (error) { return expect((error as NodeJS.ErrnoException).code).toBe('ESRCH'); }
  }
  throw new Error(`Something of the process group ${group} is left.`);
}

test('a signal that reaches server, worker and parent alike stops all of them, and the embedded Postgres too', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rungraph-stop-'));
  // As npm does it: a parent in the same process group, which passes the signal on as well.
  const parent = spawn(process.execPath, ['--input-type=module', '-e', `
    import { launch } from ${JSON.stringify(join(project, 'scripts/launch.mjs'))};
    launch(process.execPath, ['-r', ${JSON.stringify(join(project, 'test/support/register.cjs'))}, ${JSON.stringify(join(project, 'src/cli/main.ts'))}, 'server', '--port', '0', '--home', ${JSON.stringify(folder)}]);`],
  { cwd: project, detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env.PATH, HOME: process.env.HOME, ...(process.env.RUNGRAPH_PYTHON ? { RUNGRAPH_PYTHON: process.env.RUNGRAPH_PYTHON } : {}) } });
  parent.stdout.resume();
  const lines = createInterface({ input: parent.stderr });
  await new Promise<void>((resolve) => lines.on('line', (line) => { if (line.includes('worker is ready')) resolve(); }));
  expect(existsSync(join(folder, 'db/postmaster.pid'))).toBe(true);
  process.kill(-parent.pid!, 'SIGTERM');
  expect(await once(parent, 'exit')).toEqual([0, null]);
  expect(existsSync(join(folder, 'db/postmaster.pid'))).toBe(false);
  await groupIsGone(parent.pid!);
  await rm(folder, { recursive: true, force: true });
});

describe('nothing is left of a start that fails or is broken off', () => {
  let folder: string, blocker: Server, env: Record<string, string>;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rungraph-stop-'));
    blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    env = { RUNGRAPH_HOME: join(folder, 'home'), RUNGRAPH_PORT: String((blocker.address() as AddressInfo).port) };
  });
  afterEach(async () => {
    blocker.close();
    await rm(folder, { recursive: true, force: true });
  });
  const databaseRuns = () => existsSync(join(folder, 'home/db/postmaster.pid'));

  test('a server whose port is in use', async () => {
    const server = cli(['server'], env, folder);
    expect(await server.exit).toEqual({ code: 1, signal: null });
    expect(server.output()).toContain('Something else listens there.');
    expect(databaseRuns()).toBe(false);
  });

  test('a server that is told to stop while it starts', async () => {
    const server = cli(['server', '--port', '0'], env, folder);
    await server.line(/embedded Postgres is ready/);
    server.kill('SIGTERM');
    expect(await server.exit).toEqual({ code: 0, signal: null });
    expect(databaseRuns()).toBe(false);
  });

  test('a demo that takes another port, in the middle of its search', async () => {
    const demo = cli(['demo', '--exit'], env, folder);
    await demo.line(/[1-9]\d*\/30/);
    demo.kill('SIGINT');
    expect(await demo.exit).toEqual({ code: 0, signal: null });
    expect(demo.output()).toContain('is in use; taking a free one');
    expect(databaseRuns()).toBe(false);
  });
});
