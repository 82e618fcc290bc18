import { Arg, Ctx, FieldResolver, ID, Resolver, Root, Subscription, type ResolverData } from 'type-graphql';
import { decodeCursor, EventSource } from '../../../events';
import type { GraphContext } from '../../context';
import { decodeId, encodeId } from '../../global-id';
import { AFTER } from '../../run/after';
import { copiesOfDeleted } from '../../run/deleted.loader';
import { EventCursor } from '../../scalars';
import { Component } from '../component/component.entity';
import { componentByNumber } from '../component/component.loader';
import { Experiment } from '../experiment/experiment.entity';
import { experimentByNumber } from '../experiment/experiment.loader';
import { Output } from '../output/output.entity';
import { outputByNumber } from '../output/output.loader';
import { Pod } from '../pod/pod.entity';
import { podByNumber, podsOfAllOf } from '../pod/pod.loader';
import { Stage } from '../stage/stage.entity';
import { stageByNumber } from '../stage/stage.loader';
import { ExperimentEvent, PodEvent, type EventRoot } from './event.type';
const NOTHING = { stage: null, component: null, pod: null, output: null };

function source(topic: 'experiment' | 'pods', { args, context }: ResolverData<GraphContext>) {
  const subject: string = args.id ?? args.experimentId, experiment = decodeId('ex', subject);
  return new EventSource(context.feed, {
    topic, subject,
    after: args.after == null ? null : decodeCursor(args.after),
    snapshot: async () => (experiment !== null && (await context.query('SELECT 1 FROM experiment WHERE id = $1', [experiment])).length ? { experiment, ...NOTHING } : null),
  });
}

const when = <T>(key: number | null, load: (key: number) => Promise<T | null>) => (key === null ? null : load(key));

@Resolver(() => ExperimentEvent)
export class ExperimentEventResolver {
  @Subscription(() => ExperimentEvent, { description: 'Every change of an experiment, its stages, components, pods and outputs, none lost and none twice. NOT_FOUND without the experiment.', subscribe: (data) => source('experiment', data as never) })
  experimentUpdated(@Root() event: EventRoot, @Arg('id', () => ID) _id: string, @Arg('after', () => EventCursor, { nullable: true, description: AFTER }) _after?: string): EventRoot { return event; }

  @FieldResolver(() => Experiment, { description: 'The experiment; after its deletion, what it was.' })
  async experiment(@Root() { experiment, kind, copy }: EventRoot, @Ctx() ctx: GraphContext) {
    const there = kind === 'DELETED' ? null : await experimentByNumber(ctx).load(experiment);
    return there ?? Object.assign(new Experiment(), copy ?? await copiesOfDeleted(ctx).load({ topic: 'experiment', subject: encodeId('ex', experiment) }));
  }

  @FieldResolver(() => Stage, { nullable: true, description: 'The stage that changed; null for the other kinds.' })
  stage(@Root() { stage }: EventRoot, @Ctx() ctx: GraphContext) { return when(stage, (key) => stageByNumber(ctx).load(key)); }

  @FieldResolver(() => Component, { nullable: true, description: 'The component that changed, or whose pod or output did; null for the other kinds.' })
  component(@Root() { component }: EventRoot, @Ctx() ctx: GraphContext) { return when(component, (key) => componentByNumber(ctx).load(key)); }

  @FieldResolver(() => Pod, { nullable: true, description: 'The pod that was made or changed; null for the other kinds.' })
  pod(@Root() { pod }: EventRoot, @Ctx() ctx: GraphContext) { return when(pod, (key) => podByNumber(ctx).load(key)); }

  @FieldResolver(() => Output, { nullable: true, description: 'The output that was kept; null for the other kinds.' })
  output(@Root() { output }: EventRoot, @Ctx() ctx: GraphContext) { return when(output, (key) => outputByNumber(ctx).load(key)); }
}

@Resolver(() => PodEvent)
export class PodEventResolver {
  @Subscription(() => PodEvent, { description: 'The pods of an experiment as they come and change, none lost and none twice. NOT_FOUND without the experiment.', subscribe: (data) => source('pods', data as never) })
  podsChanged(@Root() event: EventRoot, @Arg('experimentId', () => ID, { description: 'Of the experiment.' }) _id: string, @Arg('after', () => EventCursor, { nullable: true, description: AFTER }) _after?: string): EventRoot { return event; }

  @FieldResolver(() => [Pod], { description: 'The pod that was made or changed; all pods for SNAPSHOT; none after the deletion.' })
  async pods(@Root() { kind, experiment, pod }: EventRoot, @Ctx() ctx: GraphContext): Promise<Pod[]> {
    if (kind === 'SNAPSHOT') return podsOfAllOf(ctx).load(experiment);
    const changed = pod === null ? null : await podByNumber(ctx).load(pod);
    return changed ? [changed] : [];
  }
}
