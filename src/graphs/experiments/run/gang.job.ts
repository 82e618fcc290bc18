import { z } from 'zod';
import { defineJob } from '../../../jobs/job-definition';

/** Components that start together: run their pods to the end. */
export const gangJob = defineJob('experiments.gang', z.object({
  experiment: z.int().positive(),
  gang: z.int().positive(),
  /** Of the request that created the experiment, for the logs. */
  requestId: z.string().optional(),
}));
export type GangPayload = z.output<typeof gangJob.schema>;
