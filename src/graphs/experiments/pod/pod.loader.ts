import { definePages } from '../../connection/page-loader';
import { byKey, defineLoader, listsByKey } from '../../loader';
import { readRows } from '../../rows';
import { Pod } from './pod.entity';
import { podTarget } from './pod.input';

export const podByNumber = defineLoader(({ db, query }) => byKey((keys) => readRows(db, query, Pod, 'WHERE t.id = ANY($1)', [keys]), (p: Pod) => p.number));

export const podsOfComponent = defineLoader(({ db, query }) =>
  listsByKey((keys) => readRows(db, query, Pod, 'WHERE t.component_id = ANY($1) ORDER BY t.id', [keys]), (p: Pod) => p.componentNumber));

export const podPages = definePages({ entity: Pod, target: podTarget });
export const podsOfExperiment = definePages({ entity: Pod, target: podTarget, parent: 'experiment_id', defaultSize: 100 });

/** Every pod of an experiment. */
export const podsOfAllOf = defineLoader(({ db, query }) =>
  listsByKey((keys) => readRows(db, query, Pod, 'WHERE t.experiment_id = ANY($1) ORDER BY t.id', [keys]), (p: Pod) => p.experimentNumber));
