import { ArgsType, Field, ID, InputType, registerEnumType } from 'type-graphql';
import { RunStatus } from '../../../core/states';
import { OrderInput, orderTerm, type Orders } from '../../connection/order';
import { NumberedPageArgs, PageArgs } from '../../connection/page-args';
import { extendFilter } from '../../filter/extend';
import { DateTimeFilter, IntFilter, listFilterOf, StringFilter } from '../../filter/inputs';
import type { FilterTarget } from '../../filter/where';
import { decodeIds } from '../../global-id';
import { DatasetFilter, DatasetOrder, datasetOrders, datasetTarget } from '../dataset/dataset.input';
import { BudgetType, ScoreMetric, ScoreTarget, Selector, Tuner } from '../enums';

@InputType({ description: 'Conditions on dataruns; all that are given must hold.' })
export class DatarunFilter {
  @Field(() => [ID], { nullable: true, description: 'One of these ids.' }) id?: string[];
  @Field(() => IntFilter, { nullable: true, description: "On ATM's integer id." }) number?: object;
  @Field(() => DatasetFilter, { nullable: true, description: 'Its data set is such.' }) dataset?: DatasetFilter;
  @Field(() => [RunStatus], { nullable: true, description: 'One of these states.' }) status?: RunStatus[];
  @Field(() => [ScoreMetric], { nullable: true, description: 'One of these metrics.' }) metric?: ScoreMetric[];
  @Field(() => [ScoreTarget], { nullable: true, description: 'One of these targets.' }) scoreTarget?: ScoreTarget[];
  @Field(() => [Selector], { nullable: true, description: 'One of these selectors.' }) selector?: Selector[];
  @Field(() => [Tuner], { nullable: true, description: 'One of these tuners.' }) tuner?: Tuner[];
  @Field(() => [BudgetType], { nullable: true, description: 'One of these kinds of budget.' }) budgetType?: BudgetType[];
  @Field(() => StringFilter, { nullable: true, description: 'On the description.' }) description?: object;
  @Field(() => IntFilter, { nullable: true, description: 'On the priority.' }) priority?: object;
  @Field(() => IntFilter, { nullable: true, description: 'On the budget.' }) budget?: object;
  @Field(() => IntFilter, { nullable: true, description: 'On kWindow.' }) kWindow?: object;
  @Field(() => IntFilter, { nullable: true, description: 'On rMinimum.' }) rMinimum?: object;
  @Field(() => IntFilter, { nullable: true, description: 'On gridding.' }) gridding?: object;
  @Field(() => DateTimeFilter, { nullable: true, description: 'On the deadline.' }) deadline?: object;
  @Field(() => DateTimeFilter, { nullable: true, description: 'On when it was stored.' }) createdAt?: object;
  @Field(() => DateTimeFilter, { nullable: true, description: 'On when it started.' }) startedAt?: object;
  @Field(() => DateTimeFilter, { nullable: true, description: 'On when it ended.' }) finishedAt?: object;
  @Field(() => [DatarunFilter], { nullable: true, description: 'All of these hold.' }) and?: DatarunFilter[];
  @Field(() => [DatarunFilter], { nullable: true, description: 'At least one of these holds.' }) or?: DatarunFilter[];
  @Field(() => DatarunFilter, { nullable: true, description: 'This does not hold.' }) not?: DatarunFilter;
}

export const datarunTarget: FilterTarget = {
  table: 'datarun',
  fields: {
    id: { kind: 'oneOf', column: 'id', cast: 'integer', values: (ids) => decodeIds('dr', ids) },
    number: { kind: 'compare', column: 'id', cast: 'integer' },
    dataset: { kind: 'relation', column: 'dataset_id', target: () => datasetTarget },
    status: { kind: 'oneOf', column: 'status', cast: 'text' },
    metric: { kind: 'oneOf', column: 'metric', cast: 'text' },
    scoreTarget: { kind: 'oneOf', column: 'score_target', cast: 'text' },
    selector: { kind: 'oneOf', column: 'selector', cast: 'text' },
    tuner: { kind: 'oneOf', column: 'tuner', cast: 'text' },
    budgetType: { kind: 'oneOf', column: 'budget_type', cast: 'text' },
    description: { kind: 'compare', column: 'description', cast: 'text' },
    priority: { kind: 'compare', column: 'priority', cast: 'integer' },
    budget: { kind: 'compare', column: 'budget', cast: 'integer' },
    kWindow: { kind: 'compare', column: 'k_window', cast: 'integer' },
    rMinimum: { kind: 'compare', column: 'r_minimum', cast: 'integer' },
    gridding: { kind: 'compare', column: 'gridding', cast: 'integer' },
    deadline: { kind: 'compare', column: 'deadline', cast: 'timestamptz' },
    createdAt: { kind: 'compare', column: 'created_at', cast: 'timestamptz' },
    startedAt: { kind: 'compare', column: 'started_at', cast: 'timestamptz' },
    finishedAt: { kind: 'compare', column: 'finished_at', cast: 'timestamptz' },
  },
};

