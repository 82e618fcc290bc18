import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { SubmarineServer } from './submarine-server';

/** The host and port of the documentation. */
const PRINTED = 'http://127.0.0.1:32080';

/** Runs a printed `curl` command in a shell, with the address of the server under test. @param names what else differs, e.g. ids */
export async function runPrinted({ url }: Pick<SubmarineServer, 'url'>, command: string, names: Record<string, string> = {}): Promise<{ status: number; type: string; json: any }> {
  let line = command.replace(PRINTED, url).replace(/^curl /, `curl -sS -w '\\n%{http_code} %{content_type}' `);
  for (const [printed, real] of Object.entries(names)) line = line.replaceAll(printed, real);
  const { stdout } = await promisify(execFile)('sh', ['-c', line], { maxBuffer: 1e8 });
  const end = stdout.lastIndexOf('\n'), [, status, type] = /^(\d+) (.*)$/.exec(stdout.slice(end + 1))!;
  return { status: Number(status), type: type!, json: JSON.parse(stdout.slice(0, end)) };
}

/** What differs from one session to the next, by the name of its field. */
const varying: Readonly<Record<string, RegExp>> = {
  experimentId: /^experiment_\d{13}_\d{4,}$/,
  uid: /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/,
  acceptedTime: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/,
};

/** A documented answer as a pattern: equal as JSON, apart from ids and times. */
export function documented(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(documented);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, varying[key] ? expect.stringMatching(varying[key]) : documented(item)]));
}
