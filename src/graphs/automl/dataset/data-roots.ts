import { realpath, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { BadInput, Forbidden, LimitExceeded } from '../../../core/errors';

export interface DataRootsConfig {
  home: string;
  startedIn: string;
  dataRoots?: string[];
  maxUploadMb: number;
}

export const uploadsFolder = (home: string) => join(home, 'uploads');
/** The path of an upload as data sets show it; the same wherever the server keeps its data. */
export const UPLOADED = /^uploads\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.csv$/;

/**
 * Finds the file that a client's path means. Only real paths count, so a link inside a root cannot lead out of it, and
 * the answer for a path outside is the same whether or not something is there.
 * @throws Forbidden outside of the roots; BadInput when there is no such file; LimitExceeded when it is too large
 */
export async function resolveDataPath(config: DataRootsConfig, given: string, path: string[]): Promise<string> {
  if (given.includes('\0') || given.trim() === '') throw new BadInput('The path is empty or has a NUL character.', path);
  const wanted = UPLOADED.test(given) ? join(config.home, given) : resolve(config.startedIn, given);
  const roots = await realRoots(config);
  const real = await realpath(wanted).catch(() => null);
  if (!roots.some((root) => inside(real ?? wanted, root))) {
    throw new Forbidden(`${given} is not inside a folder that this server may read. Move the file there, or add its folder to RUNGRAPH_DATA_ROOTS.`);
  }
  if (!real) throw new BadInput(`There is no file ${given} (seen from the folder where the server was started).`, path);
  const facts = await stat(real);
  if (!facts.isFile()) throw new BadInput(`${given} is not a file.`, path);
  if (facts.size > config.maxUploadMb * 1e6) throw new LimitExceeded(`${given} has ${Math.ceil(facts.size / 1e6)} MB; data sets may have ${config.maxUploadMb} MB (RUNGRAPH_MAX_UPLOAD_MB).`, { path });
  return real;
}

async function realRoots(config: DataRootsConfig): Promise<string[]> {
  const named = [...(config.dataRoots ?? [config.startedIn]), uploadsFolder(config.home), join(config.startedIn, 'demos')];
  const real = await Promise.all(named.map((root) => realpath(root).catch(() => null)));
  return real.filter((root) => root !== null);
}

const inside = (path: string, root: string) => path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
