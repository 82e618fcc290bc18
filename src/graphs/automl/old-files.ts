import { lstat, opendir, rm } from 'node:fs/promises';
import { join } from 'node:path';

export interface OldFiles {
  folder: string;
  /** Since the file was last written, renamed or linked, in ms. */
  olderThanMs: number;
  /** Of these names the ones that nobody needs. */
  choose(names: string[]): Promise<string[]>;
  /** In ms since 1970; for tests. */
  now?: number;
  /** Ends it between two batches. */
  signal?: AbortSignal;
}

/** Names that are looked at together, so that a folder of any size takes little memory. */
const BATCH = 500;

/** Deletes files (not folders) that are chosen and old; a folder that is not there has none. @returns how many */
export async function removeOldFiles({ folder, olderThanMs, choose, now, signal }: OldFiles): Promise<number> {
  let removed = 0;
  for await (const names of batches(folder)) {
    if (signal?.aborted) break;
    // Age comes last: a file that somebody has put in place meanwhile is young.
    const gone = await Promise.all((await choose(names)).map(async (name) => {
      const path = join(folder, name);
      const facts = await lstat(path).catch(() => null);
      if (!facts || facts.isDirectory() || facts.ctimeMs > (now ?? Date.now()) - olderThanMs) return false;
      await rm(path, { force: true });
      return true;
    }));
    removed += gone.filter(Boolean).length;
  }
  return removed;
}

async function* batches(folder: string): AsyncGenerator<string[]> {
  const opened = await opendir(folder, { bufferSize: BATCH }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (!opened) return;
  let names: string[] = [];
  for await (const { name } of opened) {
    if (names.push(name) < BATCH) continue;
    yield names;
    names = [];
  }
  if (names.length) yield names;
}
