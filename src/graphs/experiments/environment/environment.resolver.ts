import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, ID, Info, Mutation, Query, Resolver, Root } from 'type-graphql';
import { connectionOf } from '../../connection/connection.type';
import { definePages } from '../../connection/page-loader';
import type { GraphContext } from '../../context';
import { loadById } from '../../loader';
import { Reads } from '../../selection';
import { Experiment } from '../experiment/experiment.entity';
import { Environment } from './environment.entity';
import { CreateEnvironmentInput, EnvironmentListArgs, environmentTarget, UpdateEnvironmentInput } from './environment.input';
import { environmentByName, environmentByNumber } from './environment.loader';
import { EnvironmentService } from './environment.service';

const EnvironmentConnection = connectionOf('Environment', () => Environment);
const environmentPages = definePages({ entity: Environment, target: environmentTarget });

@Resolver(() => Environment)
export class EnvironmentResolver {
  constructor(private readonly service: EnvironmentService) {}

  @Query(() => Environment, { nullable: true, description: 'One environment; null when there is none with this id.' })
  environment(@Arg('id', () => ID) id: string, @Ctx() ctx: GraphContext) { return loadById(environmentByNumber(ctx), 'en', id); }

  @Query(() => Environment, { nullable: true, description: 'One environment by its name; null when there is none.' })
  environmentByName(@Arg('name', { description: 'Case matters.' }) name: string, @Ctx() ctx: GraphContext) { return environmentByName(ctx).load(name); }

  @Query(() => EnvironmentConnection, { description: 'Environments, by id.' })
  async environments(@Args() args: EnvironmentListArgs, @Ctx() ctx: GraphContext, @Info() info: GraphQLResolveInfo) {
    return new EnvironmentConnection(await environmentPages(ctx, args, info));
  }

  @Mutation(() => Environment, { description: 'Stores an environment. CONFLICT when its name is taken.' })
  createEnvironment(@Arg('input', () => CreateEnvironmentInput) input: CreateEnvironmentInput) { return this.service.create(input); }

  @Mutation(() => Environment, { description: 'Replaces all of an environment; experiments that name it go on as they are. CONFLICT when the name is taken.' })
  updateEnvironment(@Arg('id', () => ID) id: string, @Arg('input', () => UpdateEnvironmentInput) input: UpdateEnvironmentInput) { return this.service.update(id, input); }

  @Mutation(() => Environment, { description: 'Deletes an environment and answers what it was. Experiments that name it go on as they are; their `spec` still says what they named.' })
  deleteEnvironment(@Arg('id', () => ID) id: string) { return this.service.delete(id); }
}

@Resolver(() => Experiment)
export class ExperimentEnvironmentResolver {
  @Reads<Experiment>('environmentNumber')
  @FieldResolver(() => Environment, { nullable: true, description: 'The environment that it named; null when it named none, or one that has been deleted since.' })
  environment(@Root() { environmentNumber }: Experiment, @Ctx() ctx: GraphContext) { return environmentNumber === null ? null : environmentByNumber(ctx).load(environmentNumber); }
}
