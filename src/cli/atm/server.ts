import type { Config } from '../../core/config';
import type { Logger } from '../../core/logger';
import { version } from '../../core/project';
import { serve } from '../server';
import { stopOnSignal } from '../signals';

/** Serves the REST API in the foreground, without workers. */
export async function server(config: Config, log: Logger, debug: boolean, print: (line: string) => void): Promise<void> {
  const told = stopOnSignal(log);
  const serving = await serve({ ...config, workers: 0 }, log);
  print(`* Serving Rungraph ${version} with ATM's REST API
* Debug mode: ${debug ? 'on' : 'off'}
* Running on ${serving.url}/ (Press CTRL+C to quit)`);
  await told;
  await serving.stop();
}