extendFilter({ input: DatasetFilter, target: datasetTarget }, 'dataruns', {
  input: listFilterOf('Datarun', () => DatarunFilter), target: datarunTarget, column: 'dataset_id', description: 'Its dataruns are such.',
});

export enum DatarunField {
  ID = 'ID', DESCRIPTION = 'DESCRIPTION', PRIORITY = 'PRIORITY', SELECTOR = 'SELECTOR', TUNER = 'TUNER', METRIC = 'METRIC', SCORE_TARGET = 'SCORE_TARGET',
  K_WINDOW = 'K_WINDOW', R_MINIMUM = 'R_MINIMUM', GRIDDING = 'GRIDDING', BUDGET_TYPE = 'BUDGET_TYPE', BUDGET = 'BUDGET', DEADLINE = 'DEADLINE', STATUS = 'STATUS',
  STARTED_AT = 'STARTED_AT', CREATED_AT = 'CREATED_AT', FINISHED_AT = 'FINISHED_AT',
}
registerEnumType(DatarunField, {
  name: 'DatarunField', description: 'What dataruns can be ordered by.',
  valuesConfig: { STATUS: { description: 'Those that have ended, then those that have not started, then those that run or pause; alike among themselves.' } },
});

export const datarunOrders: Orders & { fields: Record<DatarunField, unknown> } = {
  fields: {
    ID: orderTerm('id', 'number', 'integer'),
    DESCRIPTION: orderTerm('description', 'description', 'text'),
    PRIORITY: orderTerm('priority', 'priority', 'integer'),
    SELECTOR: orderTerm('selector', 'selector', 'text'),
    TUNER: orderTerm('tuner', 'tuner', 'text'),
    METRIC: orderTerm('metric', 'metric', 'text'),
    SCORE_TARGET: orderTerm('score_target', 'scoreTarget', 'text'),
    K_WINDOW: orderTerm('k_window', 'kWindow', 'integer'),
    R_MINIMUM: orderTerm('r_minimum', 'rMinimum', 'integer'),
    GRIDDING: orderTerm('gridding', 'gridding', 'integer'),
    BUDGET_TYPE: orderTerm('budget_type', 'budgetType', 'text'),
    BUDGET: orderTerm('budget', 'budget', 'integer', { nullable: true }),
    DEADLINE: orderTerm('deadline', 'deadline', 'timestamptz', { nullable: true }),
    STATUS: orderTerm('status', 'status', 'integer', {
      places: { SUCCEEDED: 0, FAILED: 0, CANCELLED: 0, PENDING: 1, ACCEPTED: 1, INITIALISING: 1, WAITING_ON_RESOURCE: 1, RUNNING: 2, PAUSED: 2 } satisfies Record<RunStatus, number>,
    }),
    STARTED_AT: orderTerm('started_at', 'startedAt', 'timestamptz', { nullable: true }),
    CREATED_AT: orderTerm('created_at', 'createdAt', 'timestamptz'),
    FINISHED_AT: orderTerm('finished_at', 'finishedAt', 'timestamptz', { nullable: true }),
  },
  relations: { dataset: { column: 'dataset_id', table: 'dataset', orders: datasetOrders } },
};

@InputType({ description: 'One term of an ordering: either a field of the datarun, or one of its data set.' })
export class DatarunOrder extends OrderInput {
  @Field(() => DatarunField, { nullable: true, description: 'What to order by.' }) field?: DatarunField;
  @Field(() => DatasetOrder, { nullable: true, description: 'By a field of its data set.' }) dataset?: DatasetOrder;
}

@ArgsType()
export class DatarunListArgs extends NumberedPageArgs {
  @Field(() => DatarunFilter, { nullable: true, description: 'Only those for which this holds.' }) where?: DatarunFilter;
  @Field(() => [DatarunOrder], { nullable: true, description: 'By the id when nothing is said.' }) orderBy?: DatarunOrder[];
}

@ArgsType()
export class DatarunChildArgs extends PageArgs {
  @Field(() => DatarunFilter, { nullable: true, description: 'Only those for which this holds.' }) where?: DatarunFilter;
  @Field(() => [DatarunOrder], { nullable: true, description: 'By the id when nothing is said.' }) orderBy?: DatarunOrder[];
}
