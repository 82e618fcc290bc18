import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { RunStatus } from '../../../core/states';
import { encodeId } from '../../global-id';
import { PlainField } from '../../plain-field';
import { Run, type Progress } from '../../run/run.type';
import { DateTime } from '../../scalars';
import { Reads } from '../../selection';
import { Key, Moment, Stamped } from '../../columns';
import { BudgetType, ScoreMetric, ScoreTarget, Selector, Tuner } from '../enums';

@Directive('@key(fields: "id")')
@ObjectType({ implements: Run, description: 'A search for the best classifier of a data set.', simpleResolvers: true })
@Entity('datarun')
export class Datarun implements Run {
  @Reads<Datarun>('number')
  @PlainField(() => ID, { description: 'Opaque and stable.' })
  get id(): string { return encodeId('dr', this.number); }

  @Field(() => Int, { description: "ATM's integer id, from 1." })
  @Key() number: number;

  @Column('integer', { name: 'dataset_id' }) datasetNumber: number;

  @Field({ description: '`<tuner>__<selector>` in lower case.' })
  @Column('text') description: string;

  @Field(() => Int, { description: 'Runs with a higher number go first; runs with the same number share the workers.' })
  @Column('integer') priority: number;

  @Field(() => Selector, { description: 'How hyperpartitions are picked.' })
  @Column('text') selector: Selector;

  @Field(() => Tuner, { description: 'How values are picked.' })
  @Column('text') tuner: Tuner;

  @Field(() => ScoreMetric, { description: 'What is measured.' })
  @Column('text') metric: ScoreMetric;

  @Field(() => ScoreTarget, { description: 'By which of its numbers classifiers are compared.' })
  @Column('text', { name: 'score_target' }) scoreTarget: ScoreTarget;

  @Field(() => Int, { description: 'How many scores the *k* selectors look at, at least 1.' })
  @Column('integer', { name: 'k_window' }) kWindow: number;

  @Field(() => Int, { description: 'Complete classifiers a partition needs before the tuner models it.' })
  @Column('integer', { name: 'r_minimum' }) rMinimum: number;

  @Field(() => Int, { description: 'Points of the grid on each tunable; 0: no grid.' })
  @Column('integer') gridding: number;

  @Field(() => BudgetType, { description: 'What ends the run.' })
  @Column('text', { name: 'budget_type' }) budgetType: BudgetType;

  @Field(() => Int, { nullable: true, description: 'Classifiers for CLASSIFIER, minutes for WALLTIME; null for NONE.' })
  @Column('integer', { nullable: true }) budget: number | null;

  @Field(() => DateTime, { nullable: true, description: 'No trial starts after this moment; null unless the budget is WALLTIME.' })
  @Moment('deadline', { nullable: true }) deadline: string | null;

  @Field(() => Boolean, { description: 'Whether trials that cannot become the best any more are ended after a fold.' })
  @Column('boolean', { name: 'early_stopping' }) earlyStopping: boolean;

  @Field(() => Boolean, { description: 'Whether the metrics files of its classifiers hold ROC and precision-recall curves, and for more than two classes the scores of each class.' })
  @Column('boolean') curves: boolean;

  @Field(() => [String], { description: 'Names of the methods that are searched.' })
  @Column('text', { array: true }) methods: string[];

  @Field(() => Int, { nullable: true, description: 'With the same seed and one worker the same sequence of trials; null: drawn at random.' })
  @Column('integer', { nullable: true }) seed: number | null;

  @Column('text') status: RunStatus;
  /** Only what is settled; while the run waits, the reason is found out when asked for. */
  @Column('text', { name: 'status_reason', nullable: true }) settledReason: string | null;
  @Column('text', { name: 'error_message', nullable: true }) errorMessage: string | null;
  @Column('text', { nullable: true }) owner: string | null;
  @Column('text', { array: true }) tags: string[];
  @Stamped('created_at') createdAt: string;
  @Moment('started_at', { nullable: true }) startedAt: string | null;
  @Moment('finished_at', { nullable: true }) finishedAt: string | null;

  @Column('text', { name: 'client_mutation_id', nullable: true }) clientMutationId: string | null;
  @Column('integer', { name: 'slots_enqueued' }) slotsEnqueued: number;
  /** Start tag of its latest slot in the fair queue; null before it had one. */
  @Column('integer', { name: 'last_tag', nullable: true }) lastTag: number | null;
  /** The seed, or what was drawn in its place. */
  @Column('integer', { name: 'search_seed' }) searchSeed: number;
  @Column('integer', { name: 'trials_running' }) trialsRunning: number;
  @Column('integer', { name: 'trials_done' }) trialsDone: number;
  @Column('integer', { name: 'trials_failed' }) trialsFailed: number;

  /** Only on the copy of a deleted run that its last event carries. */
  datasetCopy?: object;

  // Resolved when asked for.
  statusReason: string | null;
  progress: Progress;
}
