import type { DataSource } from 'typeorm';
import { openArtefacts, type ArtefactStore } from '../../artefacts';
import type { Config } from '../../core/config';
import type { JobQueue } from '../../jobs/job-queue';
import { classifierNumberOf } from './classifier/artefacts';
import { ClassifierService } from './classifier/classifier.service';
import { DatarunService } from './datarun/datarun.service';
import { DatasetService, type DescribeFile } from './dataset/dataset.service';
import { HyperpartitionService } from './hyperpartition/hyperpartition.service';
import { PredictionService, type AskModel } from './prediction/prediction.service';
import type { Methods } from './search/methods';
import { SearchService, type SearchServices } from './search/search.service';
import { Slots } from './search/slots';

export function createSearchServices(db: DataSource, queue: JobQueue): SearchServices {
  const dataruns = new DatarunService();
  return { db, dataruns, hyperpartitions: new HyperpartitionService(), classifiers: new ClassifierService(), slots: new Slots(queue, dataruns) };
}

export interface AutomlDeps {
  db: DataSource;
  queue: JobQueue;
  config: Config;
  methods: Methods;
  describe: DescribeFile;
  predict: AskModel;
  /** Whether data sets may be fetched from this IP address; public ones by default. */
  mayFetchFrom?: (address: string) => boolean;
}

export function createAutomlServices({ db, queue, config, methods, describe, predict, mayFetchFrom }: AutomlDeps) {
  const artefacts = openArtefacts(config);
  const search = new SearchService(createSearchServices(db, queue), methods, (locations) => removeArtefacts(artefacts, locations));
  const datasets = new DatasetService(db, config, describe, (tx, dataset, force) => search.removeRunsOf(tx, dataset, force), mayFetchFrom);
  return { search, datasets, predictions: new PredictionService(artefacts, predict) };
}

/** Deletes files that no row names any more. What cannot be deleted now is left to the sweep. */
async function removeArtefacts(artefacts: ArtefactStore, locations: string[]): Promise<void> {
  await artefacts.remove(locations.filter((location) => classifierNumberOf(location) !== null)).catch(() => {});
}
