const LEVELS: Record<number, string> = { 10: 'TRACE', 20: 'DEBUG', 30: 'INFO', 40: 'WARNING', 50: 'ERROR', 60: 'CRITICAL' };

/** An entry of the log for human eyes: `time - pid - LEVEL - part - message name=value ...`, and an error's stack on lines of its own. @param json as pino writes it */
export function textLine(json: string): string {
  const { time, pid, level, name, msg, err, hostname: _, requestId: __, ...values } = JSON.parse(json);
  const rest = Object.entries(values).map(([key, value]) => ` ${key}=${shown(value)}`).join('');
  const stack = err ? `\n${String(err.stack ?? err.message).replace(/^/gm, '    ')}` : '';
  return `${time} - ${pid} - ${LEVELS[level] ?? level} - ${name} - ${String(msg ?? '').replace(/\s+/g, ' ')}${rest}${stack}\n`;
}

/** Text without blanks or quotes as it is; the rest as JSON, so that a line stays one. */
function shown(value: unknown): string {
  if (typeof value === 'number' && !Number.isInteger(value)) return String(Number(value.toPrecision(6)));
  return typeof value === 'string' && /^[^\s"=\p{Cc}]+$/u.test(value) ? value : JSON.stringify(value);
}
