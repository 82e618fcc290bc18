import { join } from 'node:path';
import type { Config } from '../core/config';
import { FolderStore } from './folder-store';
import type { ArtefactStore } from './store';

export { openInside } from './open-inside';
export type { Artefact, ArtefactStore, Staged } from './store';

/** The settings that say where artefacts are. */
export type ArtefactSettings = Pick<Config, 'home'>;

export function openArtefacts({ home }: ArtefactSettings): ArtefactStore {
  return new FolderStore(join(home, 'artefacts'));
}
