import DataLoader from 'dataloader';
import { ClassifierStatus } from '../../../core/states';
import { definePages } from '../../connection/page-loader';
import { byKey, defineLoader } from '../../loader';
import { columnsOf, hydrate, readRows } from '../../rows';
import type { ScoreTarget } from '../enums';
import { Classifier } from './classifier.entity';
import { classifierOrders, classifierTarget, TARGET_COLUMNS } from './classifier.input';

export const classifierByNumber = defineLoader(({ db, query }) =>
  byKey((keys) => readRows(db, query, Classifier, 'WHERE t.id = ANY($1)', [keys]), (c: Classifier) => c.number));

const list = { entity: Classifier, target: classifierTarget, orders: classifierOrders };
export const classifierPages = definePages(list);
export const classifiersOfDatarun = definePages({ ...list, parent: 'datarun_id' });
export const classifiersOfHyperpartition = definePages({ ...list, parent: 'hyperpartition_id' });

/** Complete classifiers of runs with one score target, best first, ties by id, `first` a run: one statement a (target, first). */
export const leaderboards = defineLoader(({ db, query }) => {
  const loaders = new Map<string, DataLoader<number, Classifier[]>>();
  return (target: ScoreTarget, first: number) => {
    const key = `${target} ${first}`;
    if (!loaders.has(key)) {
      loaders.set(key, new DataLoader(async (runs) => {
        const rows: (Classifier & { run: number })[] = await query(`
          SELECT p.key AS run, c.* FROM unnest($1::int[]) AS p(key) CROSS JOIN LATERAL (
            SELECT ${columnsOf(db, Classifier)} FROM classifier t
            WHERE t.datarun_id = p.key AND t.status = '${ClassifierStatus.COMPLETE}'
            ORDER BY t.${TARGET_COLUMNS[target]} DESC NULLS LAST, t.id LIMIT $2) c`, [runs, first]);
        return runs.map((run) => hydrate(Classifier, rows.filter((row) => row.run === run)));
      }));
    }
    return loaders.get(key)!;
  };
});

/** What a trial wrote to stdout and stderr; kept apart from the row, since it may be long. */
export const classifierLog = defineLoader(({ query }) =>
  new DataLoader<number, string | null>(async (keys) => {
    const rows = await query<{ id: number; log: string | null }>('SELECT id, log FROM classifier WHERE id = ANY($1)', [keys]);
    const logs = new Map(rows.map((row) => [row.id, row.log]));
    return keys.map((key) => logs.get(key) ?? null);
  }));
