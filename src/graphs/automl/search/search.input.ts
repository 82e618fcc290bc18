import { Field, ID, InputType, Int } from 'type-graphql';
import { BadInput } from '../../../core/errors';
import { checkTags } from '../../run/request';
import { DateTime } from '../../scalars';
import { BudgetType, ScoreMetric, ScoreTarget, Selector, Tuner } from '../enums';
import { priorityRange } from '../../../jobs/fair-queue';

export const MOST_TRIALS = 100_000;
const MINUTES_A_YEAR = 525_600;

@InputType({ description: 'What to search, for how long, and how.' })
export class StartDatarunInput {
  @Field(() => ID, { description: 'The data set to find a classifier for.' }) datasetId: string;
  @Field(() => [String], { defaultValue: ['logreg', 'dt', 'knn'], description: 'Names of methods, each once.' }) methods: string[];
  @Field(() => BudgetType, { defaultValue: BudgetType.CLASSIFIER, description: 'What ends the run; a deadline makes it WALLTIME.' }) budgetType: BudgetType;
  @Field(() => Int, { defaultValue: 100, description: `Classifiers (1 to ${MOST_TRIALS}) for CLASSIFIER, minutes from now (1 to ${MINUTES_A_YEAR}) for WALLTIME; not used for NONE.` }) budget: number;
  @Field(() => DateTime, { nullable: true, description: 'No trial starts after this moment.' }) deadline?: string;
  @Field(() => ScoreMetric, { defaultValue: ScoreMetric.F1, description: 'What is measured.' }) metric: ScoreMetric;
  @Field(() => ScoreTarget, { defaultValue: ScoreTarget.CV, description: 'By which of its numbers classifiers are compared.' }) scoreTarget: ScoreTarget;
  @Field(() => Tuner, { defaultValue: Tuner.UNIFORM, description: 'How values are picked.' }) tuner: Tuner;
  @Field(() => Selector, { defaultValue: Selector.UNIFORM, description: 'How hyperpartitions are picked.' }) selector: Selector;
  @Field(() => Int, { defaultValue: 3, description: 'How many scores the *k* selectors look at, 1 to 1,000.' }) kWindow: number;
  @Field(() => Int, { defaultValue: 2, description: 'Complete classifiers a partition needs before the tuner models it, 0 to 10,000.' }) rMinimum: number;
  @Field(() => Int, { defaultValue: 0, description: 'Points of the grid on each tunable, 0 (no grid) to 1,000.' }) gridding: number;
  @Field(() => Int, { defaultValue: 1, description: `Higher goes first, ${priorityRange.least} to ${priorityRange.greatest}.` }) priority: number;
  @Field(() => Boolean, { defaultValue: false, description: 'One datarun for each hyperpartition instead of one for all; each has the whole budget.' }) runPerPartition: boolean;
  @Field(() => Boolean, { defaultValue: false, description: 'After each fold, end a trial that even with perfect scores in its other folds could not reach the best complete one. It counts to the budget and has no model. Only with the score target CV.' }) earlyStopping: boolean;
  @Field(() => Boolean, { defaultValue: false, description: 'Write ROC and precision-recall curves of every fold and of the test part into the metrics files, and for more than two classes the scores of each class.' }) curves: boolean;
  @Field(() => Int, { nullable: true, description: 'For a search that can be repeated.' }) seed?: number;
  @Field(() => [String], { nullable: true, description: 'Labels, 50 at most, of 1 to 100 characters.' }) tags?: string[];
  @Field(() => String, { nullable: true, description: 'Makes a retry safe: a second call with the same text answers the dataruns of the first. 1 to 200 characters.' }) clientMutationId?: string;
}

/** @throws BadInput naming the field */
export function checkStart(input: StartDatarunInput): void {
  const range = (name: 'budget' | 'kWindow' | 'rMinimum' | 'gridding' | 'priority', least: number, most: number) => {
    if (input[name] < least || input[name] > most) throw new BadInput(`${name} must be ${least} to ${most}, not ${input[name]}.`, ['input', name]);
  };
  if (input.deadline == null && input.budgetType === 'CLASSIFIER') range('budget', 1, MOST_TRIALS);
  if (input.deadline == null && input.budgetType === 'WALLTIME') range('budget', 1, MINUTES_A_YEAR);
  range('kWindow', 1, 1000);
  range('rMinimum', 0, 10_000);
  range('gridding', 0, 1000);
  range('priority', priorityRange.least, priorityRange.greatest);
  if (input.earlyStopping && input.scoreTarget !== ScoreTarget.CV) {
    throw new BadInput(`earlyStopping needs the score target CV, not ${input.scoreTarget}: what the first folds rule out is a mean over all folds, nothing else.`, ['input', 'earlyStopping']);
  }
  const twice = input.methods.find((name, i) => input.methods.indexOf(name) !== i);
  if (twice !== undefined) throw new BadInput(`The method ${twice} is named twice.`, ['input', 'methods']);
  checkTags(input.tags);
}
