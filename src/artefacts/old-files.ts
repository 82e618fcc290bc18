import { lstat, opendir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';

export interface OldOptions {
  /** Since the file was last written, renamed or linked, in ms. */
  olderThanMs: number;
  /** In ms since 1970; for tests. */
  now?: number;
  /** Ends it between two batches. */
  signal?: AbortSignal;
}

export interface OldFiles extends OldOptions {
  folder: string;
  /** Of these paths, relative to the folder, the ones that nobody needs. */
  choose(paths: string[]): Promise<string[]>;
}

/** Paths that are looked at together, so that a folder of any size takes little memory. */
export const BATCH = 500;

/** Deletes files (not folders) that are chosen and old, at any depth; a folder that is not there has none. @returns how many */
export async function removeOldFiles({ folder, olderThanMs, choose, now, signal }: OldFiles): Promise<number> {
  let removed = 0;
  for await (const paths of batches(folder)) {
    if (signal?.aborted) break;
    // Age comes last: a file that somebody has put in place meanwhile is young.
    const gone = await Promise.all((await choose(paths)).map(async (path) => {
      const file = join(folder, path);
      const facts = await lstat(file).catch(() => null);
      if (!facts || facts.ctimeMs > (now ?? Date.now()) - olderThanMs) return false;
      await rm(file, { force: true });
      return true;
    }));
    removed += gone.filter(Boolean).length;
  }
  return removed;
}

async function* batches(folder: string): AsyncGenerator<string[]> {
  const opened = await opendir(folder, { bufferSize: BATCH, recursive: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (!opened) return;
  let paths: string[] = [];
  for await (const entry of opened) {
    if (entry.isDirectory() || paths.push(relative(folder, join(entry.parentPath, entry.name))) < BATCH) continue;
    yield paths;
    paths = [];
  }
  if (paths.length) yield paths;
}
