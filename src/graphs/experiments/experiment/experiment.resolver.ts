import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, ID, Info, Int, Query, Resolver, Root } from 'type-graphql';
import { RunStatus } from '../../../core/states';
import { connectionOf } from '../../connection/connection.type';
import type { GraphContext } from '../../context';
import { loadById } from '../../loader';
import { Reads } from '../../selection';
import { Experiment } from './experiment.entity';
import { ExperimentListArgs } from './experiment.input';
import { experimentByNumber, experimentByUid, experimentPages, queueFacts } from './experiment.loader';
import { isOver } from './experiment.service';
import { hasLegacyId, LegacyApi, LegacyId, legacyIdsOf, numberIn } from './legacy-id';

export const ExperimentConnection = connectionOf('Experiment', () => Experiment);

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

@Resolver(() => Experiment)
export class ExperimentResolver {
  @Query(() => Experiment, { nullable: true, description: 'One experiment; null when there is none with this id.' })
  experiment(@Arg('id', () => ID) id: string, @Ctx() ctx: GraphContext) { return loadById(experimentByNumber(ctx), 'ex', id); }

  @Query(() => Experiment, { nullable: true, description: 'One experiment by its counter; null when there is none.' })
  experimentByNumber(@Arg('number', () => Int) number: number, @Ctx() ctx: GraphContext) { return experimentByNumber(ctx).load(number); }

  @Query(() => Experiment, { nullable: true, description: 'One experiment by its UUID; null when there is none.' })
  experimentByUid(@Arg('uid', () => ID, { description: 'A UUID.' }) uid: string, @Ctx() ctx: GraphContext) { return UUID.test(uid) ? experimentByUid(ctx).load(uid.toLowerCase()) : null; }

  @Query(() => Experiment, { nullable: true, description: 'One experiment by what an older API calls it, in any spelling of that API; null when there is none.' })
  async experimentByLegacyId(@Arg('api', () => LegacyApi, { description: 'Whose id it is.' }) _api: LegacyApi, @Arg('id', () => ID, { description: 'Its id there.' }) id: string, @Ctx() ctx: GraphContext) {
    const number = numberIn(id), experiment = number === null ? null : await experimentByNumber(ctx).load(number);
    return experiment && hasLegacyId(experiment, id) ? experiment : null;
  }

  @Query(() => ExperimentConnection, { description: 'Experiments, oldest first unless ordered otherwise.' })
  async experiments(@Args() { kind, status, tag, where, ...page }: ExperimentListArgs, @Ctx() ctx: GraphContext, @Info() info: GraphQLResolveInfo) {
    const short = { ...(kind && { kind }), ...(status && { status }), ...(tag != null && { tag }) };
    return new ExperimentConnection(await experimentPages(ctx, { ...page, where: { and: [short, where ?? {}] } }, info));
  }

  @Reads<Experiment>('kind', 'number', 'acceptedAt')
  @FieldResolver(() => [LegacyId], { description: 'What older APIs call it; none for an experiment of a kind that they do not have.' })
  legacyIds(@Root() experiment: Experiment): LegacyId[] { return legacyIdsOf(experiment); }

  @Reads<Experiment>('status', 'settledReason', 'stopping', 'priority')
  @FieldResolver(() => String, { nullable: true, description: 'Why it is not running (NO_WORKER_ALIVE, HIGHER_PRIORITY_FIRST, WORKERS_BUSY, COMPONENTS_WAIT), why it is about to end (STOPPING), or why it ended (STOPPED_BY_USER, COMPONENT_FAILED); null when there is nothing to say.' })
  async statusReason(@Root() experiment: Experiment, @Ctx() ctx: GraphContext): Promise<string | null> {
    if (isOver(experiment)) return experiment.settledReason;
    if (experiment.stopping) return 'STOPPING';
    const queue = await queueFacts(ctx)();
    if (!queue.workerAlive) return 'NO_WORKER_ALIVE';
    if (experiment.status === RunStatus.WAITING_ON_RESOURCE) return 'COMPONENTS_WAIT';
    if (experiment.status !== RunStatus.ACCEPTED) return null;
    return queue.highestPriority !== null && queue.highestPriority > experiment.priority ? 'HIGHER_PRIORITY_FIRST' : 'WORKERS_BUSY';
  }
}
