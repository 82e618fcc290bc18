import { ArgsType, Field, Float, ID, InputType, registerEnumType } from 'type-graphql';
import { ClassifierStatus } from '../../../core/states';
import { OrderInput, orderTerm, type Orders } from '../../connection/order';
import { NumberedPageArgs, PageArgs } from '../../connection/page-args';
import { extendFilter } from '../../filter/extend';
import { DateTimeFilter, FloatFilter, IntFilter, listFilterOf, StringFilter } from '../../filter/inputs';
import type { FilterTarget } from '../../filter/where';
import { decodeIds } from '../../global-id';
import { DatarunFilter, DatarunOrder, datarunOrders, datarunTarget } from '../datarun/datarun.input';
import { HyperpartitionFilter, HyperpartitionOrder, hyperpartitionOrders, hyperpartitionTarget } from '../hyperpartition/hyperpartition.input';

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

const listOfClassifiers = { input: listFilterOf('Classifier', () => ClassifierFilter), target: classifierTarget, description: 'Its classifiers are such.' };
extendFilter({ input: DatarunFilter, target: datarunTarget }, 'classifiers', { ...listOfClassifiers, column: 'datarun_id' });
extendFilter({ input: HyperpartitionFilter, target: hyperpartitionTarget }, 'classifiers', { ...listOfClassifiers, column: 'hyperpartition_id' });

export enum ClassifierField {
  ID = 'ID', STATUS = 'STATUS', HOST = 'HOST', ATTEMPT = 'ATTEMPT', CV = 'CV', CV_STDEV = 'CV_STDEV', TEST = 'TEST', MU_SIGMA = 'MU_SIGMA', MODEL_LOCATION = 'MODEL_LOCATION',
  METRICS_LOCATION = 'METRICS_LOCATION', STARTED_AT = 'STARTED_AT', FINISHED_AT = 'FINISHED_AT', ERROR_MESSAGE = 'ERROR_MESSAGE',
}
registerEnumType(ClassifierField, {
  name: 'ClassifierField', description: 'What classifiers can be ordered by.',
  valuesConfig: { STATUS: { description: 'Complete ones, then those that ended without a model, then those that run; alike among themselves.' } },
});

export const classifierOrders: Orders & { fields: Record<ClassifierField, unknown> } = {
  fields: {
    ID: orderTerm('id', 'number', 'integer'),
    STATUS: orderTerm('status', 'status', 'integer', { places: { COMPLETE: 0, ERRORED: 1, STOPPED_EARLY: 1, RUNNING: 2 } satisfies Record<ClassifierStatus, number> }),
    HOST: orderTerm('host', 'host', 'text'),
    ATTEMPT: orderTerm('attempt', 'attempt', 'integer'),
    CV: orderTerm('cv_judgment_metric', 'cvJudgmentMetric', 'numeric', { nullable: true }),
    CV_STDEV: orderTerm('cv_judgment_metric_stdev', 'cvJudgmentMetricStdev', 'numeric', { nullable: true }),
    TEST: orderTerm('test_judgment_metric', 'testJudgmentMetric', 'numeric', { nullable: true }),
    MU_SIGMA: orderTerm('mu_sigma', 'muSigma', 'numeric', { nullable: true }),
    MODEL_LOCATION: orderTerm('model_location', 'modelLocation', 'text', { nullable: true }),
    METRICS_LOCATION: orderTerm('metrics_location', 'metricsLocation', 'text', { nullable: true }),
    STARTED_AT: orderTerm('started_at', 'startedAt', 'timestamptz'),
    FINISHED_AT: orderTerm('finished_at', 'finishedAt', 'timestamptz', { nullable: true }),
    ERROR_MESSAGE: orderTerm('error_message', 'errorMessage', 'text', { nullable: true }),
  },
  relations: {
    datarun: { column: 'datarun_id', table: 'datarun', orders: datarunOrders },
    hyperpartition: { column: 'hyperpartition_id', table: 'hyperpartition', orders: hyperpartitionOrders },
  },
};

@InputType({ description: 'One term of an ordering: either a field of the classifier, or one of its datarun or its hyperpartition.' })
export class ClassifierOrder extends OrderInput {
  @Field(() => ClassifierField, { nullable: true, description: 'What to order by.' }) field?: ClassifierField;
  @Field(() => DatarunOrder, { nullable: true, description: 'By a field of its datarun.' }) datarun?: DatarunOrder;
  @Field(() => HyperpartitionOrder, { nullable: true, description: 'By a field of its hyperpartition.' }) hyperpartition?: HyperpartitionOrder;
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
