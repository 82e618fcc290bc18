import { definePages } from '../../connection/page-loader';
import { byKey, defineLoader } from '../../loader';
import { readRows } from '../../rows';
import { Hyperpartition } from './hyperpartition.entity';
import { hyperpartitionOrders, hyperpartitionTarget } from './hyperpartition.input';

export const hyperpartitionByNumber = defineLoader(({ db, query }) =>
  byKey((keys) => readRows(db, query, Hyperpartition, 'WHERE t.id = ANY($1)', [keys]), (h: Hyperpartition) => h.number));

export const hyperpartitionPages = definePages({ entity: Hyperpartition, target: hyperpartitionTarget, orders: hyperpartitionOrders });
export const hyperpartitionsOfDatarun = definePages({ entity: Hyperpartition, target: hyperpartitionTarget, parent: 'datarun_id', defaultSize: 50 });
