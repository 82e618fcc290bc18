import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Arg, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { BadInput, LimitExceeded } from '../../../core/errors';
import { MAX_PAGE } from '../../connection/page-args';
import { Cursor } from '../../scalars';
import { Reads } from '../../selection';
import { Component } from '../component/component.entity';
import { FileConnection } from './file.type';

const MOST_FILES = 100_000;
/** What a program did with its folder, or does meanwhile, is no failure of ours. */
const LEFT_OUT = new Set<string | undefined>(['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES', 'EPERM', 'ENAMETOOLONG']);

@Resolver(() => Component)
export class ComponentFilesResolver {
  @Reads<Component>('number', 'workingDirectory')
  @FieldResolver(() => FileConnection, { description: `Files in its folder on the machine of this server, by path. Left out are links, what this server may not read, names that are not UTF-8, and what lies too deep to be opened by its path (4,096 bytes on Linux). LIMIT_EXCEEDED above ${MOST_FILES} files and folders.` })
  async files(
    @Root() component: Component,
    @Arg('first', () => Int, { defaultValue: 100, description: `How many, 0 to ${MAX_PAGE}.` }) first: number,
    @Arg('after', () => Cursor, { nullable: true, description: 'Only what comes after this cursor.' }) after: string | null,
  ): Promise<FileConnection> {
    if (first < 0 || first > MAX_PAGE) throw new BadInput(`first must be 0 to ${MAX_PAGE}, not ${first}.`, ['first']);
    const folder = component.workingDirectory, all = folder === null ? [] : await pathsIn(folder);
    const begin = after == null ? 0 : all.findIndex((path) => path > Buffer.from(after, 'base64url').toString());
    const page = begin === -1 ? [] : all.slice(begin, begin + first);
    const nodes = await Promise.all(page.map(async (path) => ({
      path, bytes: (await lstat(join(folder!, path)).catch(() => ({ size: 0 }))).size, url: `/artefacts/components/${component.id}/files/${path.split('/').map(encodeURIComponent).join('/')}`,
    })));
    const cursor = (path: string | undefined) => (path === undefined ? null : Buffer.from(path).toString('base64url'));
    return { nodes, totalCount: all.length, pageInfo: { hasNextPage: begin !== -1 && begin + first < all.length, hasPreviousPage: begin !== 0 && all.length > 0, startCursor: cursor(page[0]), endCursor: cursor(page.at(-1)) } };
  }
}

/** Relative paths of the plain files in a folder, sorted; none when it is not there. */
async function pathsIn(folder: string): Promise<string[]> {
  const paths: string[] = [], folders = [''];
  for (const below of folders) {
    const entries = await readdir(join(folder, below), { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
      if (LEFT_OUT.has(error.code)) return [];
      throw error;
    });
    for (const entry of entries) {
      // A name that is not UTF-8 leads nowhere as we have it.
      if (entry.name.includes('\ufffd') && !await lstat(join(folder, below, entry.name)).catch(() => null)) continue;
      if (entry.isFile()) paths.push(join(below, entry.name));
      else if (entry.isDirectory()) folders.push(join(below, entry.name));
    }
    if (paths.length + folders.length > MOST_FILES) throw new LimitExceeded(`The folder has more than ${MOST_FILES} files and folders.`);
  }
  return paths.sort();
}
