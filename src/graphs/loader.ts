import DataLoader from 'dataloader';
import type { GraphContext } from './context';
import { decodeId, type IdKind } from './global-id';

/** A loader that is made once a context, when it is first asked for: `const x = defineLoader(ctx => ...); x(ctx).load(key)`. */
export function defineLoader<L>(make: (ctx: GraphContext) => L): (ctx: GraphContext) => L {
  const key = {};
  return (ctx) => {
    if (!ctx.loaders.has(key)) ctx.loaders.set(key, make(ctx));
    return ctx.loaders.get(key) as L;
  };
}

/** Batches `load(keys)`, which may answer in any order and leave keys out; absent ones become null. */
export function byKey<K extends string | number, V>(load: (keys: readonly K[]) => Promise<V[]>, keyOf: (value: V) => K) {
  return new DataLoader<K, V | null>(async (keys) => {
    const found = new Map((await load(keys)).map((value) => [keyOf(value), value]));
    return keys.map((key) => found.get(key) ?? null);
  }, { maxBatchSize: 5000 });
}

/** Batches `load(parents)`, which may answer in any order; each parent gets its own, in the order of the answer. */
export function listsByKey<K extends string | number, V>(load: (parents: readonly K[]) => Promise<V[]>, parentOf: (value: V) => K) {
  return new DataLoader<K, V[]>(async (parents) => {
    const found = Map.groupBy(await load(parents), parentOf);
    return parents.map((parent) => found.get(parent) ?? []);
  }, { maxBatchSize: 5000 });
}

/** What an id names; null for an id of nothing or of another kind. */
export function loadById<V>(loader: { load(key: number): V }, kind: IdKind, id: string): V | null {
  const key = decodeId(kind, id);
  return key === null ? null : loader.load(key);
}
