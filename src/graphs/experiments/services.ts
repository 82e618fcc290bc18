import type { DataSource } from 'typeorm';
import { openArtefacts, type ArtefactSettings } from '../../artefacts';
import type { JobQueue } from '../../jobs/job-queue';
import { ComponentService } from './component/component.service';
import { EnvironmentService } from './environment/environment.service';
import { ExperimentService } from './experiment/experiment.service';
import type { InstallSettings } from './framework/environment-build';
import { JobService } from './framework/job.service';
import { Runtimes, type RuntimeSettings } from './framework/runtimes';
import { OutputService } from './output/output.service';
import { PodService } from './pod/pod.service';
import type { ExperimentNouns } from './run/advance';
import { ExperimentFolders } from './run/folders';
import { GangService } from './run/gang.service';
import { Gangs } from './run/gangs';
import { Losses } from './run/losses';
import { RunService } from './run/run.service';
import { StageService } from './stage/stage.service';
import { TemplateService } from './template/template.service';

export interface ExperimentsDeps { db: DataSource; queue: JobQueue; config: ArtefactSettings & RuntimeSettings & InstallSettings }

export function createExperimentNouns(queue: JobQueue): ExperimentNouns {
  const experiments = new ExperimentService(), components = new ComponentService(experiments);
  return { experiments, components, stages: new StageService(experiments), pods: new PodService(experiments), outputs: new OutputService(experiments), gangs: new Gangs(queue, experiments, components) };
}

export function createExperimentServices({ db, queue, config }: ExperimentsDeps) {
  const environments = new EnvironmentService(db), folders = new ExperimentFolders(config.home, openArtefacts(config));
  const nouns = createExperimentNouns(queue), runs = new RunService(db, nouns, folders, environments);
  return { runs, jobs: new JobService(db, nouns, runs, environments, config), environments, templates: new TemplateService(db) };
}

/** @param workerId of the process that runs gangs */
export function createGangService({ db, queue, config }: ExperimentsDeps, workerId: string): { gangs: GangService; folders: ExperimentFolders; losses: Losses } {
  const folders = new ExperimentFolders(config.home, openArtefacts(config)), nouns = createExperimentNouns(queue), losses = new Losses(nouns, folders);
  return { gangs: new GangService(db, nouns, workerId, folders, new Runtimes(config), losses), folders, losses };
}
