import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstat, rm } from 'node:fs/promises';

/**
 * Removes a folder that a program has filled as it liked, without following links.
 * @throws Error that says in few words why something of it is left: a process still writes into it, or it belongs to somebody else
 */
export async function removeFolder(folder: string): Promise<void> {
  const failure = await rm(folder, { recursive: true, force: true }).then(() => null, (error: NodeJS.ErrnoException) => error);
  if (!failure) return;
  // Node goes by whole paths, which may be longer than a system call takes, and stops at folders that may not be read. These two do neither.
  await execute('chmod', '-R', 'u+rwX', '--', folder);
  await execute('rm', '-rf', '--', folder);
  const isGone = await lstat(folder).then(() => false, (error: NodeJS.ErrnoException) => error.code === 'ENOENT');
  if (!isGone) throw Object.assign(new Error(`${folder} cannot be removed (${failure.code}).`), { code: failure.code });
}

/** What it says is not read: that may be a line for each of very many files. */
async function execute(program: string, ...args: string[]): Promise<void> {
  await once(spawn(program, args, { stdio: 'ignore' }), 'exit').catch(() => null);
}
