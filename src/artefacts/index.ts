import { join } from 'node:path';
import type { Config } from '../core/config';
import { FolderStore } from './folder-store';
import { LocalCopies } from './local-copies';
import type { ArtefactStore } from './store';

export { openInside } from './open-inside';
export type { Artefact, ArtefactStore, Staged } from './store';

/** The settings that say where artefacts are. */
export type ArtefactSettings = Pick<Config, 'home' | 'artefacts' | 's3Endpoint' | 's3Region'>;

/** The store that the settings name; nothing is connected or made before it is used. */
export function openArtefacts({ home, artefacts, s3Endpoint, s3Region }: ArtefactSettings): ArtefactStore {
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/.exec(artefacts ?? '') ?? [];
  if (bucket === undefined) return new FolderStore(artefacts ?? join(home, 'artefacts'));
  // Only who has a bucket needs its client.
  const { S3Store } = require('./s3-store') as typeof import('./s3-store');
  return new S3Store({ bucket, prefix, endpoint: s3Endpoint ?? null, region: s3Region }, new LocalCopies(join(home, 'artefact-copies')));
}
