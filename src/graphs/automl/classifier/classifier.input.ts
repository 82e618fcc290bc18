import { ArgsType, Field, Float, ID, InputType, registerEnumType } from 'type-graphql';
import { ClassifierStatus } from '../../../core/states';
import { Direction, type OrderTerm } from '../../connection/order';
import { NumberedPageArgs, PageArgs } from '../../connection/page-args';
import { DateTimeFilter, FloatFilter, IntFilter, StringFilter } from '../../filter/inputs';
import type { FilterTarget } from '../../filter/where';
import { decodeIds } from '../../global-id';
import { DatarunFilter, datarunTarget } from '../datarun/datarun.input';
import { HyperpartitionFilter, hyperpartitionTarget } from '../hyperpartition/hyperpartition.input';

@InputType({ description: 'Conditions on classifiers; all that are given must hold.' })
export class ClassifierFilter {
  @Field(() => [ID], { nullable: true, description: 'One of these ids.' }) id?: string[];
  @Field(() => IntFilter, { nullable: true, description: "On ATM's integer id." }) number?: object;
  @Field(() => DatarunFilter, { nullable: true, description: 'Its datarun is such.' }) datarun?: DatarunFilter;
  @Field(() => HyperpartitionFilter, { nullable: true, description: 'Its hyperpartition is such.' }) hyperpartition?: HyperpartitionFilter;
  @Field(() => ID, { nullable: true, description: 'Of this hyperpartition.' }) hyperpartitionId?: string;
  @Field(() => [ClassifierStatus], { nullable: true, description: 'One of these states.' }) status?: ClassifierStatus[];
  @Field(() => Float, { nullable: true, description: "At least this much by its run's score target." }) minScore?: number;
  @Field(() => FloatFilter, { nullable: true, description: 'On the mean over the folds.' }) cvJudgmentMetric?: object;
  @Field(() => FloatFilter, { nullable: true, description: 'On the deviation over the folds.' }) cvJudgmentMetricStdev?: object;
  @Field(() => FloatFilter, { nullable: true, description: 'On the score on the test part.' }) testJudgmentMetric?: object;
  @Field(() => StringFilter, { nullable: true, description: 'On the name of the machine.' }) host?: object;
  @Field(() => IntFilter, { nullable: true, description: 'On the number of the attempt.' }) attempt?: object;
  @Field(() => StringFilter, { nullable: true, description: 'On the place of the model.' }) modelLocation?: object;
  @Field(() => StringFilter, { nullable: true, description: 'On the place of the metrics file.' }) metricsLocation?: object;
  @Field(() => DateTimeFilter, { nullable: true, description: 'On when it started.' }) startedAt?: object;
  @Field(() => DateTimeFilter, { nullable: true, description: 'On when it ended.' }) finishedAt?: object;
  @Field(() => StringFilter, { nullable: true, description: 'On the traceback.' }) errorMessage?: object;
  @Field(() => [ClassifierFilter], { nullable: true, description: 'All of these hold.' }) and?: ClassifierFilter[];
  @Field(() => [ClassifierFilter], { nullable: true, description: 'At least one of these holds.' }) or?: ClassifierFilter[];
  @Field(() => ClassifierFilter, { nullable: true, description: 'This does not hold.' }) not?: ClassifierFilter;
}

/** The column that a score target of the surrounding datarun compares. */
export const TARGET_COLUMNS = { CV: 'cv_judgment_metric', TEST: 'test_judgment_metric', MU_SIGMA: 'mu_sigma' } as const;

export const classifierTarget: FilterTarget = {
  table: 'classifier',
  fields: {
    id: { kind: 'oneOf', column: 'id', cast: 'integer', values: (ids) => decodeIds('cl', ids) },
    number: { kind: 'compare', column: 'id', cast: 'integer' },
    datarun: { kind: 'relation', column: 'datarun_id', target: () => datarunTarget },
    hyperpartition: { kind: 'relation', column: 'hyperpartition_id', target: () => hyperpartitionTarget },
    hyperpartitionId: { kind: 'oneOf', column: 'hyperpartition_id', cast: 'integer', values: (ids) => decodeIds('hp', [ids].flat() as string[]) },
    status: { kind: 'oneOf', column: 'status', cast: 'text' },
    minScore: {
      kind: 'custom',
      sql: (c, value, bind) => `(SELECT CASE r.score_target ${Object.entries(TARGET_COLUMNS).map(([target, column]) => `WHEN '${target}' THEN ${c}.${column}`).join(' ')} END FROM datarun r WHERE r.id = ${c}.datarun_id) >= ${bind(value)}::numeric`,
    },
    cvJudgmentMetric: { kind: 'compare', column: 'cv_judgment_metric', cast: 'numeric' },
    cvJudgmentMetricStdev: { kind: 'compare', column: 'cv_judgment_metric_stdev', cast: 'numeric' },
    testJudgmentMetric: { kind: 'compare', column: 'test_judgment_metric', cast: 'numeric' },
    host: { kind: 'compare', column: 'host', cast: 'text' },
    attempt: { kind: 'compare', column: 'attempt', cast: 'integer' },
    modelLocation: { kind: 'compare', column: 'model_location', cast: 'text' },
    metricsLocation: { kind: 'compare', column: 'metrics_location', cast: 'text' },
    startedAt: { kind: 'compare', column: 'started_at', cast: 'timestamptz' },
    finishedAt: { kind: 'compare', column: 'finished_at', cast: 'timestamptz' },
    errorMessage: { kind: 'compare', column: 'error_message', cast: 'text' },
  },
};

export enum ClassifierField { ID = 'ID', CV = 'CV', TEST = 'TEST', MU_SIGMA = 'MU_SIGMA', STARTED_AT = 'STARTED_AT', FINISHED_AT = 'FINISHED_AT' }
registerEnumType(ClassifierField, { name: 'ClassifierField', description: 'What classifiers can be ordered by.' });

export const classifierOrders: Record<ClassifierField, OrderTerm> = {
  ID: { column: 'id', property: 'number', cast: 'integer', nullable: false },
  CV: { column: 'cv_judgment_metric', property: 'cvJudgmentMetric', cast: 'numeric', nullable: true },
  TEST: { column: 'test_judgment_metric', property: 'testJudgmentMetric', cast: 'numeric', nullable: true },
  MU_SIGMA: { column: 'mu_sigma', property: 'muSigma', cast: 'numeric', nullable: true },
  STARTED_AT: { column: 'started_at', property: 'startedAt', cast: 'timestamptz', nullable: false },
  FINISHED_AT: { column: 'finished_at', property: 'finishedAt', cast: 'timestamptz', nullable: true },
};

@InputType({ description: 'One term of an ordering.' })
export class ClassifierOrder {
  @Field(() => ClassifierField, { description: 'What to order by.' }) field: ClassifierField;
  @Field(() => Direction, { description: 'Which way.' }) direction: Direction;
}

@ArgsType()
export class ClassifierListArgs extends NumberedPageArgs {
  @Field(() => ClassifierFilter, { nullable: true, description: 'Only those for which this holds.' }) where?: ClassifierFilter;
  @Field(() => [ClassifierOrder], { nullable: true, description: 'By the id when nothing is said.' }) orderBy?: ClassifierOrder[];
}

@ArgsType()
export class ClassifierChildArgs extends PageArgs {
  @Field(() => ClassifierFilter, { nullable: true, description: 'Only those for which this holds.' }) where?: ClassifierFilter;
  @Field(() => [ClassifierOrder], { nullable: true, description: 'By the id when nothing is said.' }) orderBy?: ClassifierOrder[];
}
