import { registerEnumType } from 'type-graphql';
import { ClassifierStatus, HyperpartitionStatus } from '../../core/states';

const members = <const T extends string>(...names: T[]) => Object.fromEntries(names.map((n) => [n, n])) as { [K in T]: K };

export const BudgetType = members('NONE', 'CLASSIFIER', 'WALLTIME');
export type BudgetType = keyof typeof BudgetType;
registerEnumType(BudgetType, {
  name: 'BudgetType', description: 'What ends a datarun.',
  valuesConfig: {
    NONE: { description: 'Its partitions are exhausted, or somebody stops it.' },
    CLASSIFIER: { description: '`budget` classifiers have ended, complete or errored.' },
    WALLTIME: { description: '`deadline` has passed, or `budget` minutes after the datarun was created.' },
  },
});

export const ScoreTarget = members('CV', 'TEST', 'MU_SIGMA');
export type ScoreTarget = keyof typeof ScoreTarget;
registerEnumType(ScoreTarget, {
  name: 'ScoreTarget', description: 'The number by which classifiers are compared.',
  valuesConfig: {
    CV: { description: 'Mean of the metric over the folds of cross-validation.' },
    TEST: { description: 'The metric on the test part.' },
    MU_SIGMA: { description: 'Mean minus two standard deviations over the folds.' },
  },
});

export const Selector = members('UNIFORM', 'UCB1', 'BESTK', 'BESTKVEL', 'PUREBESTKVEL', 'RECENTK', 'RECENTKVEL', 'HIERALG');
export type Selector = keyof typeof Selector;
registerEnumType(Selector, { name: 'Selector', description: 'How the next hyperpartition is picked.' });

export const Tuner = members('UNIFORM', 'GP', 'GP_EI', 'GP_EIVEL', 'GCP', 'GCP_EI');
export type Tuner = keyof typeof Tuner;
registerEnumType(Tuner, { name: 'Tuner', description: 'How values of the tunable hyperparameters are picked.' });

export const TunableType = members('INT', 'INT_EXP', 'FLOAT', 'FLOAT_EXP');
export type TunableType = keyof typeof TunableType;
registerEnumType(TunableType, { name: 'TunableType', description: 'Type and scale of a tunable; *_EXP ones are searched on a logarithmic scale.' });

export const ScoreMetric = members('ACCURACY', 'COHEN_KAPPA', 'F1', 'ROC_AUC', 'AP', 'MCC', 'RANK_ACCURACY', 'F1_MICRO', 'F1_MACRO', 'ROC_AUC_MICRO', 'ROC_AUC_MACRO');
export type ScoreMetric = keyof typeof ScoreMetric;
registerEnumType(ScoreMetric, { name: 'ScoreMetric', description: 'Scores from 0 (or -1 for COHEN_KAPPA and MCC) to 1, higher is better. With two classes the micro and macro forms mean the plain one; with more classes F1 and ROC_AUC mean the macro form.' });

registerEnumType(HyperpartitionStatus, {
  name: 'HyperpartitionStatus', description: 'Whether a hyperpartition still takes part in the search.',
  valuesConfig: {
    INCOMPLETE: { description: 'It does.' },
    GRIDDING_DONE: { description: 'No: every point of its grid, or its only point, was tried.' },
    ERRORED: { description: 'No: more than 3 of its classifiers errored.' },
  },
});
registerEnumType(ClassifierStatus, {
  name: 'ClassifierStatus', description: 'Where a trial stands.',
  valuesConfig: {
    RUNNING: { description: 'It trains, or waits to be trained again after its worker was lost.' },
    COMPLETE: { description: 'It has scores and a model.' },
    ERRORED: { description: 'It ended without a model; `errorMessage` has the traceback.' },
    STOPPED_EARLY: { description: 'It was ended after some of its folds, without a model, since it could not become the best of its datarun any more; `errorMessage` says when. Only where `earlyStopping` was asked for.' },
  },
});
