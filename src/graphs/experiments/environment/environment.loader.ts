import { byKey, defineLoader } from '../../loader';
import { readRows } from '../../rows';
import { Environment } from './environment.entity';

export const environmentByNumber = defineLoader(({ db, query }) =>
  byKey((keys) => readRows(db, query, Environment, 'WHERE t.id = ANY($1)', [keys]), (e: Environment) => e.number));

/** A name that the database cannot hold is the name of nothing. */
export const environmentByName = defineLoader(({ db, query }) =>
  byKey((names) => readRows(db, query, Environment, 'WHERE t.name = ANY($1)', [names.filter((name) => !name.includes('\0'))]), (e: Environment) => e.name));
