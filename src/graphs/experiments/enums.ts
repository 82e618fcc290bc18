import { registerEnumType } from 'type-graphql';
import { ComponentState, PodPhase, StageState } from '../../core/states';

export enum ExperimentKind { FRAMEWORK = 'FRAMEWORK', WORKFLOW = 'WORKFLOW', BENCHMARK = 'BENCHMARK' }
export enum ExitStatus { SUCCESS = 'SUCCESS', FAILED = 'FAILED', STOPPED = 'STOPPED' }
export enum LogStream { STDOUT = 'STDOUT', STDERR = 'STDERR' }
export enum DependencyMethod { REF = 'REF', COPY = 'COPY', LINK = 'LINK' }

const text = (description: string) => ({ description });

registerEnumType(ExperimentKind, {
  name: 'ExperimentKind', description: 'What an experiment is for.',
  valuesConfig: { FRAMEWORK: text('One job of a framework, such as distributed training.'), WORKFLOW: text('Components that read what others wrote.'), BENCHMARK: text('A measured run of one program on many nodes.') },
});
registerEnumType(ExitStatus, {
  name: 'ExitStatus', description: 'How an experiment ended.',
  valuesConfig: { SUCCESS: text('Every component that had to finish did.'), FAILED: text('A component failed; `errorMessage` says which.'), STOPPED: text('Somebody stopped it.') },
});
registerEnumType(StageState, {
  name: 'StageState', description: 'The states of its components taken together.',
  valuesConfig: {
    INITIALISING: text('None of them has started.'), RUNNING: text('At least one runs, or has run while others wait.'), WAITING_ON_RESOURCE: text('At least one waits for room on the machine.'),
    SUSPENDED: text('Held by somebody.'), FINISHED: text('All have finished.'), FAILED: text('At least one has failed.'), COMPONENT_SHUTDOWN: text('All have ended, and at least one was shut down.'),
  },
});
registerEnumType(ComponentState, {
  name: 'ComponentState', description: 'Where a component stands. FINISHED, FAILED and COMPONENT_SHUTDOWN are final.',
  valuesConfig: {
    WAITING: text('For its producers, or for a worker.'), WAITING_ON_RESOURCE: text('For room on the machine; `stateReason` says for what.'), RUNNING: text('Its pods run.'),
    CHECKING: text('It is being found out why it ended.'), SUSPENDED: text('Held by somebody.'), FINISHED: text('All its pods succeeded.'),
    FAILED: text('A pod failed and nothing is left to try.'), COMPONENT_SHUTDOWN: text('It was ended, or never started, because something else failed or was stopped.'),
  },
});
registerEnumType(PodPhase, {
  name: 'PodPhase', description: 'Where a pod stands.',
  valuesConfig: {
    PENDING: text('Its process has not started.'), RUNNING: text('Its process runs.'), SUCCEEDED: text('Its process ended with 0, or was a service that was not needed any more.'),
    FAILED: text('Its process could not be started, ended with another code, or was ended; `reason` says why.'), UNKNOWN: text('Its worker was lost, and the process with it; what came of it is not known.'),
  },
});
registerEnumType(LogStream, { name: 'LogStream', description: 'Which stream a line was written to.' });
registerEnumType(DependencyMethod, {
  name: 'DependencyMethod', description: 'How a component gets what its producer wrote.',
  valuesConfig: { REF: text('By its path, in the environment variable `INPUT_<PRODUCER>`.'), COPY: text('As a copy in its own working folder.'), LINK: text('As a symbolic link in its own working folder.') },
});
