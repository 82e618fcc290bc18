import { byKey, defineLoader, listsByKey } from '../../loader';
import { readRows } from '../../rows';
import { Output } from './output.entity';

export const outputByNumber = defineLoader(({ db, query }) => byKey((keys) => readRows(db, query, Output, 'WHERE t.id = ANY($1)', [keys]), (o: Output) => o.number));

export const outputsOfExperiment = defineLoader(({ db, query }) =>
  listsByKey((keys) => readRows(db, query, Output, 'WHERE t.experiment_id = ANY($1) ORDER BY t.id', [keys]), (o: Output) => o.experimentNumber));
