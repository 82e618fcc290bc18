import { buildSubgraph, printable } from '../build-subgraph';
import type { References, Subgraph } from '../federation';
import { encodeId } from '../global-id';
import { loadById } from '../loader';
import { Component } from './component/component.entity';
import { componentByNumber } from './component/component.loader';
import { ComponentResolver, DependencyResolver, ExperimentComponentsResolver, StageComponentsResolver } from './component/component.resolver';
import { Environment } from './environment/environment.entity';
import { environmentByNumber } from './environment/environment.loader';
import { EnvironmentResolver, ExperimentEnvironmentResolver } from './environment/environment.resolver';
import { ExperimentEventResolver, PodEventResolver } from './event/event.resolver';
import { Experiment } from './experiment/experiment.entity';
import { experimentByNumber } from './experiment/experiment.loader';
import { ExperimentResolver } from './experiment/experiment.resolver';
import { ComponentFilesResolver } from './file/file.resolver';
import { JobResolver } from './framework/job.resolver';
import { LogResolver, PodLogResolver } from './log/log.resolver';
import { ExperimentOutputsResolver, OutputResolver } from './output/output.resolver';
import { Pod } from './pod/pod.entity';
import { podByNumber } from './pod/pod.loader';
import { ComponentPodsResolver, ExperimentPodsResolver, PodResolver } from './pod/pod.resolver';
import { RunResolver } from './run/run.resolver';
import { DatarunStub } from './runs/datarun.stub';
import { RunsResolver } from './runs/runs.resolver';
import { createExperimentServices, type ExperimentsDeps } from './services';
import { Stage } from './stage/stage.entity';
import { stageByNumber } from './stage/stage.loader';
import { ExperimentStagesResolver, StageResolver } from './stage/stage.resolver';
import { ExperimentTemplate } from './template/template.entity';
import { templateByNumber } from './template/template.loader';
import { TemplateResolver } from './template/template.resolver';

export const experimentsReferences: References = {
  // What cannot be a counter makes an id of nothing.
  Experiment: { type: Experiment, otherKeys: ['number'], load: ({ id, number }, ctx) => loadById(experimentByNumber(ctx), 'ex', id ?? encodeId('ex', number as number)) },
  Stage: { type: Stage, load: ({ id }, ctx) => loadById(stageByNumber(ctx), 'st', id) },
  Component: { type: Component, load: ({ id }, ctx) => loadById(componentByNumber(ctx), 'co', id) },
  Pod: { type: Pod, load: ({ id }, ctx) => loadById(podByNumber(ctx), 'po', id) },
  Environment: { type: Environment, load: ({ id }, ctx) => loadById(environmentByNumber(ctx), 'en', id) },
  ExperimentTemplate: { type: ExperimentTemplate, load: ({ id }, ctx) => loadById(templateByNumber(ctx), 'tp', id) },
  Datarun: { type: DatarunStub, stub: true, load: ({ id }) => Object.assign(new DatarunStub(), { id }) },
};

const resolvers = [
  ExperimentResolver, StageResolver, ExperimentStagesResolver, ComponentResolver, DependencyResolver, StageComponentsResolver, ExperimentComponentsResolver, ComponentFilesResolver,
  PodResolver, ComponentPodsResolver, ExperimentPodsResolver, LogResolver, PodLogResolver, OutputResolver, ExperimentOutputsResolver, EnvironmentResolver, ExperimentEnvironmentResolver,
  ExperimentEventResolver, PodEventResolver, RunResolver, JobResolver, RunsResolver, TemplateResolver,
] as const;

const experimentsSchema = (withServices: object[]) => buildSubgraph(resolvers, withServices, experimentsReferences);

/** experiment -> stage -> component -> pod, and the list of runs of every kind. */
export function createExperimentsGraph(deps: ExperimentsDeps): Subgraph {
  const { runs, jobs, environments, templates } = createExperimentServices(deps);
  return experimentsSchema([new RunResolver(runs), new JobResolver(jobs), new EnvironmentResolver(environments), new TemplateResolver(templates)]);
}

/** The schema without anything behind it, for printing it. */
export const printableExperimentsGraph = (): Subgraph => experimentsSchema(printable([RunResolver, JobResolver, EnvironmentResolver, TemplateResolver]));
