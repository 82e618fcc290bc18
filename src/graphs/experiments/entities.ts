import { Component } from './component/component.entity';
import { Environment } from './environment/environment.entity';
import { Experiment } from './experiment/experiment.entity';
import { Output } from './output/output.entity';
import { Pod } from './pod/pod.entity';
import { RunEntry } from './runs/run-entry.entity';
import { Stage } from './stage/stage.entity';
import { ExperimentTemplate } from './template/template.entity';

export const experimentEntities = [RunEntry, Environment, ExperimentTemplate, Experiment, Stage, Component, Pod, Output];
