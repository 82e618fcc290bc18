import { byKey, defineLoader } from '../../loader';
import { readRows } from '../../rows';
import { ExperimentTemplate } from './template.entity';

export const templateByNumber = defineLoader(({ db, query }) =>
  byKey((keys) => readRows(db, query, ExperimentTemplate, 'WHERE t.id = ANY($1)', [keys]), (t: ExperimentTemplate) => t.number));

/** A name that the database cannot hold is the name of nothing. */
export const templateByName = defineLoader(({ db, query }) =>
  byKey((names) => readRows(db, query, ExperimentTemplate, 'WHERE t.name = ANY($1)', [names.filter((name) => !name.includes('\0'))]), (t: ExperimentTemplate) => t.name));
