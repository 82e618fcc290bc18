import { join } from 'node:path';
import type { Experiment } from '../experiment/experiment.entity';
import { LegacyApi, legacyIdsOf } from '../experiment/legacy-id';
import { rendezvousOf, type Cast } from './rendezvous';

/**
 * What a process of a job gets besides the variables of its request: how it finds the others, and what Apache Submarine
 * gives it. There is no database for its SDK to write to, so `SUBMARINE_TRACKING_URI` is not set.
 * @param folder of the process
 */
export function jobVariables(experiment: Experiment, casts: Cast[], role: string, index: number, folder: string): Record<string, string> {
  return {
    JOB_ID: legacyIdsOf(experiment).find(({ api }) => api === LegacyApi.SUBMARINE_V08)!.id,
    SUBMARINE_TENSORBOARD_LOG_DIR: join(folder, 'logs', 'mylog'),
    ...rendezvousOf(experiment.framework!, casts, role, index),
  };
}
