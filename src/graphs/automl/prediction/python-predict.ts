import { BadInput, Conflict, LimitExceeded, Unavailable } from '../../../core/errors';
import type { Logger } from '../../../core/logger';
import { TrialFailure, type PredictRequest, type PredictResult, type PythonPool } from '../../../engine';
import { MOST_ROWS, MOST_VALUES } from './prediction.input';
import type { AskModel } from './prediction.service';

const PREDICT_MS = 120_000;

/** Models are loaded and asked in a Python process of the server's pool, never in the server itself. */
export function pythonPredict(pool: PythonPool, log: Logger): AskModel {
  return async ({ file, sha256, classifier }, rows) => {
    const path = ['input', Object.keys(rows)[0]!];
    try {
      return await pool.request<PredictResult>('predict', { modelPath: file, sha256, maxRows: MOST_ROWS, maxValues: MOST_VALUES, ...rows } satisfies PredictRequest, { timeoutMs: PREDICT_MS });
    } catch (error) {
      if (!(error instanceof TrialFailure)) throw error;
      switch (error.kind) {
        case 'BAD_INPUT': throw new BadInput(error.message, path);
        // It has predicted its training and its test data before.
        case 'TRIAL': throw new BadInput(`The model cannot predict these rows: ${error.message}`, path);
        case 'TOO_MUCH': throw new LimitExceeded(error.message, { path });
        case 'MEMORY': case 'TIMEOUT': throw new LimitExceeded(`The prediction takes more than this server gives it; send fewer rows at a time. ${error.message}`, { path });
        case 'BAD_MODEL':
          log.error({ classifier, file }, error.message);
          throw new Conflict(`Classifier ${classifier}: ${error.message}`);
        case 'UNAVAILABLE': case 'ABORTED': throw new Unavailable(`Python cannot be started just now, so nothing can be predicted: ${error.message}`, { cause: error });
        default: throw error;
      }
    }
  };
}
