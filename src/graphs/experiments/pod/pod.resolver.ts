import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, ID, Info, Query, Resolver, Root } from 'type-graphql';
import { connectionOf } from '../../connection/connection.type';
import type { GraphContext } from '../../context';
import { loadById } from '../../loader';
import { Reads, toOne } from '../../selection';
import { Component } from '../component/component.entity';
import { componentByNumber } from '../component/component.loader';
import { Experiment } from '../experiment/experiment.entity';
import { experimentByNumber } from '../experiment/experiment.loader';
import { Pod } from './pod.entity';
import { PodChildArgs, PodListArgs } from './pod.input';
import { podByNumber, podPages, podsOfComponent, podsOfExperiment } from './pod.loader';

const PodConnection = connectionOf('Pod', () => Pod);

@Resolver(() => Pod)
export class PodResolver {
  @Query(() => Pod, { nullable: true, description: 'One pod; null when there is none with this id.' })
  pod(@Arg('id', () => ID) id: string, @Ctx() ctx: GraphContext) { return loadById(podByNumber(ctx), 'po', id); }

  @Query(() => PodConnection, { description: 'Pods of all experiments, by id.' })
  async pods(@Args() args: PodListArgs, @Ctx() ctx: GraphContext, @Info() info: GraphQLResolveInfo) { return new PodConnection(await podPages(ctx, args, info)); }

  @Reads<Pod>('componentNumber')
  @FieldResolver(() => Component, { description: 'The component that it is a replica of.' })
  component(@Root() { componentNumber }: Pod, @Ctx() ctx: GraphContext, @Info() info: GraphQLResolveInfo) { return toOne(info, Component, componentNumber, componentByNumber(ctx)); }

  @Reads<Pod>('experimentNumber')
  @FieldResolver(() => Experiment, { description: 'The experiment that it is a part of.' })
  experiment(@Root() { experimentNumber }: Pod, @Ctx() ctx: GraphContext, @Info() info: GraphQLResolveInfo) { return toOne(info, Experiment, experimentNumber, experimentByNumber(ctx)); }
}

@Resolver(() => Component)
export class ComponentPodsResolver {
  @Reads<Component>('number')
  @FieldResolver(() => [Pod], { description: 'Its pods, those of earlier attempts included, by id.' })
  pods(@Root() { number }: Component, @Ctx() ctx: GraphContext) { return podsOfComponent(ctx).load(number); }
}

@Resolver(() => Experiment)
export class ExperimentPodsResolver {
  @Reads<Experiment>('number')
  @FieldResolver(() => PodConnection, { description: 'Its pods, by id; 100 when nothing is said.' })
  async pods(@Root() { number }: Experiment, @Args() args: PodChildArgs, @Ctx() ctx: GraphContext, @Info() info: GraphQLResolveInfo) {
    return new PodConnection(await podsOfExperiment(ctx, args, info, number));
  }
}
