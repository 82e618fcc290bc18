import { cp, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { inside, type ExperimentFolders } from './folders';
import type { Pod } from '../pod/pod.entity';
import type { Part } from './gang-parts';
import { stagedName } from './input-names';
import { removeFolder } from './remove-folder';

/** Node's messages hold whole paths, which may be very long. */
const MOST_MESSAGE = 500;

/** What a component needs cannot be put in its place; the message is for whoever wrote the experiment. */
export class StagingError extends Error {
  constructor(message: string) { super(message.length > MOST_MESSAGE ? `${message.slice(0, MOST_MESSAGE)}…` : message); this.name = 'StagingError'; }
}

/** Makes the folders of all pods, empty but for what they copy or link from their producers. @throws StagingError, or the signal's reason: copying ends with the file that it has begun */
export async function prepareAll(parts: Part[], folders: ExperimentFolders, signal: AbortSignal): Promise<void> {
  for (const part of parts) {
    await removeFolder(part.component.workingDirectory!).catch((error: Error) => { throw new StagingError(`Its folder is not empty: ${error.message}`); });
    for (const folder of part.runtime.writable) await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const pod of part.pods) await prepareFolder(part, pod, folders, signal);
  }
}

/** The folder of one of its pods, which must not be there yet. @throws StagingError */
export async function prepareFolder({ component, inputs }: Part, pod: Pod, folders: ExperimentFolders, signal?: AbortSignal): Promise<void> {
  const folder = folders.ofPod(component, pod);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const input of inputs) {
    const source = await inside(input.folder, input.path);
    if (!source) throw new StagingError(`It needs ${input.path || 'the folder'} of ${input.component}, which is not there.`);
    const target = join(folder, stagedName(input.component, input.path));
    try {
      if (input.method === 'COPY') await cp(source, target, { recursive: true, verbatimSymlinks: true, errorOnExist: true, force: false, filter: () => !signal?.aborted });
      else if (input.method === 'LINK') await symlink(source, target);
      signal?.throwIfAborted();
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw new StagingError(`${input.path || 'The folder'} of ${input.component} cannot be ${input.method === 'COPY' ? 'copied' : 'linked'}: ${(error as Error).message}`);
    }
  }
}
