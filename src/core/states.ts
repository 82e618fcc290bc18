import { stateMachine } from './state-machine';

/** Every kind of run shares these; `docs/states.md` draws them. */
export enum RunStatus {
  PENDING = 'PENDING', ACCEPTED = 'ACCEPTED', INITIALISING = 'INITIALISING', WAITING_ON_RESOURCE = 'WAITING_ON_RESOURCE',
  RUNNING = 'RUNNING', PAUSED = 'PAUSED', SUCCEEDED = 'SUCCEEDED', FAILED = 'FAILED', CANCELLED = 'CANCELLED',
}
export enum HyperpartitionStatus { INCOMPLETE = 'INCOMPLETE', GRIDDING_DONE = 'GRIDDING_DONE', ERRORED = 'ERRORED' }
export enum ClassifierStatus { RUNNING = 'RUNNING', COMPLETE = 'COMPLETE', ERRORED = 'ERRORED', STOPPED_EARLY = 'STOPPED_EARLY' }

type DatarunStatus = RunStatus.PENDING | RunStatus.RUNNING | RunStatus.PAUSED | RunStatus.SUCCEEDED | RunStatus.FAILED | RunStatus.CANCELLED;

export const datarunStates = stateMachine<DatarunStatus>('datarun', RunStatus.PENDING, {
  // SUCCEEDED from PENDING: a run without a single slot (no partition, or a deadline that has passed) is over at once.
  [RunStatus.PENDING]: [RunStatus.RUNNING, RunStatus.PAUSED, RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELLED],
  [RunStatus.RUNNING]: [RunStatus.PAUSED, RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELLED],
  // The last running trial may end a paused run.
  [RunStatus.PAUSED]: [RunStatus.RUNNING, RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELLED],
  [RunStatus.SUCCEEDED]: [], [RunStatus.FAILED]: [], [RunStatus.CANCELLED]: [],
});

export const hyperpartitionStates = stateMachine<HyperpartitionStatus>('hyperpartition', HyperpartitionStatus.INCOMPLETE, {
  [HyperpartitionStatus.INCOMPLETE]: [HyperpartitionStatus.GRIDDING_DONE, HyperpartitionStatus.ERRORED],
  [HyperpartitionStatus.GRIDDING_DONE]: [], [HyperpartitionStatus.ERRORED]: [],
});

export const classifierStates = stateMachine<ClassifierStatus>('classifier', ClassifierStatus.RUNNING, {
  // A lost attempt is RUNNING again, as attempt + 1.
  [ClassifierStatus.RUNNING]: [ClassifierStatus.RUNNING, ClassifierStatus.COMPLETE, ClassifierStatus.ERRORED, ClassifierStatus.STOPPED_EARLY],
  [ClassifierStatus.COMPLETE]: [], [ClassifierStatus.ERRORED]: [], [ClassifierStatus.STOPPED_EARLY]: [],
});
