import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import type { GraphContext } from '../../context';
import { Reads, toOne } from '../../selection';
import { Component } from '../component/component.entity';
import { componentByNumber } from '../component/component.loader';
import { Experiment } from '../experiment/experiment.entity';
import { Output } from './output.entity';
import { outputsOfExperiment } from './output.loader';

@Resolver(() => Output)
export class OutputResolver {
  @FieldResolver(() => Component, { description: 'The component that writes it.' })
  component(@Root() { componentNumber }: Output, @Ctx() ctx: GraphContext, @Info() info: GraphQLResolveInfo) { return toOne(info, Component, componentNumber, componentByNumber(ctx)); }

  @FieldResolver(() => String, { nullable: true, description: 'Path on this server from which it can be saved; null before it was kept.' })
  url(@Root() { id, location }: Output) { return location === null ? null : `/artefacts/outputs/${id}`; }
}

@Resolver(() => Experiment)
export class ExperimentOutputsResolver {
  @Reads<Experiment>('number')
  @FieldResolver(() => [Output], { description: 'Files that it is run for, in the order of the request.' })
  outputs(@Root() { number }: Experiment, @Ctx() ctx: GraphContext) { return outputsOfExperiment(ctx).load(number); }
}
