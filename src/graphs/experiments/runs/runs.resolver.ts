import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, FieldResolver, Info, Query, Resolver, Root } from 'type-graphql';
import { connectionOf } from '../../connection/connection.type';
import { Direction } from '../../connection/order';
import { definePages } from '../../connection/page-loader';
import type { GraphContext } from '../../context';
import { Reads, toOne } from '../../selection';
import { Experiment } from '../experiment/experiment.entity';
import { experimentByNumber } from '../experiment/experiment.loader';
import { DatarunStub } from './datarun.stub';
import { RunEntry, RunKind } from './run-entry.entity';
import { RunField, RunListArgs, runOrders, runTarget } from './runs.input';

const RunEntryConnection = connectionOf('RunEntry', () => RunEntry);
const runPages = definePages({ entity: RunEntry, target: runTarget, orders: runOrders });

@Resolver(() => RunEntry)
export class RunsResolver {
  @Query(() => RunEntryConnection, { description: 'Runs of every kind, newest first unless ordered otherwise.' })
  async runs(@Args() { orderBy, kind, status, tag, name, owner, where, ...page }: RunListArgs, @Ctx() ctx: GraphContext, @Info() info: GraphQLResolveInfo) {
    const short = { ...(kind && { kind }), ...(status && { status }), ...(tag != null && { tag }), ...(name != null && { name: { eq: name } }), ...(owner != null && { owner: { eq: owner } }) };
    return new RunEntryConnection(await runPages(ctx, { ...page, where: { and: [short, ...(where ? [where] : [])] }, orderBy: orderBy ?? [{ field: RunField.CREATED_AT, direction: Direction.DESC } as never] }, info));
  }

  @Reads<RunEntry>('kind', 'runNumber')
  @FieldResolver(() => DatarunStub, { nullable: true, description: 'The datarun; null for another kind.' })
  datarun(@Root() { kind, runNumber }: RunEntry) { return kind === RunKind.DATARUN ? DatarunStub.of(runNumber) : null; }

  @Reads<RunEntry>('kind', 'runNumber')
  @FieldResolver(() => Experiment, { nullable: true, description: 'The experiment; null for another kind.' })
  experiment(@Root() { kind, runNumber }: RunEntry, @Ctx() ctx: GraphContext, @Info() info: GraphQLResolveInfo) {
    return kind === RunKind.EXPERIMENT ? toOne(info, Experiment, runNumber, experimentByNumber(ctx)) : null;
  }
}
