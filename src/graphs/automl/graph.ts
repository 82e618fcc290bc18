import { buildSubgraph, printable } from '../build-subgraph';
import { decodeId } from '../global-id';
import type { References, Subgraph } from '../federation';
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

const keyed = <T>(key: number | null, load: (key: number) => T): T | null => (key === null ? null : load(key));

export const automlReferences: References = {
  Dataset: { type: Dataset, load: ({ id }, ctx) => keyed(decodeId('ds', id), (key) => datasetByNumber(ctx).load(key)) },
  Datarun: { type: Datarun, load: ({ id }, ctx) => keyed(decodeId('dr', id), (key) => datarunByNumber(ctx).load(key)) },
  Hyperpartition: { type: Hyperpartition, load: ({ id }, ctx) => keyed(decodeId('hp', id), (key) => hyperpartitionByNumber(ctx).load(key)) },
  Classifier: { type: Classifier, load: ({ id }, ctx) => keyed(decodeId('cl', id), (key) => classifierByNumber(ctx).load(key)) },
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
