import type { RunStatus } from './operations.generated';

export type Status = 'Accepted' | 'Created' | 'Running' | 'Succeeded' | 'Failed';

/** Where the old API has no word for it, that of a run that came to the same end: what was cancelled has not succeeded. */
export const statusOf: Readonly<Record<RunStatus, Status>> = {
  PENDING: 'Accepted', ACCEPTED: 'Accepted', INITIALISING: 'Created', WAITING_ON_RESOURCE: 'Created',
  RUNNING: 'Running', PAUSED: 'Running', SUCCEEDED: 'Succeeded', FAILED: 'Failed', CANCELLED: 'Failed',
};

/** The states of the graph behind a status, whatever its capitals; none for what is no status. */
export const statesOf = (status: string): RunStatus[] =>
  (Object.keys(statusOf) as RunStatus[]).filter((state) => statusOf[state].toLowerCase() === status.toLowerCase());
