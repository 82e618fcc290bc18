import { randomUUID } from 'node:crypto';
import { realpath, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Query } from '../../../database/data-source';
import { removeOldFiles, type OldFiles } from '../../../artefacts/old-files';
import { uploadsFolder } from './data-roots';
import { downloadsFolder, PART } from './download';

/** Long after a file was put in its place, the row that names it is there. */
const AGE_MS = 3_600_000;
/** Of the first part of a UUID. */
const TAG_LENGTH = 8;

/**
 * Deletes those of these files that the server itself has made and no data set names any more: two data sets may share an upload.
 * @param files real paths
 */
export async function removeUnnamed(query: Query, home: string, files: (string | null)[]): Promise<void> {
  const folders = await Promise.all([uploadsFolder(home), downloadsFolder(home)].map((folder) => realpath(folder).catch(() => null)));
  const own = files.filter((file) => file !== null && folders.includes(dirname(file))) as string[];
  if (!own.length) return;
  const kept = await namedOf(query, own);
  await Promise.all(own.filter((file) => !kept.has(file)).map((file) => rm(file, { force: true })));
}

/**
 * Deletes what a server left that died in the middle: parts of files, and files that it had put in place but no row names
 * (yet, or any more). Files of another database, which this server was pointed away from, are not rubbish: they stay.
 * @returns how many files
 */
export async function sweepDatasetFiles(query: Query, home: string, options: Pick<OldFiles, 'now' | 'signal'> = {}): Promise<number> {
  const tag = await databaseTag(query);
  let removed = 0;
  for (const name of [downloadsFolder(home), uploadsFolder(home)]) {
    const folder = await realpath(name).catch(() => name);
    removed += await removeOldFiles({ ...options, folder, olderThanMs: AGE_MS, choose: async (names) => {
      const parts = names.filter((name) => name.endsWith(PART)), whole = names.filter((name) => name.startsWith(tag) && name.endsWith('.csv'));
      const kept = await namedOf(query, whole.map((name) => join(folder, name)));
      return [...parts, ...whole.filter((name) => !kept.has(join(folder, name)))];
    } });
  }
  return removed;
}

/** A name for a file that is to be kept, by which its database is known. */
export const newFileName = async (query: Query) => `${await databaseTag(query)}${randomUUID().slice(TAG_LENGTH)}.csv`;

/** Tells this database from all others; not kept by a dump that is restored elsewhere, whose files are then never swept. */
async function databaseTag(query: Query): Promise<string> {
  const [{ tag }] = await query<{ tag: string }>(`
    select left(md5(system_identifier || '/' || (select oid from pg_database where datname = current_database())), ${TAG_LENGTH}) as tag from pg_control_system()`) as [{ tag: string }];
  return tag;
}

async function namedOf(query: Query, files: string[]): Promise<Set<string>> {
  const rows = await query<{ file: string }>('select unnest(array[train_file, test_file]) as file from dataset where train_file = any($1) or test_file = any($1)', [files]);
  return new Set(rows.map(({ file }) => file));
}
