import { componentStates } from '../../../core/states';
import { byKey, defineLoader, listsByKey } from '../../loader';
import { readRows } from '../../rows';
import { Stage } from './stage.entity';

export const stageByNumber = defineLoader(({ db, query }) => byKey((keys) => readRows(db, query, Stage, 'WHERE t.id = ANY($1)', [keys]), (s: Stage) => s.number));

export const stagesOfExperiment = defineLoader(({ db, query }) =>
  listsByKey((keys) => readRows(db, query, Stage, 'WHERE t.experiment_id = ANY($1) ORDER BY t.experiment_id, t.index', [keys]), (s: Stage) => s.experimentNumber));

/** The first of which a component has not ended; that one has failed does not end a stage. */
export const currentStageOfExperiment = defineLoader(({ db, query }) =>
  byKey((keys) => readRows(db, query, Stage, `WHERE t.id IN (SELECT DISTINCT ON (s.experiment_id) s.id FROM stage s JOIN component c ON c.stage_id = s.id
    WHERE s.experiment_id = ANY($1) AND c.gang_id > 0 AND c.state <> ALL($2) ORDER BY s.experiment_id, s.index)`, [keys, componentStates.states.filter(componentStates.isFinal)]), (s: Stage) => s.experimentNumber));
