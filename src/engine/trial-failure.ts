/**
 * Why a request to a Python process failed. BAD_DATA, BAD_INPUT and TOO_MUCH (more than a stated limit) are the client's to
 * correct and may be shown; BAD_MODEL is a model file that is gone or was changed; TRIAL is the method's own exception. The
 * rest did not come from the trial itself: INTERNAL is a fault of ours, CRASH a process that ended by itself, MEMORY and
 * TIMEOUT a limit, ABORTED the caller's signal or `close()`, UNAVAILABLE a Python that cannot be started.
 */
export type TrialFailureKind = 'BAD_DATA' | 'BAD_INPUT' | 'TOO_MUCH' | 'BAD_MODEL' | 'TRIAL' | 'INTERNAL' | 'CRASH' | 'MEMORY' | 'TIMEOUT' | 'ABORTED' | 'UNAVAILABLE';

export class TrialFailure extends Error {
  /** @param traceback Python's traceback, or the last lines of the log where there is none; may quote the data set */
  constructor(readonly kind: TrialFailureKind, message: string, readonly traceback: string | null = null) {
    super(message);
    this.name = 'TrialFailure';
  }
}
