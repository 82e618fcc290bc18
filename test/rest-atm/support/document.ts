import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { AtmServer } from './atm-server';

/** Sends a request in the form in which the document prints it: request line, headers, and the body from the first `{` on. */
export function sendPrinted({ send }: AtmServer, printed: string) {
  const [, method, path, headers, body] = /^(\w+) (\S+) HTTP\/1\.1\n?((?:[\w-]+: .*\n?)*)([^]*)$/.exec(printed)!;
  return send(path!, { method, body: body || undefined, headers: Object.fromEntries(headers!.trim().split('\n').filter(Boolean).map((line) => line.split(': ') as [string, string])) });
}

/** Runs a printed `curl` command in a shell, with the address of the server under test. @returns what it printed on both streams */
export async function runPrinted({ url }: AtmServer, command: string): Promise<{ status: number; json: any; verbose: string }> {
  const { stdout, stderr } = await promisify(execFile)('sh', ['-c', command.replace('localhost:5000', new URL(url).host)]);
  return { status: Number(/< HTTP\/1\.1 (\d+)/.exec(stderr)![1]), json: JSON.parse(stdout), verbose: stderr };
}

export const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?$/;

/** What differs from one session to the next, by the name of its field. */
const varying: [RegExp, (documented: any) => unknown][] = [
  [/^id$|_id$/, () => expect.any(Number)],
  [/_time$/, () => expect.stringMatching(MOMENT)],
  [/^host$/, () => expect.any(String)],
  [/_judgment_metric/, () => expect.any(Number)],
];

/** A documented answer as a pattern: equal as JSON apart from ids, times, hosts and scores. @param also fields that differ for a reason of their own */
export function documented(value: unknown, also: Record<string, unknown> = {}): unknown {
  if (Array.isArray(value)) return value.map((item) => documented(item, also));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => {
    if (Object.hasOwn(also, key)) return [key, also[key]];
    const rule = item === null ? undefined : varying.find(([name]) => name.test(key));
    return [key, rule ? rule[1](item) : documented(item, also)];
  }));
}

/** The fields that the document does not have, wherever they stand. */
const ADDED = ['categorical_hyperparameters', 'constant_hyperparameters', 'hyperparameter_values', 'tunable_hyperparameters'];

/** An answer without the fields that were added since. */
export function withoutAdditions(value: any): any {
  if (Array.isArray(value)) return value.map(withoutAdditions);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !ADDED.includes(key)).map(([key, item]) => [key, withoutAdditions(item)]));
}
