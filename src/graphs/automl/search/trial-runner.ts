import { realpath, rm } from 'node:fs/promises';
import type { DataSource } from 'typeorm';
import type { ArtefactStore, Staged } from '../../../artefacts';
import type { Logger } from '../../../core/logger';
import { queryOf } from '../../../database/data-source';
import { retryWhileDown } from '../../../database/transaction';
import type { RunningJob } from '../../../jobs/job-queue';
import { artefactsOf } from '../classifier/artefacts';
import type { TrialOutcome } from '../classifier/classifier.service';
import { bestScore, choose, type Propose } from './choice';
import { seedFor } from './random';
import type { TrialPayload } from './trial.job';
import type { Trial, TrialService } from './trial.service';

/** What training answers; decimals as text with 10 digits, null where the metric is not defined. */
export interface Trained {
  cv: string | null; cvStdev: string | null; test: string | null; muSigma: string | null;
  scores: { name: string; fold: number | null; value: number | null }[];
  /** Null when no model was to be kept. */
  modelSha256: string | null; modelBytes: number | null; seconds: number;
  /** From 0; null for a whole trial. Else `cv` is the mean up to there, and nothing was written. */
  stoppedAfterFold: number | null;
}
/** A process that is warm and takes one trial at a time. */
export interface Trainer {
  propose: Propose;
  train(request: Record<string, unknown>, signal: AbortSignal): Promise<{ trained: Trained; log: string | null }>;
}
/** The trial's own fault, with what to tell about it. Anything else that `train` throws is ours. */
export class TrialError extends Error {
  constructor(readonly report: string, readonly log: string | null) { super(report); this.name = 'TrialError'; }
}

const MOST_CHOICES = 1000;

/** Turns a slot into a classifier: choose, train, store. */
export class TrialRunner {
  /** @param save whether models and metrics files are kept */
  constructor(private readonly trials: TrialService, private readonly db: DataSource, private readonly artefacts: ArtefactStore, private readonly log: Logger, private readonly save = true) {}

  async run(job: RunningJob<TrialPayload>, trainer: Trainer): Promise<void> {
    const trial = await this.prepare(job, trainer);
    if (!trial) return;
    const log = this.log.child({ requestId: job.data.requestId, datarun: trial.run.id, classifier: trial.classifier.id, attempt: trial.classifier.attempt, method: trial.partition.method });
    log.info('trial started');
    const temporary = await this.artefacts.scratch();
    try {
      const { trained, log: output } = await trainer.train(await this.requestFor(trial, job.data.slot, temporary), job.signal);
      if (trained.stoppedAfterFold === null) await this.store(job, trial, trained, output, temporary);
      else await this.storeStopped(job, trial, trained, output);
      log.info({ cv: trained.cv, test: trained.test, seconds: trained.seconds }, trained.stoppedAfterFold === null ? 'trial complete' : 'trial stopped early');
    } catch (error) {
      if (!(error instanceof TrialError)) throw error;
      await retryWhileDown(() => this.trials.fail(job, trial, error.report, error.log));
      log.info({ error: error.report.split('\n').at(-1) }, 'trial errored');
    } finally {
      await Promise.all([`${temporary}.model`, `${temporary}.metric`].map((file) => rm(file, { force: true })));
    }
  }

  private async prepare(job: RunningJob<TrialPayload>, trainer: Trainer): Promise<Trial | null> {
    for (let choices = 0; choices < MOST_CHOICES; choices++) {
      const opening = await retryWhileDown(() => this.trials.open(job));
      if (opening.kind === 'nothing') return null;
      if (opening.kind === 'train') return opening.trial;
      const { run, partitions } = opening;
      const { partition, hyperparameters } = await choose(queryOf(this.db), run, job.data.slot, partitions, trainer.propose);
      if (!hyperparameters) { await this.trials.exhaust(run, partition); continue; }
      const trial = await this.trials.begin(job, partition.number, hyperparameters);
      if (trial) return trial;
    }
    throw new Error(`No choice for slot ${job.data.slot} of datarun ${job.data.datarun} held.`);
  }

  private async requestFor({ run, dataset, partition, classifier }: Trial, slot: number, temporary: string): Promise<Record<string, unknown>> {
    for (const file of [dataset.trainFile, dataset.testFile]) {
      // A link that was put in its place since could lead anywhere.
      if (file && await realpath(file).catch(() => null) !== file) throw new TrialError(`The file of data set ${dataset.id} is gone or was replaced by a link: ${file === dataset.trainFile ? dataset.trainPath : dataset.testPath}`, null);
    }
    return {
      dataset: { key: dataset.id, trainPath: dataset.trainFile, testPath: dataset.testFile, classColumn: dataset.classColumn },
      method: { name: partition.method, class: partition.classPath },
      hyperparameters: Object.fromEntries(classifier.hyperparameters.map(({ name, value }) => [name, value])),
      metric: run.metric, scoreTarget: run.scoreTarget, seed: seedFor(run.searchSeed, slot - 1, 'train'),
      curves: run.curves,
      bestSoFar: run.earlyStopping ? await bestScore(queryOf(this.db), run) : null,
      modelPath: this.save ? `${temporary}.model` : null, metricsPath: this.save ? `${temporary}.metric` : null,
    };
  }

  private async store(job: RunningJob<TrialPayload>, trial: Trial, trained: Trained, output: string | null, temporary: string): Promise<void> {
    const outcome: TrialOutcome = {
      cvJudgmentMetric: trained.cv, cvJudgmentMetricStdev: trained.cvStdev, testJudgmentMetric: trained.test, muSigma: trained.muSigma,
      scores: trained.scores, modelSha256: trained.modelSha256, modelBytes: trained.modelBytes,
      ...(this.save ? artefactsOf(trial.dataset.name, trial.classifier.number) : { modelLocation: null, metricsLocation: null }),
    };
    const files: [Staged, string][] = [];
    for (const [file, location] of [[`${temporary}.model`, outcome.modelLocation], [`${temporary}.metric`, outcome.metricsLocation]] as const) {
      if (location !== null) files.push([await this.artefacts.stage(file), location]);
    }
    try {
      await retryWhileDown(() => this.trials.complete(job, trial, outcome, output, async () => { for (const [file, location] of files) await file.place(location); }));
    } finally {
      await Promise.all(files.map(([file]) => file.discard()));
    }
  }

  private async storeStopped(job: RunningJob<TrialPayload>, trial: Trial, { cv, scores, stoppedAfterFold }: Trained, output: string | null): Promise<void> {
    const errorMessage = `Stopped early, after ${stoppedAfterFold! + 1} of its folds: even perfect scores in the others could not bring its mean to that of the best classifier.`;
    await retryWhileDown(() => this.trials.stopEarly(job, trial, { scores, stoppedMean: cv, errorMessage }, output));
  }
}
