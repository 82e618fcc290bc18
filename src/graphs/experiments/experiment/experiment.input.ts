import { ArgsType, Field, ID, InputType, registerEnumType } from 'type-graphql';
import { RunStatus } from '../../../core/states';
import { OrderInput, orderTerm, type Orders } from '../../connection/order';
import { NumberedPageArgs } from '../../connection/page-args';
import { DateTimeFilter, IntFilter, StringFilter } from '../../filter/inputs';
import type { FilterTarget } from '../../filter/where';
import { decodeIds } from '../../global-id';
import { ExperimentKind } from '../enums';

@InputType({ description: 'Conditions on experiments; all that are given must hold.' })
export class ExperimentFilter {
  @Field(() => [ID], { nullable: true, description: 'One of these ids.' }) id?: string[];
  @Field(() => IntFilter, { nullable: true, description: 'On the counter.' }) number?: object;
  @Field(() => [ExperimentKind], { nullable: true, description: 'One of these kinds.' }) kind?: ExperimentKind[];
  @Field(() => [RunStatus], { nullable: true, description: 'One of these states.' }) status?: RunStatus[];
  @Field(() => StringFilter, { nullable: true, description: 'On the name.' }) name?: object;
  @Field(() => StringFilter, { nullable: true, description: 'On the namespace.' }) namespace?: object;
  @Field(() => StringFilter, { nullable: true, description: 'On the framework.' }) framework?: object;
  @Field(() => StringFilter, { nullable: true, description: 'On who started it.' }) owner?: object;
  @Field(() => String, { nullable: true, description: 'Has this tag.' }) tag?: string;
  @Field(() => DateTimeFilter, { nullable: true, description: 'On when it was stored.' }) createdAt?: object;
  @Field(() => DateTimeFilter, { nullable: true, description: 'On when it started.' }) startedAt?: object;
  @Field(() => DateTimeFilter, { nullable: true, description: 'On when it ended.' }) finishedAt?: object;
  @Field(() => [ExperimentFilter], { nullable: true, description: 'All of these hold.' }) and?: ExperimentFilter[];
  @Field(() => [ExperimentFilter], { nullable: true, description: 'At least one of these holds.' }) or?: ExperimentFilter[];
  @Field(() => ExperimentFilter, { nullable: true, description: 'This does not hold.' }) not?: ExperimentFilter;
}

export const experimentTarget: FilterTarget = {
  table: 'experiment',
  fields: {
    id: { kind: 'oneOf', column: 'id', cast: 'integer', values: (ids) => decodeIds('ex', ids) },
    number: { kind: 'compare', column: 'id', cast: 'integer' },
    kind: { kind: 'oneOf', column: 'kind', cast: 'text' },
    status: { kind: 'oneOf', column: 'status', cast: 'text' },
    name: { kind: 'compare', column: 'name', cast: 'text' },
    namespace: { kind: 'compare', column: 'namespace', cast: 'text' },
    framework: { kind: 'compare', column: 'framework', cast: 'text' },
    owner: { kind: 'compare', column: 'owner', cast: 'text' },
    tag: { kind: 'custom', sql: (e, value, bind) => `${e}.tags @> ARRAY[${bind(value)}::text]` },
    createdAt: { kind: 'compare', column: 'created_at', cast: 'timestamptz' },
    startedAt: { kind: 'compare', column: 'started_at', cast: 'timestamptz' },
    finishedAt: { kind: 'compare', column: 'finished_at', cast: 'timestamptz' },
  },
};

export enum ExperimentField { ID = 'ID', NAME = 'NAME', PRIORITY = 'PRIORITY', CREATED_AT = 'CREATED_AT', STARTED_AT = 'STARTED_AT', FINISHED_AT = 'FINISHED_AT' }
registerEnumType(ExperimentField, { name: 'ExperimentField', description: 'What experiments can be ordered by.' });

export const experimentOrders: Orders & { fields: Record<ExperimentField, unknown> } = {
  fields: {
    ID: orderTerm('id', 'number', 'integer'),
    NAME: orderTerm('name', 'name', 'text'),
    PRIORITY: orderTerm('priority', 'priority', 'integer'),
    CREATED_AT: orderTerm('created_at', 'createdAt', 'timestamptz'),
    STARTED_AT: orderTerm('started_at', 'startedAt', 'timestamptz', { nullable: true }),
    FINISHED_AT: orderTerm('finished_at', 'finishedAt', 'timestamptz', { nullable: true }),
  },
};

@InputType({ description: 'One term of an ordering.' })
export class ExperimentOrder extends OrderInput {
  @Field(() => ExperimentField, { description: 'What to order by.' }) field: ExperimentField;
}

@ArgsType()
export class ExperimentListArgs extends NumberedPageArgs {
  @Field(() => ExperimentFilter, { nullable: true, description: 'Only those for which this holds.' }) where?: ExperimentFilter;
  @Field(() => [ExperimentOrder], { nullable: true, description: 'By the id when nothing is said.' }) orderBy?: ExperimentOrder[];
  @Field(() => [ExperimentKind], { nullable: true, description: 'Only of these kinds.' }) kind?: ExperimentKind[];
  @Field(() => [RunStatus], { nullable: true, description: 'Only in these states.' }) status?: RunStatus[];
  @Field(() => String, { nullable: true, description: 'Only with this tag.' }) tag?: string;
}
