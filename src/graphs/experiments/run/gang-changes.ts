import { componentStates, ComponentState } from '../../../core/states';
import type { Tx } from '../../../database/transaction';
import type { Component } from '../component/component.entity';
import type { Pod } from '../pod/pod.entity';
import type { ExperimentNouns } from './advance';
import type { Endings, Part } from './gang-parts';
import { failed } from './outcome';

/** What a request asks of a gang: to begin anew, or how many replicas each of its components has. */
export interface Wanted { isAnew: boolean; replicas: ReadonlyMap<number, number> }

export const NOT_WANTED = 'It is no part of the job any more.';
const REPLACED = 'The request was replaced.';

/** A component that a request has taken out of a gang keeps the gang's number, with a minus, until its pods have ended. */
export const takenOutOf = (gang: number) => -gang;
const isTakenOut = ({ gangNumber }: Pick<Component, 'gangNumber'>) => gangNumber < 0;

/** Whether a gang runs what a later request has replaced. @param began the revision that it was begun for */
export const isReplaced = (began: number, revision: number, components: Pick<Component, 'gangNumber' | 'jobRole'>[]): boolean =>
  components.some(isTakenOut) || (revision !== began && components.some(({ jobRole }) => jobRole));

/** A component has more pods than replicas when a request took some away; these do not count in its outcome. */
export const countingPods = ({ component, pods }: Pick<Part, 'component' | 'pods'>): Pod[] => pods.filter(({ replicaIndex }) => replicaIndex < component.replicas);

/** All pods of a gang that was replaced have ended: what is still wanted waits to begin again. The caller holds the experiment's lock. @returns whether it may at once */
export async function startAnew({ components }: ExperimentNouns, tx: Tx, parts: Pick<Part, 'component'>[], gang: number): Promise<boolean> {
  for (const { component } of parts) {
    if (isTakenOut(component)) await shutDown(components, tx, component);
    else if (component.state === ComponentState.RUNNING) await components.move(tx, component, ComponentState.WAITING, { stateReason: REPLACED, restarts: 0 });
  }
  return (await components.ready(tx, 'gang_id = $1', [gang])).length > 0;
}

/** Components that were taken out of a gang whose worker is gone. The caller holds the experiment's lock. @returns whether there were any */
export async function retire({ components, pods }: ExperimentNouns, tx: Tx, gang: number, lose: (pod: Pod) => Promise<void>): Promise<boolean> {
  const left = (await components.ofGang(tx, takenOutOf(gang))).filter(({ state }) => !componentStates.isFinal(state as never));
  if (!left.length) return false;
  for (const pod of await pods.openOf(tx, takenOutOf(gang))) await lose(pod);
  for (const component of left) await shutDown(components, tx, component);
  return true;
}

/** A pod that was not wanted any more failed before its worker knew, and the others were ended for it: they are to go on. */
export function endedForNothing(parts: Pick<Part, 'component' | 'pods'>[], endings: Endings): boolean {
  const of = (pods: Pod[]) => pods.map(({ number }) => endings.get(number)).filter((ending) => ending !== undefined);
  const counting = parts.flatMap((part) => of(countingPods(part)).map((ending) => ({ ending, service: part.component.service })));
  return !counting.some(({ ending }) => failed(ending)) && counting.some(({ ending, service }) => ending.reason === 'STOPPED' && !service) && parts.some(({ pods }) => of(pods).some(failed));
}

const shutDown = (components: ExperimentNouns['components'], tx: Tx, component: Component) =>
  components.move(tx, component, ComponentState.COMPONENT_SHUTDOWN, { exitReason: 'Cancelled', stateReason: NOT_WANTED });
