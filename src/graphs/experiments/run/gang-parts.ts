import type { Component } from '../component/component.entity';
import type { Experiment } from '../experiment/experiment.entity';
import type { Runtime } from '../framework/runtimes';
import type { Output } from '../output/output.entity';
import type { Pod } from '../pod/pod.entity';
import type { PodEnding } from './outcome';

export interface Input { component: string; folder: string; method: string; path: string }
/** A component of a gang with the pods of its present attempt. */
export interface Part { component: Component; pods: Pod[]; inputs: Input[]; outputs: Output[]; runtime: Runtime }
export interface Begun { experiment: Experiment; parts: Part[] }
/** By the keys of the pods. */
export type Endings = ReadonlyMap<number, PodEnding>;
export interface Start { pid: number; startedAt: string; ip: string }
export type Starts = ReadonlyMap<number, Start>;
