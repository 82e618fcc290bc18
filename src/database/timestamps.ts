/** Postgres' own text (`2026-01-02 03:04:05.123456+00`, session in UTC) as ISO 8601 with six decimals: `2026-01-02T03:04:05.123456Z`. */
export function isoMicroseconds(text: string): string {
  const dot = text.indexOf('.');
  const seconds = `${text.slice(0, 10)}T${text.slice(11, 19)}`;
  const fraction = dot === -1 ? '' : text.slice(dot + 1, text.length - 3);
  return `${seconds}.${fraction.padEnd(6, '0')}Z`;
}
