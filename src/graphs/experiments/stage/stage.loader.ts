import { byKey, defineLoader, listsByKey } from '../../loader';
import { readRows } from '../../rows';
import { Stage } from './stage.entity';

export const stageByNumber = defineLoader(({ db, query }) => byKey((keys) => readRows(db, query, Stage, 'WHERE t.id = ANY($1)', [keys]), (s: Stage) => s.number));

export const stagesOfExperiment = defineLoader(({ db, query }) =>
  listsByKey((keys) => readRows(db, query, Stage, 'WHERE t.experiment_id = ANY($1) ORDER BY t.experiment_id, t.index', [keys]), (s: Stage) => s.experimentNumber));
