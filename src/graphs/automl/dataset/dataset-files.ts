import { realpath, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Query } from '../../../database/data-source';
import { removeOldFiles, type OldFiles } from '../old-files';
import { uploadsFolder } from './data-roots';
import { downloadsFolder, PART } from './download';

/**
 * Deletes those of these files that the server itself has made and no data set names any more: two data sets may share an upload.
 * @param files real paths
 */
export async function removeUnnamed(query: Query, home: string, files: (string | null)[]): Promise<void> {
  const folders = await Promise.all([uploadsFolder(home), downloadsFolder(home)].map((folder) => realpath(folder).catch(() => null)));
  const own = files.filter((file) => file !== null && folders.includes(dirname(file))) as string[];
  if (!own.length) return;
  const named = await query<{ file: string }>('select unnest(array[train_file, test_file]) as file from dataset where train_file = any($1) or test_file = any($1)', [own]);
  const kept = new Set(named.map(({ file }) => file));
  await Promise.all(own.filter((file) => !kept.has(file)).map((file) => rm(file, { force: true })));
}

/** Deletes what downloads and uploads have left that ended with their server. @returns how many files */
export async function sweepParts(home: string, options: Pick<OldFiles, 'now' | 'signal'> = {}): Promise<number> {
  let removed = 0;
  for (const folder of [downloadsFolder(home), uploadsFolder(home)]) {
    removed += await removeOldFiles({ ...options, folder, olderThanMs: 3_600_000, choose: async (names) => names.filter((name) => name.endsWith(PART)) });
  }
  return removed;
}
