import { Classifier } from './classifier/classifier.entity';
import { Datarun } from './datarun/datarun.entity';
import { Dataset } from './dataset/dataset.entity';
import { Hyperpartition } from './hyperpartition/hyperpartition.entity';

export const automlEntities = [Dataset, Datarun, Hyperpartition, Classifier];
