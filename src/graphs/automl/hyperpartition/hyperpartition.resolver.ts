import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, ID, Info, Int, Query, Resolver, Root } from 'type-graphql';
import { connectionOf } from '../../connection/connection.type';
import { PageArgs } from '../../connection/page-args';
import type { GraphContext } from '../../context';
import { Direct } from '../../direct';
import { loadById } from '../../loader';
import { Reads, toOne } from '../../selection';
import { Datarun } from '../datarun/datarun.entity';
import { datarunByNumber } from '../datarun/datarun.loader';
import { Hyperpartition } from './hyperpartition.entity';
import { HyperpartitionListArgs } from './hyperpartition.input';
import { hyperpartitionByNumber, hyperpartitionPages, hyperpartitionsOfDatarun } from './hyperpartition.loader';

export const HyperpartitionConnection = connectionOf('Hyperpartition', () => Hyperpartition);

@Resolver(() => Hyperpartition)
export class HyperpartitionResolver {
  @Query(() => Hyperpartition, { nullable: true, description: 'One hyperpartition; null when there is none with this id.' })
  hyperpartition(@Arg('id', () => ID) id: string, @Ctx() ctx: GraphContext) { return loadById(hyperpartitionByNumber(ctx), 'hp', id); }

  @Query(() => Hyperpartition, { nullable: true, description: "One hyperpartition by ATM's integer id; null when there is none." })
  hyperpartitionByNumber(@Arg('number', () => Int) number: number, @Ctx() ctx: GraphContext) {
    return hyperpartitionByNumber(ctx).load(number);
  }

  @Query(() => HyperpartitionConnection, { description: 'Hyperpartitions, by id unless ordered otherwise.' })
  async hyperpartitions(@Args() args: HyperpartitionListArgs, @Ctx() ctx: GraphContext, @Info() info: GraphQLResolveInfo) {
    return new HyperpartitionConnection(await hyperpartitionPages(ctx, args, info));
  }

  @Reads<Hyperpartition>('datarunNumber')
  @FieldResolver(() => Datarun, { description: 'The search it belongs to.' })
  datarun(@Root() { datarunNumber }: Hyperpartition, @Ctx() ctx: GraphContext, @Info() info: GraphQLResolveInfo) { return toOne(info, Datarun, datarunNumber, datarunByNumber(ctx)); }
}

@Resolver(() => Datarun)
export class DatarunHyperpartitionsResolver {
  @Direct
  @Reads<Datarun>('number')
  @FieldResolver(() => HyperpartitionConnection, { description: 'Its hyperpartitions, by id; 50 when nothing is said.' })
  async hyperpartitions(@Root() run: Datarun, @Args() args: PageArgs, @Ctx() ctx: GraphContext, @Info() info: GraphQLResolveInfo) {
    return new HyperpartitionConnection(await hyperpartitionsOfDatarun(ctx, args, info, run.number));
  }
}
