import { automlEntities } from './automl/entities';
import { experimentEntities } from './experiments/entities';

/** Every class that is a table, or a view. */
export const entities = [...automlEntities, ...experimentEntities];
