import { stateMachine } from './state-machine';

/** Every kind of run shares these; `docs/states.md` draws them. */
export enum RunStatus {
  PENDING = 'PENDING', ACCEPTED = 'ACCEPTED', INITIALISING = 'INITIALISING', WAITING_ON_RESOURCE = 'WAITING_ON_RESOURCE',
  RUNNING = 'RUNNING', PAUSED = 'PAUSED', SUCCEEDED = 'SUCCEEDED', FAILED = 'FAILED', CANCELLED = 'CANCELLED',
}
export enum HyperpartitionStatus { INCOMPLETE = 'INCOMPLETE', GRIDDING_DONE = 'GRIDDING_DONE', ERRORED = 'ERRORED' }
export enum ClassifierStatus { RUNNING = 'RUNNING', COMPLETE = 'COMPLETE', ERRORED = 'ERRORED', STOPPED_EARLY = 'STOPPED_EARLY' }

export enum StageState {
  INITIALISING = 'INITIALISING', RUNNING = 'RUNNING', WAITING_ON_RESOURCE = 'WAITING_ON_RESOURCE', SUSPENDED = 'SUSPENDED',
  FINISHED = 'FINISHED', FAILED = 'FAILED', COMPONENT_SHUTDOWN = 'COMPONENT_SHUTDOWN',
}
export enum ComponentState {
  WAITING = 'WAITING', WAITING_ON_RESOURCE = 'WAITING_ON_RESOURCE', RUNNING = 'RUNNING', CHECKING = 'CHECKING', SUSPENDED = 'SUSPENDED',
  FINISHED = 'FINISHED', FAILED = 'FAILED', COMPONENT_SHUTDOWN = 'COMPONENT_SHUTDOWN',
}
export enum PodPhase { PENDING = 'PENDING', RUNNING = 'RUNNING', SUCCEEDED = 'SUCCEEDED', FAILED = 'FAILED', UNKNOWN = 'UNKNOWN' }

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

type ExperimentStatus = Exclude<RunStatus, RunStatus.PENDING | RunStatus.PAUSED>;

export const experimentStates = stateMachine<ExperimentStatus>('experiment', RunStatus.ACCEPTED, {
  [RunStatus.ACCEPTED]: [RunStatus.INITIALISING, RunStatus.CANCELLED],
  // SUCCEEDED from here and the next: nothing could be started, in stages that go on after errors.
  [RunStatus.INITIALISING]: [RunStatus.RUNNING, RunStatus.WAITING_ON_RESOURCE, RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELLED],
  [RunStatus.WAITING_ON_RESOURCE]: [RunStatus.RUNNING, RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELLED],
  [RunStatus.RUNNING]: [RunStatus.WAITING_ON_RESOURCE, RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELLED],
  [RunStatus.SUCCEEDED]: [], [RunStatus.FAILED]: [], [RunStatus.CANCELLED]: [],
});

type ActiveComponentState = Exclude<ComponentState, ComponentState.CHECKING | ComponentState.SUSPENDED>;

export const componentStates = stateMachine<ActiveComponentState>('component', ComponentState.WAITING, {
  [ComponentState.WAITING]: [ComponentState.WAITING_ON_RESOURCE, ComponentState.RUNNING, ComponentState.FAILED, ComponentState.COMPONENT_SHUTDOWN],
  [ComponentState.WAITING_ON_RESOURCE]: [ComponentState.RUNNING, ComponentState.FAILED, ComponentState.COMPONENT_SHUTDOWN],
  // Back to WAITING: it starts again, after an error that may be repeated or after its worker was lost.
  [ComponentState.RUNNING]: [ComponentState.WAITING, ComponentState.FINISHED, ComponentState.FAILED, ComponentState.COMPONENT_SHUTDOWN],
  [ComponentState.FINISHED]: [], [ComponentState.FAILED]: [], [ComponentState.COMPONENT_SHUTDOWN]: [],
});

export const podPhases = stateMachine<PodPhase>('pod', PodPhase.PENDING, {
  [PodPhase.PENDING]: [PodPhase.RUNNING, PodPhase.FAILED, PodPhase.UNKNOWN],
  [PodPhase.RUNNING]: [PodPhase.SUCCEEDED, PodPhase.FAILED, PodPhase.UNKNOWN],
  [PodPhase.SUCCEEDED]: [], [PodPhase.FAILED]: [], [PodPhase.UNKNOWN]: [],
});
