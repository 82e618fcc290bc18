import { pino, type Logger } from 'pino';

export type { Logger };

/** One JSON line an entry on stderr, so that stdout stays free for a command's own output. */
export function createLogger(level: string, name: string): Logger {
  return pino({
    name,
    level,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: ['authorization', 'cookie', 'token', 'password', '*.authorization', '*.cookie', '*.token', '*.password'],
  }, pino.destination({ dest: 2, sync: true }));
}
