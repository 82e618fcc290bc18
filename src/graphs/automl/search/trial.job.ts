import { z } from 'zod';
import { defineJob } from '../../../jobs/job-definition';

/** One slot of a datarun's budget: pick hyperparameters, train, store the result. */
export const trialJob = defineJob('automl.trial', z.object({
  datarun: z.int().positive(),
  /** From 1. */
  slot: z.int().positive(),
  /** Of the request that started the datarun, for the logs. */
  requestId: z.string().optional(),
}));
export type TrialPayload = z.output<typeof trialJob.schema>;
