import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand, CompleteMultipartUploadCommand, CopyObjectCommand, CreateMultipartUploadCommand, DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, paginateListObjectsV2,
  S3Client, UploadPartCopyCommand, ListMultipartUploadsCommand, S3ServiceException, type CompletedPart,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { Unavailable } from '../core/errors';
import { BATCH } from './old-files';

export interface BucketSettings {
  bucket: string;
  /** Of a server that speaks S3; null: Amazon's. */
  endpoint: string | null;
  region: string;
  /** Objects up to here are copied in one request, larger ones in parts of this size; 5 GB is what S3 takes. */
  copyBytes?: number;
}

export interface ObjectFacts { bytes: number; etag: string; modifiedMs: number }

/** Of an upload two parts are in memory; there are 10,000 at most, so an object has 160 GB at most. */
const PART_BYTES = 16 * 1024 * 1024;

/** A bucket of S3, or of a server that speaks it. The credentials are found as all programs of AWS do. Everything throws Unavailable when the bucket cannot be used. */
export class S3Bucket {
  private readonly client: S3Client;
  private readonly Bucket: string;
  private readonly copyBytes: number;

  constructor({ bucket, endpoint, region, copyBytes = 5_000_000_000 }: BucketSettings) {
    this.Bucket = bucket;
    this.copyBytes = copyBytes;
    // Other servers than Amazon's know the bucket by the path, and not all of the newer checksums.
    this.client = new S3Client({ region, followRegionRedirects: true, ...(endpoint && { endpoint, forcePathStyle: true }), requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' });
  }

  /** @returns how many bytes; nothing stays when the source fails */
  async upload(Key: string, source: Readable): Promise<number> {
    let bytes = 0, broken: unknown;
    async function* counted(): AsyncGenerator<Buffer> {
      try {
        for await (const chunk of source) { const part = Buffer.from(chunk as Buffer); bytes += part.length; yield part; }
      } catch (error) {
        broken = error;
        throw error;
      }
    }
    const upload = new Upload({ client: this.client, params: { Bucket: this.Bucket, Key, Body: Readable.from(counted(), { objectMode: false }) }, partSize: PART_BYTES, queueSize: 1 });
    await this.tell(upload.done().catch((error: unknown) => { throw broken ?? error; }), () => broken !== undefined);
    return bytes;
  }

  /** Null when there is no such object. */
  async head(Key: string): Promise<ObjectFacts | null> {
    const answer = await this.orNull(this.client.send(new HeadObjectCommand({ Bucket: this.Bucket, Key })));
    return answer && { bytes: answer.ContentLength ?? 0, etag: answer.ETag ?? '', modifiedMs: answer.LastModified?.getTime() ?? 0 };
  }

  /** From `from` up to before `to`: exactly these bytes of the content with this ETag, or it throws. */
  async *read(Key: string, etag: string, from: number, to: number): AsyncGenerator<Buffer> {
    if (from >= to) return;
    const { Body } = await this.tell(this.client.send(new GetObjectCommand({ Bucket: this.Bucket, Key, IfMatch: etag, Range: `bytes=${from}-${to - 1}` })));
    let missing = to - from;
    for await (const chunk of Body as Readable) {
      missing -= (chunk as Buffer).length;
      yield chunk as Buffer;
    }
    if (missing !== 0) throw new Error(`${Key} ended ${missing} bytes too early.`);
  }

  /** @returns false when there is no such object */
  async copy(from: string, to: string, bytes: number): Promise<boolean> {
    const CopySource = [this.Bucket, ...from.split('/')].map(encodeURIComponent).join('/'), target = { Bucket: this.Bucket, Key: to };
    if (bytes <= this.copyBytes) return (await this.orNull(this.client.send(new CopyObjectCommand({ ...target, CopySource })))) !== null;
    if (!await this.head(from)) return false;
    const { UploadId } = await this.tell(this.client.send(new CreateMultipartUploadCommand(target)));
    try {
      const Parts: CompletedPart[] = [];
      for (let at = 0; at < bytes; at += this.copyBytes) {
        const PartNumber = Parts.length + 1, CopySourceRange = `bytes=${at}-${Math.min(bytes, at + this.copyBytes) - 1}`;
        const { CopyPartResult } = await this.client.send(new UploadPartCopyCommand({ ...target, UploadId, CopySource, PartNumber, CopySourceRange }));
        Parts.push({ PartNumber, ETag: CopyPartResult!.ETag });
      }
      await this.client.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }));
    } catch (error) {
      await this.client.send(new AbortMultipartUploadCommand({ ...target, UploadId })).catch(() => {});
      throw this.unavailable(error);
    }
    return true;
  }

  /** What is not there is no fault. */
  async remove(Key: string): Promise<void> {
    await this.orNull(this.client.send(new DeleteObjectCommand({ Bucket: this.Bucket, Key })));
  }

  async *list(Prefix: string): AsyncGenerator<{ key: string; modifiedMs: number }[]> {
    const pages = paginateListObjectsV2({ client: this.client, pageSize: BATCH }, { Bucket: this.Bucket, Prefix });
    for (;;) {
      const { done, value } = await this.tell(pages.next());
      if (done) return;
      if (value.Contents?.length) yield value.Contents.map(({ Key, LastModified }) => ({ key: Key!, modifiedMs: LastModified?.getTime() ?? 0 }));
    }
  }

  /** Forgets parts of uploads that began before this time; their processes are gone. @returns how many */
  async abortUploads(Prefix: string, beforeMs: number): Promise<number> {
    const { Uploads = [] } = await this.tell(this.client.send(new ListMultipartUploadsCommand({ Bucket: this.Bucket, Prefix })));
    const old = Uploads.filter(({ Initiated }) => Initiated && Initiated.getTime() <= beforeMs);
    for (const { Key, UploadId } of old) await this.orNull(this.client.send(new AbortMultipartUploadCommand({ Bucket: this.Bucket, Key, UploadId })));
    return old.length;
  }

  private async orNull<T>(answer: Promise<T>): Promise<T | null> {
    return answer.catch((error: unknown) => {
      if (error instanceof S3ServiceException && ['NotFound', 'NoSuchKey', 'NoSuchUpload'].includes(error.name)) return null;
      throw this.unavailable(error);
    });
  }

  private tell<T>(answer: Promise<T>, isTheirs = () => false): Promise<T> {
    return answer.catch((error: unknown) => { throw isTheirs() ? error : this.unavailable(error); });
  }

  /** For clients of ours; what the bucket said is for the log. */
  private unavailable(error: unknown): Error {
    return new Unavailable(`The artefact store cannot be used just now: ${(error as Error).name}.`, { cause: error });
  }
}
