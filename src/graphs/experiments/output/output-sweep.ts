import type { ArtefactStore } from '../../../artefacts';
import type { Query } from '../../../database/data-source';
import { OUTPUTS } from './output.service';

/** Long after a file was put in its place, the transaction that names it has ended. */
const AGE_MS = 3_600_000;

/**
 * Deletes files that no output names: their commit was lost, or the server died between a deletion's commit and the files.
 * An experiment that the event log does not know as deleted may be another database's: its files stay.
 * @returns how many
 */
export function sweepOutputs(query: Query, store: ArtefactStore, options: { now?: number; signal?: AbortSignal } = {}): Promise<number> {
  return store.removeOld(OUTPUTS, async (locations) => {
    const rows = await query<{ location: string }>(`
      with file as (select l as location, split_part(l, '/', 2) as uid from unnest($1::text[]) l),
        deleted as (select payload->'copy'->>'uid' as uid from event where topic = 'experiment' and payload->>'kind' = 'DELETED' and payload->'copy'->>'uid' in (select uid from file))
      select location from file where (uid in (select uid::text from experiment) or uid in (select uid from deleted)) and location not in (select location from output where location is not null)`, [locations]);
    return rows.map(({ location }) => location);
  }, { ...options, olderThanMs: AGE_MS });
}
