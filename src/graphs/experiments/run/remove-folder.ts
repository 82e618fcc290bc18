import { rm } from 'node:fs/promises';

/** Of a folder into which a process still writes something may be left: its worker removes it again when the process has gone, or the sweep does. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch((error: NodeJS.ErrnoException) => { if (error.code !== 'ENOTEMPTY') throw error; });
}
