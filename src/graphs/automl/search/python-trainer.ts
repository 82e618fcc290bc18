import { BadInput, LimitExceeded, Unavailable } from '../../../core/errors';
import { TrialFailure, type DescribeRequest, type DescribeResult, type PythonPool, type PythonProcess, type TrainResult } from '../../../engine';
import { AttemptLost } from '../../../jobs/job-queue';
import type { DescribeFile } from '../dataset/dataset.service';
import type { Proposal } from './choice';
import { TrialError, type Trained, type Trainer } from './trial-runner';

const MOST_LOG = 256 * 1024;
/** Reading a data set of the largest size that is accepted takes seconds. */
const DESCRIBE_MS = 300_000, PROPOSE_MS = 120_000;

/** A warm Python process as the search sees it. */
export function pythonTrainer(python: PythonProcess, seconds: number): Trainer {
  return {
    propose: (proposal: Proposal) => python.request('propose', proposal, { timeoutMs: PROPOSE_MS }),
    async train(request, signal) {
      const output = new Tail(MOST_LOG);
      try {
        const trained = await python.request<TrainResult>('train', request, { signal, timeoutMs: seconds * 1000, onLog: (line) => output.add(line) });
        return { trained: trained as Trained, log: output.text() };
      } catch (error) {
        throw trialError(error, output);
      }
    },
  };
}

function trialError(error: unknown, output: Tail): unknown {
  if (!(error instanceof TrialFailure)) return error;
  switch (error.kind) {
    // Cancelled, taken over by another worker, or this worker ends: nothing to store from here.
    case 'ABORTED': return new AttemptLost();
    case 'UNAVAILABLE': return error;
    default: return new TrialError(error.traceback ? `${error.message}\n\n${error.traceback}` : error.message, output.text());
  }
}

/** Facts of a CSV file, found by Python with pandas' rules; a file that cannot be used is the client's to correct. */
export function pythonDescribe(pool: PythonPool): DescribeFile {
  return async (file) => {
    try {
      return await pool.request<DescribeResult>('describe', file satisfies DescribeRequest, { timeoutMs: DESCRIBE_MS });
    } catch (error) {
      if (!(error instanceof TrialFailure)) throw error;
      switch (error.kind) {
        case 'BAD_DATA': case 'BAD_INPUT': throw new BadInput(error.message, ['input']);
        case 'MEMORY': case 'TIMEOUT': throw new LimitExceeded(`The data set is too large for this server: ${error.message}`, { path: ['input'] });
        case 'UNAVAILABLE': case 'ABORTED': throw new Unavailable(`Python cannot be started just now, so the file cannot be read: ${error.message}`, { cause: error });
        default: throw error;
      }
    }
  };
}

/** The last part of what was printed. */
class Tail {
  private lines: string[] = [];
  private bytes = 0;
  private cut = false;
  constructor(private readonly most: number) {}

  add(line: string): void {
    this.lines.push(line);
    this.bytes += line.length + 1;
    while (this.bytes > this.most && this.lines.length > 1) {
      this.bytes -= this.lines.shift()!.length + 1;
      this.cut = true;
    }
  }

  text(): string | null {
    if (!this.lines.length) return null;
    return (this.cut ? ['[earlier lines were dropped]', ...this.lines] : this.lines).join('\n').slice(-this.most * 2);
  }
}
