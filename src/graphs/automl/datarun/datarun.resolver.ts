import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, ID, Info, Int, Query, Resolver, Root } from 'type-graphql';
import { datarunStates, RunStatus } from '../../../core/states';
import { connectionOf } from '../../connection/connection.type';
import type { GraphContext } from '../../context';
import { Direct } from '../../direct';
import { loadById } from '../../loader';
import { Progress } from '../../run/run.type';
import { asksOnlyForKey, Reads, withKey } from '../../selection';
import { Dataset } from '../dataset/dataset.entity';
import { datasetByNumber } from '../dataset/dataset.loader';
import { Datarun } from './datarun.entity';
import { DatarunChildArgs, DatarunListArgs } from './datarun.input';
import { datarunByNumber, datarunPages, datarunsOfDataset, queueFacts } from './datarun.loader';
import { progressOf } from './datarun.progress';

export const DatarunConnection = connectionOf('Datarun', () => Datarun);

@Resolver(() => Datarun)
export class DatarunResolver {
  @Query(() => Datarun, { nullable: true, description: 'One datarun; null when there is none with this id.' })
  datarun(@Arg('id', () => ID) id: string, @Ctx() ctx: GraphContext) { return loadById(datarunByNumber(ctx), 'dr', id); }

  @Query(() => Datarun, { nullable: true, description: "One datarun by ATM's integer id; null when there is none." })
  datarunByNumber(@Arg('number', () => Int) number: number, @Ctx() ctx: GraphContext) {
    return datarunByNumber(ctx).load(number);
  }

  @Query(() => DatarunConnection, { description: 'Dataruns, oldest first unless ordered otherwise.' })
  async dataruns(@Args() args: DatarunListArgs, @Ctx() ctx: GraphContext, @Info() info: GraphQLResolveInfo) {
    return new DatarunConnection(await datarunPages(ctx, args, info));
  }

  @Reads<Datarun>('datasetNumber')
  @FieldResolver(() => Dataset, { description: 'What it searches a classifier for.' })
  dataset(@Root() run: Datarun, @Ctx() ctx: GraphContext, @Info() info: GraphQLResolveInfo) {
    if (asksOnlyForKey(info)) return withKey(Dataset, run.datasetNumber);
    return run.datasetCopy ? Object.assign(new Dataset(), run.datasetCopy) : datasetByNumber(ctx).load(run.datasetNumber);
  }

  @Reads<Datarun>('status', 'budgetType', 'budget', 'deadline', 'createdAt', 'startedAt', 'trialsDone', 'trialsFailed', 'trialsRunning')
  @FieldResolver(() => Progress, { description: 'In trials.' })
  progress(@Root() run: Datarun) { return progressOf(run); }

  @Reads<Datarun>('status', 'settledReason', 'priority')
  @FieldResolver(() => String, { nullable: true, description: 'Why it is not running (NO_WORKER_ALIVE, HIGHER_PRIORITY_FIRST, WORKERS_BUSY), or why it ended (BUDGET_USED, DEADLINE_PASSED, PARTITIONS_EXHAUSTED, ALL_TRIALS_ERRORED, CANCELLED_BY_USER); null when there is nothing to say.' })
  async statusReason(@Root() run: Datarun, @Ctx() ctx: GraphContext): Promise<string | null> {
    if (run.status === RunStatus.PAUSED || datarunStates.isFinal(run.status as RunStatus.PENDING)) return run.settledReason;
    const queue = await queueFacts(ctx)();
    if (!queue.workerAlive) return 'NO_WORKER_ALIVE';
    if (run.status === RunStatus.RUNNING) return null;
    return queue.highestPriority !== null && queue.highestPriority > run.priority ? 'HIGHER_PRIORITY_FIRST' : 'WORKERS_BUSY';
  }
}

@Resolver(() => Dataset)
export class DatasetDatarunsResolver {
  @Direct
  @Reads<Dataset>('number')
  @FieldResolver(() => DatarunConnection, { description: 'Its dataruns, oldest first unless ordered otherwise.' })
  async dataruns(@Root() dataset: Dataset, @Args() args: DatarunChildArgs, @Ctx() ctx: GraphContext, @Info() info: GraphQLResolveInfo) {
    return new DatarunConnection(await datarunsOfDataset(ctx, args, info, dataset.number));
  }
}
