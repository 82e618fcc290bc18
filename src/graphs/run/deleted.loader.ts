import DataLoader from 'dataloader';
import { defineLoader } from '../loader';

/** The copies that the last events of deleted things carry: a subscriber who comes late still learns what they were. */
export const copiesOfDeleted = defineLoader(({ query }) =>
  new DataLoader<{ topic: string; subject: string }, object | null, string>(async (keys) => {
    const rows = await query<{ topic: string; subject: string; copy: object }>(`
      SELECT topic, subject, payload->'copy' AS copy FROM event
      WHERE (topic, subject) IN (SELECT * FROM unnest($1::text[], $2::text[])) AND payload ? 'copy'`, [keys.map((k) => k.topic), keys.map((k) => k.subject)]);
    return keys.map((key) => rows.find((row) => row.topic === key.topic && row.subject === key.subject)?.copy ?? null);
  }, { cacheKeyFn: ({ topic, subject }) => `${topic} ${subject}` }));
