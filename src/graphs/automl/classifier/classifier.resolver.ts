import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, ID, Info, Int, Query, Resolver, Root } from 'type-graphql';
import { BadInput } from '../../../core/errors';
import { connectionOf } from '../../connection/connection.type';
import { MAX_PAGE } from '../../connection/page-args';
import type { GraphContext } from '../../context';
import { Direct } from '../../direct';
import { loadById } from '../../loader';
import { Reads, toOne } from '../../selection';
import { Datarun } from '../datarun/datarun.entity';
import { datarunByNumber } from '../datarun/datarun.loader';
import { Hyperpartition } from '../hyperpartition/hyperpartition.entity';
import { hyperpartitionByNumber } from '../hyperpartition/hyperpartition.loader';
import { Classifier } from './classifier.entity';
import { ClassifierChildArgs, ClassifierListArgs } from './classifier.input';
import { classifierByNumber, classifierLog, classifierPages, classifiersOfDatarun, classifiersOfHyperpartition, leaderboards } from './classifier.loader';

export const ClassifierConnection = connectionOf('Classifier', () => Classifier);

@Resolver(() => Classifier)
export class ClassifierResolver {
  @Query(() => Classifier, { nullable: true, description: 'One classifier; null when there is none with this id.' })
  classifier(@Arg('id', () => ID) id: string, @Ctx() ctx: GraphContext) { return loadById(classifierByNumber(ctx), 'cl', id); }

  @Query(() => Classifier, { nullable: true, description: "One classifier by ATM's integer id; null when there is none." })
  classifierByNumber(@Arg('number', () => Int) number: number, @Ctx() ctx: GraphContext) {
    return classifierByNumber(ctx).load(number);
  }

  @Query(() => ClassifierConnection, { description: 'Classifiers, by id unless ordered otherwise.' })
  async classifiers(@Args() args: ClassifierListArgs, @Ctx() ctx: GraphContext, @Info() info: GraphQLResolveInfo) {
    return new ClassifierConnection(await classifierPages(ctx, args, info));
  }

  @Reads<Classifier>('datarunNumber')
  @FieldResolver(() => Datarun, { description: 'The search it belongs to.' })
  datarun(@Root() { datarunNumber }: Classifier, @Ctx() ctx: GraphContext, @Info() info: GraphQLResolveInfo) { return toOne(info, Datarun, datarunNumber, datarunByNumber(ctx)); }

  @Reads<Classifier>('hyperpartitionNumber')
  @FieldResolver(() => Hyperpartition, { description: 'Where its hyperparameters come from.' })
  hyperpartition(@Root() { hyperpartitionNumber }: Classifier, @Ctx() ctx: GraphContext, @Info() info: GraphQLResolveInfo) {
    return toOne(info, Hyperpartition, hyperpartitionNumber, hyperpartitionByNumber(ctx));
  }

  @Reads<Classifier>('number', 'modelLocation')
  @FieldResolver(() => String, { nullable: true, description: 'Path on this server from which the model can be downloaded; null until complete.' })
  modelUrl(@Root() classifier: Classifier) { return classifier.modelLocation && `/artefacts/classifiers/${classifier.id}/model`; }

  @Reads<Classifier>('number')
  @FieldResolver(() => String, { nullable: true, description: 'The last lines that its training printed; null when there are none.' })
  async log(
    @Root() classifier: Classifier,
    @Arg('tail', () => Int, { defaultValue: 200, description: 'How many lines, 1 to 10,000.' }) tail: number,
    @Ctx() ctx: GraphContext,
  ): Promise<string | null> {
    if (tail < 1 || tail > 10_000) throw new BadInput(`tail must be 1 to 10,000, not ${tail}.`, ['tail']);
    const log = await classifierLog(ctx).load(classifier.number);
    return log && log.split('\n').slice(-tail).join('\n');
  }
}

@Resolver(() => Datarun)
export class DatarunClassifiersResolver {
  @Direct
  @Reads<Datarun>('number')
  @FieldResolver(() => ClassifierConnection, { description: 'Its classifiers, by id unless ordered otherwise.' })
  async classifiers(@Root() run: Datarun, @Args() args: ClassifierChildArgs, @Ctx() ctx: GraphContext, @Info() info: GraphQLResolveInfo) {
    return new ClassifierConnection(await classifiersOfDatarun(ctx, args, info, run.number));
  }

  @Reads<Datarun>('number', 'scoreTarget')
  @FieldResolver(() => [Classifier], { description: 'Complete classifiers by the score target, best first, ties by id.' })
  leaderboard(@Root() run: Datarun, @Arg('first', () => Int, { defaultValue: 10, description: `1 to ${MAX_PAGE}.` }) first: number, @Ctx() ctx: GraphContext) {
    if (first < 1 || first > MAX_PAGE) throw new BadInput(`first must be 1 to ${MAX_PAGE}, not ${first}.`, ['first']);
    return leaderboards(ctx)(run.scoreTarget, first).load(run.number);
  }

  @Reads<Datarun>('number', 'scoreTarget')
  @FieldResolver(() => Classifier, { nullable: true, description: 'The first of the leaderboard; null until one is complete.' })
  async bestClassifier(@Root() run: Datarun, @Ctx() ctx: GraphContext) {
    return (await leaderboards(ctx)(run.scoreTarget, 1).load(run.number))[0] ?? null;
  }
}

@Resolver(() => Hyperpartition)
export class HyperpartitionClassifiersResolver {
  @Direct
  @Reads<Hyperpartition>('number')
  @FieldResolver(() => ClassifierConnection, { description: 'Its classifiers, by id unless ordered otherwise.' })
  async classifiers(@Root() partition: Hyperpartition, @Args() args: ClassifierChildArgs, @Ctx() ctx: GraphContext, @Info() info: GraphQLResolveInfo) {
    return new ClassifierConnection(await classifiersOfHyperpartition(ctx, args, info, partition.number));
  }
}
