import type { ArtefactStore } from '../../../artefacts';
import { ClassifierStatus } from '../../../core/states';
import type { Query } from '../../../database/data-source';
import { classifierNumberOf, FOLDERS } from './artefacts';

/** Long after a file was put in its place, the transaction that names it has ended. */
const AGE_MS = 3_600_000;

/**
 * Deletes artefacts that no classifier names: a server that died between a deletion's commit and the files leaves such,
 * or a worker between a file and its commit. And what trials have left that ended with their worker.
 * @returns how many files
 */
export async function sweepArtefacts(query: Query, store: ArtefactStore, { trialSeconds, ...options }: { trialSeconds: number; now?: number; signal?: AbortSignal }): Promise<number> {
  let removed = 0;
  for (const folder of FOLDERS) removed += await store.removeOld(folder, (locations) => unnamed(query, locations), { ...options, olderThanMs: AGE_MS });
  return removed + await store.removeOld('tmp', async (locations) => locations, { ...options, olderThanMs: Math.max(AGE_MS, trialSeconds * 1000) });
}

/** Goes by the number in the name, since the places themselves have no index. */
async function unnamed(query: Query, locations: string[]): Promise<string[]> {
  const owners = new Map(locations.map((location) => [location, classifierNumberOf(location)]));
  const [{ last }] = await query<{ last: number }>(`select coalesce(pg_sequence_last_value(pg_get_serial_sequence('classifier', 'id')::regclass), 0) as last`) as [{ last: number }];
  const rows = await query<{ id: number; status: ClassifierStatus; locations: (string | null)[] }>(
    'select id, status, array[model_location, metrics_location] as locations from classifier where id = any($1)', [[...owners.values()].filter((number) => number !== null)]);
  const byNumber = new Map(rows.map((row) => [row.id, row]));
  return locations.filter((location) => {
    const number = owners.get(location)!, row = byNumber.get(number);
    // Not one of ours; or of another database, which this server was pointed away from: its models are not rubbish.
    if (number === null || number > last) return false;
    // A trial that is about to end puts its file here before the row says so.
    return !row || (row.status !== ClassifierStatus.RUNNING && !row.locations.includes(location));
  });
}
