import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, normalize, resolve } from 'node:path';
import { z } from 'zod';

/** What stands for an image on a machine without containers: a virtual environment or words before those of the program, and files and folders of this machine by where processes are shown them. All paths are absolute. */
export interface ImageStandIn { venv?: string; command?: string[]; mounts: Record<string, string> }
/** By the image's name, or by the beginning of names with `*` behind it. */
export type Images = Record<string, ImageStandIn>;

const absolute = (what: string) => z.string().refine((path) => isAbsolute(path) && !path.includes('\0'), `${what} must be an absolute path`);
const venv = absolute('venv').refine((path) => !isAbsolute(path) || existsSync(join(path, 'bin', 'python')), 'venv is no virtual environment: it has no bin/python');
const program = absolute('the program').refine((path) => !isAbsolute(path) || existsSync(path), 'there is no such program');
/** There isolated processes see those of this machine. */
const SYSTEM = /^\/(usr|bin|sbin|lib(32|64|x32)?|nix|etc|proc|sys|dev)\//;
const shown = z.string().refine((path) => isAbsolute(path) && normalize(path) === path && path.split('/').length > 2 && !SYSTEM.test(path), 'a file or folder is shown at an absolute path of at least two parts, without a / at its end, and not among the folders of the system, such as /usr, /etc or /proc');
const standIn = z.strictObject({ venv: venv.optional(), command: z.tuple([program], z.string()).optional(), mounts: z.record(shown, z.string()).default({}) })
  .refine(({ venv, command, mounts }) => !(venv && command) && (venv !== undefined || command !== undefined || Object.keys(mounts).length > 0), 'must have venv, command or mounts, and not both venv and command');
const file = z.record(z.string().regex(/^[^*\s]*\*?$/, 'is no name of an image, with * at its end at most'), standIn);

/** @returns one line for each fault of the file, none when it can be used */
export function problemsOf(path: string): string[] {
  const content = parse(path);
  if (typeof content === 'string') return [content];
  const { error, data } = file.safeParse(content.json);
  if (data) return Object.entries(data).flatMap(([name, { mounts }]) => Object.values(mounts).filter((from) => !existsSync(resolve(dirname(path), from))).map((from) => `${name}.mounts: there is no ${from} beside this file`));
  return (error?.issues ?? []).map(({ path: at, ...issue }) => [at.map(String).join('.'), issue.code === 'invalid_key' ? issue.issues[0]?.message ?? issue.message : issue.message].filter(Boolean).join(': '));
}

/** @param path of a file without problems */
export function readImages(path: string | undefined): Images {
  if (path === undefined) return {};
  const images = file.parse(JSON.parse(readFileSync(path, 'utf8'))), absolute = (from: string) => resolve(dirname(path), from);
  return Object.fromEntries(Object.entries(images).map(([name, { mounts, ...rest }]) => [name, { ...rest, mounts: Object.fromEntries(Object.entries(mounts).map(([at, from]) => [at, absolute(from)])) }]));
}

function parse(path: string): { json: unknown } | string {
  try {
    return { json: JSON.parse(readFileSync(path, 'utf8')) };
  } catch (error) {
    return `it cannot be read: ${(error as Error).message}`;
  }
}
