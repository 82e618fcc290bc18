/** Public ids are opaque text; inside they are a kind and the integer key. The kind keeps ids of different types apart. */
const PATTERN = /^([a-z]{2})_([1-9]\d{0,9})$/;
const INT4_MAX = 2_147_483_647;

export type IdKind = 'ds' | 'dr' | 'hp' | 'cl' | 'ex' | 'st' | 'co' | 'po' | 'en' | 'ou' | 'tp';
export const encodeId = (kind: IdKind, key: number) => `${kind}_${key}`;

/** The key of an id of this kind, or null: a malformed id is simply the id of nothing. */
export function decodeId(kind: IdKind, id: string): number | null {
  const parts = PATTERN.exec(id);
  if (!parts || parts[1] !== kind) return null;
  const key = Number(parts[2]);
  return key <= INT4_MAX ? key : null;
}

/** Keys of those ids that are of this kind. */
export const decodeIds = (kind: IdKind, ids: readonly string[]) => ids.map((id) => decodeId(kind, id)).filter((key) => key !== null);
