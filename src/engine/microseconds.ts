/** Microseconds since 1970 as the graph shows times: `2026-01-02T03:04:05.123456Z`. A Date would lose the last three digits. */
export function isoFromMicroseconds(at: number): string {
  const milliseconds = Math.floor(at / 1000);
  return `${new Date(milliseconds).toISOString().slice(0, -1)}${String(at - milliseconds * 1000).padStart(3, '0')}Z`;
}
