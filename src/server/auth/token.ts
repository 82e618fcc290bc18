import { randomBytes, randomUUID } from 'node:crypto';
import { link, lstat, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../../core/config';

const SHORTEST = 32;

/**
 * The operator's token: 256 random bits in `<home>/token`, made on first use and readable by its owner alone.
 * Any number of processes may ask at once; all get the same one.
 * @throws ConfigError when others may read the file, or it holds no token
 */
export async function ensureToken(home: string): Promise<string> {
  const path = join(home, 'token');
  const existing = await readToken(home);
  if (existing !== null) return existing;
  await mkdir(home, { recursive: true, mode: 0o700 });
  // Written under another name first, so that nobody ever reads half a token; `link` fails where one exists.
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(draft);
  }
  return (await readToken(home))!;
}

/** The token in `<home>/token`; null where there is none yet. @throws ConfigError as `ensureToken` does */
export async function readToken(home: string): Promise<string | null> {
  const path = join(home, 'token');
  try {
    const file = await lstat(path);
    if (!file.isFile()) throw new ConfigError([`${path} must be a plain file with the operator's token`]);
    if (file.mode & 0o077) throw new ConfigError([`${path} can be read or changed by others; everybody who has its content may run code here. Delete it to get a new token, or run: chmod 600 ${path}`]);
    const token = (await readFile(path, 'utf8')).trim();
    if (token.length < SHORTEST) throw new ConfigError([`${path} holds no token of at least ${SHORTEST} characters; delete it to get a new one`]);
    return token;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
