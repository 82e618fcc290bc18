import { ArgsType, Field, InputType, registerEnumType } from 'type-graphql';
import { RunStatus } from '../../../core/states';
import { OrderInput, orderTerm, type Orders } from '../../connection/order';
import { NumberedPageArgs } from '../../connection/page-args';
import { DateTimeFilter, StringFilter } from '../../filter/inputs';
import type { FilterTarget } from '../../filter/where';
import { RunKind } from './run-entry.entity';

@InputType({ description: 'Conditions on runs of every kind; all that are given must hold.' })
export class RunFilter {
  @Field(() => [RunKind], { nullable: true, description: 'One of these kinds.' }) kind?: RunKind[];
  @Field(() => [RunStatus], { nullable: true, description: 'One of these states.' }) status?: RunStatus[];
  @Field(() => StringFilter, { nullable: true, description: 'On the name.' }) name?: object;
  @Field(() => StringFilter, { nullable: true, description: 'On who started it.' }) owner?: object;
  @Field(() => String, { nullable: true, description: 'Has this tag.' }) tag?: string;
  @Field(() => DateTimeFilter, { nullable: true, description: 'On when it was stored.' }) createdAt?: object;
  @Field(() => DateTimeFilter, { nullable: true, description: 'On when its first part started.' }) startedAt?: object;
  @Field(() => DateTimeFilter, { nullable: true, description: 'On when it ended.' }) finishedAt?: object;
  @Field(() => [RunFilter], { nullable: true, description: 'All of these hold.' }) and?: RunFilter[];
  @Field(() => [RunFilter], { nullable: true, description: 'At least one of these holds.' }) or?: RunFilter[];
  @Field(() => RunFilter, { nullable: true, description: 'This does not hold.' }) not?: RunFilter;
}

export const runTarget: FilterTarget = {
  table: 'run',
  fields: {
    kind: { kind: 'oneOf', column: 'kind', cast: 'text' },
    status: { kind: 'oneOf', column: 'status', cast: 'text' },
    name: { kind: 'compare', column: 'name', cast: 'text' },
    owner: { kind: 'compare', column: 'owner', cast: 'text' },
    tag: { kind: 'custom', sql: (r, value, bind) => `${r}.tags @> ARRAY[${bind(value)}::text]` },
    createdAt: { kind: 'compare', column: 'created_at', cast: 'timestamptz' },
    startedAt: { kind: 'compare', column: 'started_at', cast: 'timestamptz' },
    finishedAt: { kind: 'compare', column: 'finished_at', cast: 'timestamptz' },
  },
};

export enum RunField { CREATED_AT = 'CREATED_AT', STARTED_AT = 'STARTED_AT', FINISHED_AT = 'FINISHED_AT', NAME = 'NAME' }
registerEnumType(RunField, { name: 'RunField', description: 'What runs can be ordered by.' });

export const runOrders: Orders & { fields: Record<RunField, unknown> } = {
  fields: {
    CREATED_AT: orderTerm('created_at', 'createdAt', 'timestamptz'),
    STARTED_AT: orderTerm('started_at', 'startedAt', 'timestamptz', { nullable: true }),
    FINISHED_AT: orderTerm('finished_at', 'finishedAt', 'timestamptz', { nullable: true }),
    NAME: orderTerm('name', 'name', 'text'),
  },
};

@InputType({ description: 'One term of an ordering.' })
export class RunOrder extends OrderInput {
  @Field(() => RunField, { description: 'What to order by.' }) field: RunField;
}

@ArgsType()
export class RunListArgs extends NumberedPageArgs {
  @Field(() => RunFilter, { nullable: true, description: 'Only those for which this holds.' }) where?: RunFilter;
  @Field(() => [RunOrder], { nullable: true, description: 'Newest first when nothing is said.' }) orderBy?: RunOrder[];
  @Field(() => [RunKind], { nullable: true, description: 'Only of these kinds.' }) kind?: RunKind[];
  @Field(() => [RunStatus], { nullable: true, description: 'Only in these states.' }) status?: RunStatus[];
  @Field(() => String, { nullable: true, description: 'Only with this tag.' }) tag?: string;
  @Field(() => String, { nullable: true, description: 'Only of exactly this name.' }) name?: string;
  @Field(() => String, { nullable: true, description: 'Only those that this one started.' }) owner?: string;
}
