import { RunStatus } from '../../../core/states';
import { definePages } from '../../connection/page-loader';
import { byKey, defineLoader } from '../../loader';
import { readRows } from '../../rows';
import { defineQueueFacts } from '../../run/queue-facts';
import { Datarun } from './datarun.entity';
import { datarunOrders, datarunTarget } from './datarun.input';

export const datarunByNumber = defineLoader(({ db, query }) =>
  byKey((keys) => readRows(db, query, Datarun, 'WHERE t.id = ANY($1)', [keys]), (d: Datarun) => d.number));

export const datarunPages = definePages({ entity: Datarun, target: datarunTarget, orders: datarunOrders });
export const datarunsOfDataset = definePages({ entity: Datarun, target: datarunTarget, orders: datarunOrders, parent: 'dataset_id' });

export const queueFacts = defineQueueFacts({ table: 'datarun', waiting: RunStatus.PENDING, room: 'slots' });
