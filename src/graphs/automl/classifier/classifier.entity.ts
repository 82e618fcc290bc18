import { Directive, Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { ClassifierStatus } from '../../../core/states';
import { encodeId } from '../../global-id';
import { PlainField } from '../../plain-field';
import { DateTime, Decimal } from '../../scalars';
import { Reads } from '../../selection';
import { Key, Moment, Numeric } from '../../columns';
import { HyperparameterValue } from '../hyperpartition/hyperpartition.entity';

@ObjectType({ description: 'One named score.', simpleResolvers: true })
export class Score {
  @Field({ description: 'Name of the metric in lower case, e.g. `f1_macro`.' }) name: string;
  @Field(() => Int, { nullable: true, description: 'Fold of the cross-validation, from 0; null: the test part.' }) fold: number | null;
  @Field(() => Float, { nullable: true, description: 'Null where the metric is not defined.' }) value: number | null;
}

@Directive('@key(fields: "id")')
@ObjectType({ description: 'A trial: one setting of hyperparameters, its scores and its model.', simpleResolvers: true })
@Entity('classifier')
export class Classifier {
  @Reads<Classifier>('number')
  @PlainField(() => ID, { description: 'Opaque and stable.' })
  get id(): string { return encodeId('cl', this.number); }

  @Field(() => Int, { description: "ATM's integer id, from 1." })
  @Key() number: number;

  @Column('integer', { name: 'datarun_id' }) datarunNumber: number;
  @Column('integer', { name: 'hyperpartition_id' }) hyperpartitionNumber: number;
  /** Which part of the run's budget it uses, from 1. */
  @Column('integer') slot: number;

  @Field({ description: 'Name of the machine whose worker trains or trained it.' })
  @Column('text') host: string;
  @Column('uuid', { name: 'worker_id', nullable: true }) workerId: string | null;

  @Field(() => ClassifierStatus, { description: 'Where the trial stands.' })
  @Column('text') status: ClassifierStatus;

  @Field(() => Int, { description: 'From 1; more when a worker was lost in the middle.' })
  @Column('integer') attempt: number;

  @Field(() => [HyperparameterValue], { description: 'Tunables first, then choices, then constants.' })
  @Column('jsonb') hyperparameters: HyperparameterValue[];

  @Field(() => Decimal, { nullable: true, description: "Mean of the run's metric over 5 folds, 10 decimals; null until complete or where it is not defined." })
  @Numeric('cv_judgment_metric') cvJudgmentMetric: string | null;

  @Field(() => Decimal, { nullable: true, description: 'Population standard deviation over the folds, 10 decimals.' })
  @Numeric('cv_judgment_metric_stdev') cvJudgmentMetricStdev: string | null;

  @Field(() => Decimal, { nullable: true, description: "The run's metric on the test part, 10 decimals." })
  @Numeric('test_judgment_metric') testJudgmentMetric: string | null;

  @Field(() => Decimal, { nullable: true, description: 'Mean minus two standard deviations over the folds, 10 decimals.' })
  @Numeric('mu_sigma') muSigma: string | null;

  /** Mean over the folds that ran of a trial that was stopped early: what selectors know of it. */
  @Numeric('stopped_mean') stoppedMean: string | null;

  @Field(() => [Score], { description: 'All scores of the folds and of the test part; of a trial that was stopped early, those of the folds that ran.' })
  @Column('jsonb') scores: Score[];

  @Field(() => String, { nullable: true, description: 'Place of the model in the artefact store; null until complete.' })
  @Column('text', { name: 'model_location', nullable: true }) modelLocation: string | null;
  @Column('text', { name: 'model_sha256', nullable: true }) modelSha256: string | null;
  @Column('bigint', { name: 'model_bytes', nullable: true }) modelBytes: number | null;

  @Field(() => String, { nullable: true, description: 'Place of the metrics file in the artefact store; null until complete.' })
  @Column('text', { name: 'metrics_location', nullable: true }) metricsLocation: string | null;

  @Field(() => DateTime, { description: 'When the present attempt started.' })
  @Moment('started_at') startedAt: string;

  @Field(() => DateTime, { nullable: true, description: 'When it ended; null while it runs.' })
  @Moment('finished_at', { nullable: true }) finishedAt: string | null;

  @Field(() => String, { nullable: true, description: 'Traceback of an errored trial, or when and why one was stopped early; null otherwise.' })
  @Column('text', { name: 'error_message', nullable: true }) errorMessage: string | null;
}
