import { constants } from 'node:os';
import { ComponentState, PodPhase } from '../../../core/states';
import type { Ending } from '../../../engine/executor';

/** A process can have done well, and its pod not. */
export type PodEnding = Ending & { outputMissing?: boolean };
export interface Member { service: boolean; restarts: number; maxRestarts: number; endings: PodEnding[] }
export interface Outcome { state: ComponentState.FINISHED | ComponentState.FAILED | ComponentState.COMPONENT_SHUTDOWN; exitReason: string; returnCode: number | null; why: string | null }

const succeeded = ({ reason, exitCode, outputMissing }: PodEnding) => reason === 'EXITED' && exitCode === 0 && !outputMissing;
/** Ended by us, so it is not the cause. */
const wasStopped = ({ reason }: Ending) => reason === 'STOPPED';
export const failed = (ending: PodEnding) => !succeeded(ending) && !wasStopped(ending);

/** As shells count: 128 + the signal, which has no name but SIG and its number when it is one of the real-time ones. */
export const exitCodeOf = ({ exitCode, signal }: Ending): number | null => exitCode ?? (signal ? 128 + (constants.signals[signal] ?? Number(signal.slice('SIG'.length))) : null);

/** The words of ST4SD's runtime. */
export function exitReasonOf(ending: PodEnding): string {
  if (succeeded(ending)) return 'Success';
  if (ending.reason === 'TIME_LIMIT' || ending.reason === 'MEMORY_LIMIT' || ending.signal === 'SIGXCPU') return 'ResourceExhausted';
  if (ending.reason === 'FAILED_TO_START') return 'SubmissionFailed';
  if (ending.reason === 'STOPPED' || ending.signal === 'SIGINT' || ending.signal === 'SIGTERM') return 'Cancelled';
  if (ending.signal === 'SIGKILL') return 'Killed';
  return ending.exitCode === null ? 'UnknownIssue' : 'KnownIssue';
}

export function phaseOf(ending: PodEnding, service: boolean): PodPhase.SUCCEEDED | PodPhase.FAILED | PodPhase.UNKNOWN {
  if (ending.reason === 'LOST') return PodPhase.UNKNOWN;
  return succeeded(ending) || (service && wasStopped(ending) && ending.startedAt !== null) ? PodPhase.SUCCEEDED : PodPhase.FAILED;
}

/**
 * What becomes of the components of a gang whose pods have all ended.
 * @param stopping whether the experiment is being ended as a whole
 * @returns an outcome for each, or 'RESTART' when an error of theirs may be tried again
 */
export function outcomes(members: Member[], stopping: boolean): Outcome[] | 'RESTART' {
  const culprits = members.filter(({ endings }) => endings.some(failed));
  if (!stopping && culprits.length && culprits.every(({ restarts, maxRestarts }) => restarts < maxRestarts)) return 'RESTART';
  return members.map(({ service, endings }) => {
    const decisive = endings.find(failed) ?? endings.find(wasStopped) ?? endings[0]!;
    const by = { exitReason: exitReasonOf(decisive), returnCode: exitCodeOf(decisive), why: decisive.message };
    if (failed(decisive) && !(stopping && decisive.reason === 'LOST')) return { state: ComponentState.FAILED, ...by };
    if (succeeded(decisive)) return { state: ComponentState.FINISHED, ...by };
    if (service && !stopping && !culprits.length) return { state: ComponentState.FINISHED, exitReason: 'Success', returnCode: by.returnCode, why: null };
    return { state: ComponentState.COMPONENT_SHUTDOWN, ...by };
  });
}
