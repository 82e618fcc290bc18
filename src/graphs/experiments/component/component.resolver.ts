import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, ID, Info, Query, Resolver, Root } from 'type-graphql';
import { connectionOf } from '../../connection/connection.type';
import type { GraphContext } from '../../context';
import { loadById } from '../../loader';
import { Reads, toOne } from '../../selection';
import { Experiment } from '../experiment/experiment.entity';
import { Stage } from '../stage/stage.entity';
import { stageByNumber } from '../stage/stage.loader';
import { Component, Dependency } from './component.entity';
import { ComponentChildArgs } from './component.input';
import { componentByNumber, componentsOfExperiment, componentsOfStage, dependenciesOf } from './component.loader';

const ComponentConnection = connectionOf('Component', () => Component);

@Resolver(() => Component)
export class ComponentResolver {
  @Query(() => Component, { nullable: true, description: 'One component; null when there is none with this id.' })
  component(@Arg('id', () => ID) id: string, @Ctx() ctx: GraphContext) { return loadById(componentByNumber(ctx), 'co', id); }

  @Reads<Component>('stageNumber')
  @FieldResolver(() => Stage, { description: 'The stage it belongs to.' })
  stage(@Root() { stageNumber }: Component, @Ctx() ctx: GraphContext, @Info() info: GraphQLResolveInfo) { return toOne(info, Stage, stageNumber, stageByNumber(ctx)); }

  @Reads<Component>('number')
  @FieldResolver(() => [Dependency], { description: 'What it needs of others, in the order of the request.' })
  dependsOn(@Root() { number }: Component, @Ctx() ctx: GraphContext) { return dependenciesOf(ctx).load(number); }
}

@Resolver(() => Dependency)
export class DependencyResolver {
  @FieldResolver(() => Component, { description: 'The one that writes it.' })
  component(@Root() { producerNumber }: Dependency, @Ctx() ctx: GraphContext, @Info() info: GraphQLResolveInfo) { return toOne(info, Component, producerNumber, componentByNumber(ctx)); }
}

@Resolver(() => Stage)
export class StageComponentsResolver {
  @Reads<Stage>('number')
  @FieldResolver(() => [Component], { description: 'Its components, in the order of the request.' })
  components(@Root() { number }: Stage, @Ctx() ctx: GraphContext) { return componentsOfStage(ctx).load(number); }
}

@Resolver(() => Experiment)
export class ExperimentComponentsResolver {
  @Reads<Experiment>('number')
  @FieldResolver(() => ComponentConnection, { description: 'Its components, by id; 100 when nothing is said.' })
  async components(@Root() { number }: Experiment, @Args() args: ComponentChildArgs, @Ctx() ctx: GraphContext, @Info() info: GraphQLResolveInfo) {
    return new ComponentConnection(await componentsOfExperiment(ctx, args, info, number));
  }
}
