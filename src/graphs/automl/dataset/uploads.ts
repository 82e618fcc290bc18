import { mkdir, open, realpath, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { LimitExceeded } from '../../../core/errors';
import type { Query } from '../../../database/data-source';
import { uploadsFolder, type DataRootsConfig } from './data-roots';
import { newFileName, removeUnnamed } from './dataset-files';
import { PART } from './download';

export interface Upload {
  /** What `createDataset` takes as trainPath or testPath. */
  path: string;
  /** Deletes it, unless a data set names it. */
  discard(): Promise<void>;
}

/**
 * Keeps what comes in as a file of the server that only we may read. The memory that is used does not grow with the file.
 * @throws LimitExceeded when it is too large; whatever the stream fails with. Nothing stays behind then
 */
export async function storeUpload(config: Pick<DataRootsConfig, 'home' | 'maxUploadMb'>, query: Query, content: Readable): Promise<Upload> {
  const folder = uploadsFolder(config.home);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(await realpath(folder), await newFileName(query)), part = `${file}${PART}`;
  // Not a pipeline: that would fail before its file is there, and leave it behind.
  const handle = await open(part, 'wx', 0o600);
  try {
    try { await handle.writeFile(atMost(content, config.maxUploadMb)); } finally { await handle.close(); }
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  return { path: `uploads/${basename(file)}`, discard: () => removeUnnamed(query, config.home, [file]) };
}

async function* atMost(chunks: AsyncIterable<Buffer>, megabytes: number): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > megabytes * 1e6) throw new LimitExceeded(`The file has more than ${megabytes} MB, which is the most a data set may have (RUNGRAPH_MAX_UPLOAD_MB).`, { limit: megabytes * 1e6 });
    yield chunk;
  }
}
