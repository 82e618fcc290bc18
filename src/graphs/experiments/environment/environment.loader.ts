import { byKey, defineLoader } from '../../loader';
import { readRows } from '../../rows';
import { Environment } from './environment.entity';

export const environmentByNumber = defineLoader(({ db, query }) =>
  byKey((keys) => readRows(db, query, Environment, 'WHERE t.id = ANY($1)', [keys]), (e: Environment) => e.number));
