import type { Logger } from '../../core/logger';
import { ensureDatabase, findDatabase } from './embedded-database';

const lookEveryMs = 300;

/**
 * Restarts the embedded Postgres of this home when it has died, usually on its old port, so that it answers again within 5 s.
 * Any number of processes may supervise the same home. `stop()` ends the watching, not the database.
 */
export function superviseDatabase(home: string, log: Logger): { stop(): void } {
  let timer: NodeJS.Timeout;
  let stopped = false;
  const schedule = () => {
    if (!stopped) timer = setTimeout(look, lookEveryMs).unref();
  };
  const look = async () => {
    try {
      if (!(await findDatabase(home)) && !stopped) {
        log.warn('embedded Postgres is gone; starting it again');
        await ensureDatabase(home, log);
      }
    } catch (error) {
      log.error({ err: error }, 'embedded Postgres could not be started again; trying on');
    }
    schedule();
  };
  schedule();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
