import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';

/** What stands for an image on a machine without containers: a virtual environment, or words before those of the program. */
export type ImageStandIn = { venv: string } | { command: string[] };
/** By the image's name, or by the beginning of names with `*` behind it. */
export type Images = Record<string, ImageStandIn>;

const absolute = (what: string) => z.string().refine((path) => isAbsolute(path) && !path.includes('\0'), `${what} must be an absolute path`);
const venv = absolute('venv').refine((path) => !isAbsolute(path) || existsSync(join(path, 'bin', 'python')), 'venv is no virtual environment: it has no bin/python');
const program = absolute('the program').refine((path) => !isAbsolute(path) || existsSync(path), 'there is no such program');
const standIn = z.strictObject({ venv: venv.optional(), command: z.tuple([program], z.string()).optional() })
  .refine((entry) => (entry.venv === undefined) !== (entry.command === undefined), 'must have either venv or command');
const file = z.record(z.string().regex(/^[^*\s]*\*?$/, 'is no name of an image, with * at its end at most'), standIn);

/** @returns one line for each fault of the file, none when it can be used */
export function problemsOf(path: string): string[] {
  const content = parse(path);
  if (typeof content === 'string') return [content];
  const { error } = file.safeParse(content.json);
  return (error?.issues ?? []).map(({ path: at, ...issue }) => [at.map(String).join('.'), issue.code === 'invalid_key' ? issue.issues[0]?.message ?? issue.message : issue.message].filter(Boolean).join(': '));
}

/** @param path of a file without problems */
export function readImages(path: string | undefined): Images {
  return path === undefined ? {} : file.parse(JSON.parse(readFileSync(path, 'utf8'))) as Images;
}

function parse(path: string): { json: unknown } | string {
  try {
    return { json: JSON.parse(readFileSync(path, 'utf8')) };
  } catch (error) {
    return `it cannot be read: ${(error as Error).message}`;
  }
}
