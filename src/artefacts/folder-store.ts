import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { removeOldFiles, type OldOptions } from './old-files';
import { openInside } from './open-inside';
import { isLocation, TMP, type Artefact, type ArtefactStore, type Staged } from './store';

const AT_ONCE = 100;

/** Artefacts as files of a folder, which several machines may share. */
export class FolderStore implements ArtefactStore {
  constructor(private readonly folder: string) {}

  async scratch(): Promise<string> {
    await mkdir(join(this.folder, TMP), { recursive: true, mode: 0o700 });
    return join(this.folder, TMP, randomUUID());
  }

  async stage(source: string | Readable): Promise<Staged> {
    const file = typeof source === 'string' ? source : await this.write(source);
    return {
      bytes: (await stat(file)).size,
      place: async (location) => {
        const place = this.pathOf(location);
        await mkdir(dirname(place), { recursive: true, mode: 0o700 });
        // Gone when the commit before this one was lost after the file was in place.
        await rename(file, place).catch(async (error: NodeJS.ErrnoException) => { if (error.code !== 'ENOENT' || !await stat(place).catch(() => null)) throw error; });
      },
      discard: () => rm(file, { force: true }),
    };
  }

  async open(location: string): Promise<Artefact | null> {
    const folder = await realpath(this.folder).catch(() => null);
    return folder === null ? null : openInside(folder, location);
  }

  async localFile(location: string): Promise<string | null> {
    if (!isLocation(location)) return null;
    const [folder, file] = await Promise.all([realpath(this.folder), realpath(this.pathOf(location))]).catch(() => [null, null]);
    return folder !== null && file?.startsWith(folder + sep) ? file : null;
  }

  async remove(locations: string[]): Promise<void> {
    for (let at = 0; at < locations.length; at += AT_ONCE) await Promise.all(locations.slice(at, at + AT_ONCE).map((location) => rm(this.pathOf(location), { force: true })));
  }

  removeBelow(location: string): Promise<void> { return rm(this.pathOf(location), { recursive: true, force: true }); }

  removeOld(below: string, choose: (locations: string[]) => Promise<string[]>, options: OldOptions): Promise<number> {
    const start = below.length + 1;
    return removeOldFiles({ ...options, folder: this.pathOf(below), choose: async (paths) => (await choose(paths.map((path) => `${below}/${path}`))).map((location) => location.slice(start)) });
  }

  private async write(source: Readable): Promise<string> {
    const file = await this.scratch();
    try {
      await pipeline(source, createWriteStream(file, { flags: 'wx', mode: 0o600 }));
    } catch (error) {
      await rm(file, { force: true });
      throw error;
    }
    return file;
  }

  private pathOf(location: string): string {
    if (!isLocation(location)) throw new Error(`${JSON.stringify(location)} is no location of an artefact.`);
    return join(this.folder, location);
  }
}
