import { constants } from 'node:fs';
import { lstat, open, readlink, realpath, type FileHandle } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { Readable } from 'node:stream';
import { isLocation, type Artefact } from './store';

const CHUNK = 256 * 1024;

/**
 * Opens a plain file below a folder in which somebody may work against us at this moment: no link, wherever it is and whenever
 * it was made, leads out; nothing that is not a plain file is read, and none of it makes us wait.
 * @param folder a real path: when a link is put in its place, nothing is below it
 * @returns null when there is no such file, or it may not be read
 */
export async function openInside(folder: string, path: string): Promise<Artefact | null> {
  if (!isLocation(path)) return null;
  const target = await realpath(join(folder, path)).catch(() => null);
  if (!target || !isBelow(folder, target)) return null;
  // A fifo would wait for its writer without O_NONBLOCK.
  const handle = await open(target, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => null);
  if (!handle) return null;
  try {
    if ((await handle.stat()).isFile() && await liesBelow(folder, target, handle)) return await artefactOf(handle);
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  return null;
}

const isBelow = (folder: string, path: string) => path.startsWith(folder + sep);

/** Of what has been opened, not of what the path leads to by now. */
async function liesBelow(folder: string, target: string, handle: FileHandle): Promise<boolean> {
  const opened = await readlink(`/proc/self/fd/${handle.fd}`).catch(() => null);
  if (opened !== null) return isBelow(folder, opened);
  const known = await handle.stat({ bigint: true }), now = await lstat(target, { bigint: true }).catch(() => null);
  return now?.ino === known.ino && now.dev === known.dev && isBelow(folder, await realpath(target).catch(() => ''));
}

async function artefactOf(handle: FileHandle): Promise<Artefact> {
  const { ino, size, mtimeNs, ctimeNs } = await handle.stat({ bigint: true }), bytes = Number(size);
  return {
    bytes,
    version: [ino, size, mtimeNs, ctimeNs].map((part) => part.toString(36)).join('-'),
    read: (from = 0, to = bytes) => Readable.from(bytesOf(handle, from, to), { objectMode: false }),
    close: () => handle.close(),
  };
}

async function* bytesOf(handle: FileHandle, from: number, to: number): AsyncGenerator<Buffer> {
  for (let at = from; at < to;) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(Math.min(CHUNK, to - at)), { position: at });
    // Whoever was told its length would wait for the rest.
    if (bytesRead === 0) throw new Error('The file became shorter while it was read.');
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}
