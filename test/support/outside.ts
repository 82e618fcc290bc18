import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];
afterAll(() => Promise.all(made.map((folder) => rm(folder, { recursive: true, force: true }))));

/** A folder that belongs to nothing of ours, until the end of the test file. */
export async function outsideFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rungraph-outside-'));
  made.push(folder);
  return folder;
}
