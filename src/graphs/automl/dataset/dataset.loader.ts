import { definePages } from '../../connection/page-loader';
import { byKey, defineLoader } from '../../loader';
import { readRows } from '../../rows';
import { Dataset } from './dataset.entity';
import { datasetOrders, datasetTarget } from './dataset.input';

export const datasetByNumber = defineLoader(({ db, query }) =>
  byKey((keys) => readRows(db, query, Dataset, 'WHERE t.id = ANY($1)', [keys]), (d: Dataset) => d.number));

export const datasetPages = definePages({ entity: Dataset, target: datasetTarget, orders: datasetOrders });
