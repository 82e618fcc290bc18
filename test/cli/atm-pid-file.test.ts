import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PidFile } from '../../src/cli/atm/pid-file';
import { processStart } from '../../src/cli/atm/process-start';

let folder: string, path: string, file: PidFile;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atm-pid-'));
  path = join(folder, 'atm.pid');
  file = new PidFile(path);
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the first line is the pid, and what else it says can be read', async () => {
  expect(await file.read()).toBeNull();
  expect(await file.claim()).toBe(true);
  await file.update({ workers: 3, url: 'http://127.0.0.1:5000' });
  expect(readFileSync(path, 'utf8').split('\n')[0]).toBe(String(process.pid));
  expect(await file.read()).toEqual({ pid: process.pid, workers: 3, url: 'http://127.0.0.1:5000' });
  expect(await new PidFile(path).claim()).toBe(false);
  await file.release(process.pid);
  expect(readdirSync(folder)).toEqual([]);
});

test('of many who claim at once one gets it, also over a stale file', async () => {
  writeFileSync(path, '999999999\nstarted long.ago\nworkers 1\n');
  const claims = await Promise.all(Array.from({ length: 8 }, () => new PidFile(path).claim().catch((error: Error) => error)));
  expect(claims.filter((claimed) => claimed === true)).toHaveLength(1);
  expect(await file.read()).toMatchObject({ pid: process.pid });
});

test.each([
  ['a process that has ended', () => '999999999\nstarted long.ago\nworkers 1\n'],
  ['a process that has this pid since', () => `${process.pid}\nstarted ${processStart(process.pid)}0\nworkers 1\n`],
  ['a process that nobody knows to be ours', () => `${process.pid}\n`],
  ['nobody', () => ''],
])('a file of %s counts as absent', async (_, text) => {
  writeFileSync(path, text());
  expect(await file.read()).toBeNull();
  expect(await file.claim()).toBe(true);
});

test('a dead process whose parent does not look after it is gone', async () => {
  // The shell becomes a program that never asks for its child's end.
  const parent = spawn('sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [pid] = await once(parent.stdout, 'data');
  try {
    while (processStart(Number(pid)) !== null) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(existsSync(`/proc/${Number(pid)}`)).toBe(true);
  } finally {
    parent.kill('SIGKILL');
  }
});

test('a file that is no pid file is never overwritten', async () => {
  writeFileSync(path, 'a,b\n1,2\n');
  await expect(file.claim()).rejects.toThrow('is no pid file; nothing was changed');
  expect(readFileSync(path, 'utf8')).toBe('a,b\n1,2\n');
  expect(readdirSync(folder)).toEqual(['atm.pid']);
  await expect(new PidFile(join(folder, 'absent/atm.pid')).claim()).rejects.toThrow('cannot be written (ENOENT)');
});

test('the file of another process stays', async () => {
  await file.claim();
  await file.release(process.pid + 1);
  expect(existsSync(path)).toBe(true);
});
