import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { Unavailable } from '../core/errors';
import type { OldOptions } from './old-files';
import { LocalCopies } from './local-copies';
import { S3Bucket, type BucketSettings } from './s3-bucket';
import { isLocation, TMP, type Artefact, type ArtefactStore, type Staged } from './store';

const AT_ONCE = 16;
/** Of a key with its prefix, in bytes. */
const LONGEST_KEY = 1024;

/** Artefacts as objects of a bucket, laid out as in a folder: a folder may be copied into it. */
export class S3Store implements ArtefactStore {
  private readonly bucket: S3Bucket;
  private readonly prefix: string;

  /** @param copies where programs write and read on this machine */
  constructor(settings: BucketSettings & { prefix: string }, private readonly copies: LocalCopies) {
    this.bucket = new S3Bucket(settings);
    this.prefix = settings.prefix && `${settings.prefix}/`;
  }

  scratch(): Promise<string> { return this.copies.scratch(); }

  async stage(source: string | Readable): Promise<Staged> {
    const waiting = this.keyOf(`${TMP}/${randomUUID()}`);
    const bytes = await this.bucket.upload(waiting, typeof source === 'string' ? createReadStream(source) : source);
    if (typeof source === 'string') await rm(source, { force: true });
    return {
      bytes,
      place: async (location) => {
        const key = this.keyOf(location);
        // Gone when the commit before this one was lost after it was in place.
        if (!await this.bucket.copy(waiting, key, bytes) && !await this.bucket.head(key)) throw new Unavailable(`What was staged for ${location} is gone.`);
        await this.bucket.remove(waiting);
      },
      discard: () => this.bucket.remove(waiting),
    };
  }

  async open(location: string): Promise<Artefact | null> {
    if (!isLocation(location) || Buffer.byteLength(this.prefix + location) > LONGEST_KEY) return null;
    const key = this.keyOf(location), facts = await this.bucket.head(key);
    return facts && {
      bytes: facts.bytes,
      version: createHash('sha256').update(facts.etag).digest('base64url'),
      read: (from = 0, to = facts.bytes) => Readable.from(this.bucket.read(key, facts.etag, from, to), { objectMode: false }),
      close: async () => {},
    };
  }

  async localFile(location: string): Promise<string | null> {
    const artefact = await this.open(location);
    return artefact && this.copies.of(`${location} ${artefact.version}`, artefact);
  }

  remove(locations: string[]): Promise<void> { return this.removeKeys(locations.map((location) => this.keyOf(location))); }

  async removeBelow(location: string): Promise<void> {
    for await (const page of this.bucket.list(`${this.keyOf(location)}/`)) await this.removeKeys(page.map(({ key }) => key));
  }

  async removeOld(below: string, choose: (locations: string[]) => Promise<string[]>, options: OldOptions): Promise<number> {
    const { olderThanMs, now = Date.now(), signal } = options;
    let removed = below === TMP ? await this.copies.removeOld(options) : 0;
    for await (const page of this.bucket.list(`${this.keyOf(below)}/`)) {
      if (signal?.aborted) return removed;
      const chosen = new Set((await choose(page.map(({ key }) => key.slice(this.prefix.length)))).map((location) => this.keyOf(location)));
      // Age comes last, and as it is now: what somebody has put in place meanwhile is young.
      for (const { key, modifiedMs } of page) {
        if (!chosen.has(key) || modifiedMs > now - olderThanMs) continue;
        const facts = await this.bucket.head(key);
        if (!facts || facts.modifiedMs > now - olderThanMs) continue;
        await this.bucket.remove(key);
        removed += 1;
      }
    }
    if (below === TMP && !signal?.aborted) removed += await this.bucket.abortUploads(`${this.keyOf(TMP)}/`, now - olderThanMs);
    return removed;
  }

  private async removeKeys(keys: string[]): Promise<void> {
    for (let at = 0; at < keys.length; at += AT_ONCE) await Promise.all(keys.slice(at, at + AT_ONCE).map((key) => this.bucket.remove(key)));
  }

  private keyOf(location: string): string {
    if (!isLocation(location)) throw new Error(`${JSON.stringify(location)} is no location of an artefact.`);
    return this.prefix + location;
  }
}
