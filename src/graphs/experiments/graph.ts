import { buildSubgraph, printable } from '../build-subgraph';
import { decodeId } from '../global-id';
import type { References, Subgraph } from '../federation';
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

const keyed = <T>(key: number | null, load: (key: number) => T): T | null => (key === null ? null : load(key));

/** Null for what no row can have, which would fail the others that are asked for with it. */
const counter = (value: unknown): number | null => (Number.isInteger(value) && (value as number) > 0 && (value as number) < 2 ** 31 ? value as number : null);

export const experimentsReferences: References = {
  Experiment: { type: Experiment, otherKeys: ['number'], load: ({ id, number }, ctx) => keyed(id === undefined ? counter(number) : decodeId('ex', id), (key) => experimentByNumber(ctx).load(key)) },
  Stage: { type: Stage, load: ({ id }, ctx) => keyed(decodeId('st', id), (key) => stageByNumber(ctx).load(key)) },
  Component: { type: Component, load: ({ id }, ctx) => keyed(decodeId('co', id), (key) => componentByNumber(ctx).load(key)) },
  Pod: { type: Pod, load: ({ id }, ctx) => keyed(decodeId('po', id), (key) => podByNumber(ctx).load(key)) },
  Environment: { type: Environment, load: ({ id }, ctx) => keyed(decodeId('en', id), (key) => environmentByNumber(ctx).load(key)) },
  ExperimentTemplate: { type: ExperimentTemplate, load: ({ id }, ctx) => keyed(decodeId('tp', id), (key) => templateByNumber(ctx).load(key)) },
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
