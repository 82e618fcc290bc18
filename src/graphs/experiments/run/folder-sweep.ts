import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../../../core/logger';
import type { Query } from '../../../database/data-source';
import { removeFolder } from './remove-folder';

/** Long after a deletion nothing of the experiment runs any more. */
const AGE_MS = 3_600_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, NUMBER = /^[1-9]\d{0,9}$/;

/**
 * Deletes what deleted experiments have left: a server or a worker that died between a deletion's commit and the folders,
 * or a process that wrote until it was ended. What cannot be removed is told in the log and tried again the next time.
 * @param now in ms since 1970; for tests
 * @returns how many folders
 */
export async function sweepExperimentFolders(query: Query, home: string, log: Logger, { now = Date.now(), signal }: { now?: number; signal?: AbortSignal } = {}): Promise<number> {
  const experiments = join(home, 'experiments'), logs = join(home, 'logs', 'pods');
  const rubbish = [
    ...(await deletedExperiments(query, await names(experiments, UUID))).map((uid) => join(experiments, uid)),
    ...(await deletedPods(query, (await names(logs, NUMBER)).map(Number))).map((number) => join(logs, String(number))),
  ];
  let removed = 0;
  for (const folder of rubbish) {
    if (signal?.aborted) break;
    const facts = await lstat(folder).catch(() => null);
    if (!facts || facts.ctimeMs > now - AGE_MS) continue;
    await removeFolder(folder).then(() => { removed += 1; }, (error: Error) => log.warn({ folder, why: error.message }, 'what a deleted experiment has left cannot be removed'));
  }
  return removed;
}

async function names(folder: string, pattern: RegExp): Promise<string[]> {
  const all = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return all.filter((name) => pattern.test(name));
}

/** Those whose deletion is in the event log: a folder may also belong to another database, which this server was pointed away from. */
async function deletedExperiments(query: Query, uids: string[]): Promise<string[]> {
  const unknown = (await query<{ uid: string }>('select uid from unnest($1::uuid[]) uid where not exists (select 1 from experiment e where e.uid = uid.uid)', [uids])).map(({ uid }) => uid);
  if (!unknown.length) return [];
  const told = await query<{ uid: string }>(`select distinct payload->'copy'->>'uid' as uid from event where topic = 'experiment' and payload->>'kind' = 'DELETED' and payload->'copy'->>'uid' = any($1::text[])`, [unknown]);
  return told.map(({ uid }) => uid);
}

async function deletedPods(query: Query, numbers: number[]): Promise<number[]> {
  const rows = await query<{ number: number }>(`
    select number from unnest($1::bigint[]) number where number <= (select coalesce(pg_sequence_last_value(pg_get_serial_sequence('pod', 'id')::regclass), 0))
      and not exists (select 1 from pod p where p.id = number)`, [numbers]);
  return rows.map(({ number }) => Number(number));
}
