import { BadInput } from '../../core/errors';
import type { Tx } from '../../database/transaction';

const isWithin = (text: string, most: number) => text.length >= 1 && text.length <= most;

export function checkTags(tags: string[] | null | undefined): void {
  if (tags && (tags.length > 50 || !tags.every((tag) => isWithin(tag, 100)))) throw new BadInput('There may be 50 tags of 1 to 100 characters.', ['input', 'tags']);
}

/**
 * What a call of this mutation with the same `clientMutationId` has made before; others with it wait until this transaction ends.
 * @param read rows of that id
 */
export async function madeBefore<T>(tx: Tx, mutation: string, clientMutationId: string | null | undefined, read: (id: string) => Promise<T[]>): Promise<T[]> {
  if (clientMutationId == null) return [];
  if (!isWithin(clientMutationId, 200)) throw new BadInput('clientMutationId must have 1 to 200 characters.', ['input', 'clientMutationId']);
  await tx.manager.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${mutation} ${clientMutationId}`]);
  return read(clientMutationId);
}
