import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { removeOldFiles, type OldOptions } from './old-files';
import { TMP, type Artefact } from './store';

/** Copies that nobody has asked for since then are deleted, in ms. */
const KEPT_MS = 24 * 3_600_000;

/** What programs of this machine read and write of a store that is elsewhere. */
export class LocalCopies {
  constructor(private readonly folder: string) {}

  async scratch(): Promise<string> {
    await mkdir(join(this.folder, TMP), { recursive: true, mode: 0o700 });
    return join(this.folder, TMP, randomUUID());
  }

  /** A file with this content. @param name another one for another content */
  async of(name: string, artefact: Artefact): Promise<string> {
    const file = join(this.folder, createHash('sha256').update(name).digest('hex')), now = new Date();
    if (await utimes(file, now, now).then(() => true, () => false)) return file;
    await removeOldFiles({ folder: this.folder, olderThanMs: KEPT_MS, choose: async (paths) => paths.filter((path) => !path.startsWith(TMP)) });
    const part = await this.scratch();
    try {
      await pipeline(artefact.read(), createWriteStream(part, { flags: 'wx', mode: 0o600 }));
      await rename(part, file);
    } finally {
      await rm(part, { force: true });
    }
    return file;
  }

  /** What programs have left that ended in the middle. */
  removeOld(options: OldOptions): Promise<number> { return removeOldFiles({ ...options, folder: join(this.folder, TMP), choose: async (paths) => paths }); }
}
