import { pino, type Logger } from 'pino';
import { textLine } from './log-text';

export type { Logger };

export interface LogOutput { logFormat?: 'json' | 'text'; logFile?: string }

/** An error of the database carries the values of its statement, or the row, and secrets may be among them. */
function withoutValues(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { parameters: _, driverError: __, detail: ___, ...rest } = pino.stdSerializers.err(error) as unknown as Record<string, unknown>;
  return rest;
}

/** One line an entry, on stderr unless a file is named, so that stdout stays free for a command's own output. */
export function createLogger(level: string, name: string, { logFormat = 'json', logFile }: LogOutput = {}): Logger {
  const destination = pino.destination({ dest: logFile ?? 2, append: true, sync: true });
  return pino({
    name,
    level,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: withoutValues },
    redact: ['authorization', 'cookie', 'token', 'password', '*.authorization', '*.cookie', '*.token', '*.password'],
  }, logFormat === 'json' ? destination : { write: (line) => void destination.write(textLine(line)) });
}
