import type { Tx } from '../../../database/transaction';
import { AttemptLost } from '../../../jobs/job-queue';
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

/** As they are now: of the components, and of their pods in the order of the keys. */
export type Rows = [Component[], Pod[]];

/** @throws AttemptLost when another worker has begun the next attempt */
export function partsOf({ parts }: Begun, [components, pods]: Rows): Part[] {
  return parts.map((part) => {
    const component = components.find(({ number }) => number === part.component.number)!;
    if (component.attempt !== part.component.attempt) throw new AttemptLost();
    return { ...part, component, pods: pods.filter(({ componentNumber }) => componentNumber === component.number) };
  });
}

/** @returns what the components of a gang take from others, each with the key of the component that it is for */
export function inputsOf(tx: Tx, gang: number): Promise<(Input & { of: number })[]> {
  return tx.manager.query(`select d.component_id as of, p.name as component, p.working_directory as folder, d.method, d.path
    from component c join dependency d on d.component_id = c.id join component p on p.id = d.producer_id where c.gang_id = $1 order by d.component_id, d.position`, [gang]);
}
