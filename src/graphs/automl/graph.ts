import { buildSubgraph, printable } from '../build-subgraph';
import type { References, Subgraph } from '../federation';
import { loadById } from '../loader';
import { Classifier } from './classifier/classifier.entity';
import { classifierByNumber } from './classifier/classifier.loader';
import { ClassifierResolver, DatarunClassifiersResolver, HyperpartitionClassifiersResolver } from './classifier/classifier.resolver';
import { LeaderboardResolver } from './classifier/leaderboard.resolver';
import { Datarun } from './datarun/datarun.entity';
import { datarunByNumber } from './datarun/datarun.loader';
import { DatarunResolver, DatasetDatarunsResolver } from './datarun/datarun.resolver';
import { Dataset } from './dataset/dataset.entity';
import { datasetByNumber } from './dataset/dataset.loader';
import { DatasetResolver } from './dataset/dataset.resolver';
import { ClassifierEventResolver, DatarunEventResolver } from './event/event.resolver';
import { Hyperpartition } from './hyperpartition/hyperpartition.entity';
import { hyperpartitionByNumber } from './hyperpartition/hyperpartition.loader';
import { DatarunHyperpartitionsResolver, HyperpartitionResolver } from './hyperpartition/hyperpartition.resolver';
import { PredictionResolver } from './prediction/prediction.resolver';
import { SearchResolver } from './search/search.resolver';
import { createAutomlServices, type AutomlDeps } from './services';
import { WorkerResolver } from './worker/worker.resolver';

export const automlReferences: References = {
  Dataset: { type: Dataset, load: ({ id }, ctx) => loadById(datasetByNumber(ctx), 'ds', id) },
  Datarun: { type: Datarun, load: ({ id }, ctx) => loadById(datarunByNumber(ctx), 'dr', id) },
  Hyperpartition: { type: Hyperpartition, load: ({ id }, ctx) => loadById(hyperpartitionByNumber(ctx), 'hp', id) },
  Classifier: { type: Classifier, load: ({ id }, ctx) => loadById(classifierByNumber(ctx), 'cl', id) },
};

const resolvers = [
  DatasetResolver, DatarunResolver, DatasetDatarunsResolver, HyperpartitionResolver, DatarunHyperpartitionsResolver,
  ClassifierResolver, DatarunClassifiersResolver, HyperpartitionClassifiersResolver, LeaderboardResolver,
  SearchResolver, PredictionResolver, DatarunEventResolver, ClassifierEventResolver, WorkerResolver,
] as const;

/** dataset -> datarun -> hyperpartition -> classifier, and the workers that search. */
export function createAutomlGraph(deps: AutomlDeps): Subgraph {
  const { search, datasets, predictions } = createAutomlServices(deps);
  return automlSchema([new DatasetResolver(datasets), new SearchResolver(search), new PredictionResolver(predictions)]);
}

/** The schema without anything behind it, for printing it. */
export const printableAutomlGraph = (): Subgraph => automlSchema(printable([DatasetResolver, SearchResolver, PredictionResolver]));

const automlSchema = (withServices: object[]) => buildSubgraph(resolvers, withServices, automlReferences);
