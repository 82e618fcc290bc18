import { RunStatus } from '../../../core/states';
import { definePages } from '../../connection/page-loader';
import { byKey, defineLoader } from '../../loader';
import { readRows } from '../../rows';
import { defineQueueFacts } from '../../run/queue-facts';
import { Experiment } from './experiment.entity';
import { experimentOrders, experimentTarget } from './experiment.input';

export const experimentByNumber = defineLoader(({ db, query }) =>
  byKey((keys) => readRows(db, query, Experiment, 'WHERE t.id = ANY($1)', [keys]), (e: Experiment) => e.number));

export const experimentByUid = defineLoader(({ db, query }) =>
  byKey((uids: readonly string[]) => readRows(db, query, Experiment, 'WHERE t.uid = ANY($1::uuid[])', [uids]), (e: Experiment) => e.uid));

export const experimentPages = definePages({ entity: Experiment, target: experimentTarget, orders: experimentOrders });

export const queueFacts = defineQueueFacts({ table: 'experiment', waiting: RunStatus.ACCEPTED, room: 'tasks' });
