import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Tells readers that nothing follows, for an attempt whose worker is gone with everything that it ran. An earlier end stays. */
export async function endLog(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, 'end'), JSON.stringify({ at: Date.now() * 1000, reason: 'LOST' }), { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}
