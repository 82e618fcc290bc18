import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { openInside } from '../../src/artefacts';

const top = realpathSync(mkdtempSync(join(tmpdir(), 'rungraph-inside-'))), folder = join(top, 'folder');
mkdirSync(join(folder, 'sub'), { recursive: true });
writeFileSync(join(folder, 'sub/file'), 'inside');
writeFileSync(join(top, 'secret'), 'secret');
mkdirSync(join(top, 'folder2'));
writeFileSync(join(top, 'folder2/secret'), 'secret');
afterAll(() => rmSync(top, { recursive: true }));

const read = async (path: string, below = folder): Promise<string | null> => {
  const file = await openInside(below, path);
  try { return file && await text(file.read()); } finally { await file?.close(); }
};

test('plain files, also through links that stay inside', async () => {
  symlinkSync('sub', join(folder, 'link'));
  symlinkSync('sub/file', join(folder, 'latest'));
  expect(await Promise.all(['sub/file', 'link/file', 'latest'].map((path) => read(path)))).toEqual(['inside', 'inside', 'inside']);
});

test('nothing else, and nothing makes us wait', async () => {
  symlinkSync(join(top, 'secret'), join(folder, 'out'));
  symlinkSync('../folder2', join(folder, 'beside'));
  symlinkSync('/dev/zero', join(folder, 'zero'));
  symlinkSync('loop', join(folder, 'loop'));
  execFileSync('mkfifo', [join(folder, 'fifo')]);
  const socket = createServer().listen(join(folder, 'socket'));
  await once(socket, 'listening');
  for (const path of ['out', 'beside/secret', 'zero', 'loop', 'fifo', 'socket', 'sub', '.', '', '..', '../secret', 'sub/../../secret', '/etc/passwd', 'sub/file/x', 'none', 'a\0b']) expect([path, await read(path)]).toEqual([path, null]);
  socket.close();
});

test('a link in the place of the folder leads nowhere', async () => {
  symlinkSync('folder2', join(top, 'swapped'));
  expect(await read('secret', join(top, 'swapped'))).toBeNull();
});

test('however a file and a link change places meanwhile, only what is inside is ever read', async () => {
  const race = join(top, 'race');
  for (const name of ['real', 'away']) mkdirSync(join(race, name), { recursive: true });
  mkdirSync(join(top, 'elsewhere'));
  writeFileSync(join(top, 'elsewhere/file'), 'secret');
  writeFileSync(join(race, 'real/file'), 'inside');
  symlinkSync(join(top, 'elsewhere'), join(race, 'link'));
  // It is now a folder, now a link to another one, as fast as a program can.
  const flip = spawn('python3', ['-c', `
import os
os.chdir(${JSON.stringify(race)})
while True:
    os.rename('real', 'now'); os.rename('now', 'real')
    os.rename('link', 'now'); os.rename('now', 'link')`], { stdio: 'ignore' });
  const seen = new Set<string | null>();
  const until = Date.now() + 1500;
  while (Date.now() < until) seen.add(await read('now/file', race));
  flip.kill('SIGKILL');
  await once(flip, 'exit');
  expect([seen.has('inside'), seen.has('secret')]).toEqual([true, false]);
});

test('a file that grows has the length that was told, one that shrinks fails', async () => {
  const path = join(folder, 'growing');
  writeFileSync(path, 'x'.repeat(600_000));
  const file = (await openInside(folder, 'growing'))!;
  appendFileSync(path, 'more');
  expect((await text(file.read())).length).toBe(600_000);
  truncateSync(path, 300_000);
  await expect(text(file.read())).rejects.toThrow('became shorter');
  renameSync(path, join(top, 'moved'));
  await file.close();
});
