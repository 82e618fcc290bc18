import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const project = join(__dirname, '..', '..');

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
  expect(() => process.kill(-parent.pid!, 0)).toThrow('ESRCH');
  await rm(folder, { recursive: true, force: true });
});
