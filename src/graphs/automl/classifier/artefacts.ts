import { realpath, rm } from 'node:fs/promises';
import { join, sep } from 'node:path';

export const artefactsFolder = (home: string) => join(home, 'artefacts');

/** Folder of the artefact store and ending of its files. */
const KINDS = { model: 'models', metric: 'metrics' } as const;
type Ending = keyof typeof KINDS;

/** Where a classifier's files belong in the artefact store. */
export function artefactsOf(datasetName: string, classifierNumber: number): { modelLocation: string; metricsLocation: string } {
  const stem = `${datasetName.replace(/[^A-Za-z0-9 _-]/g, '')}-${classifierNumber.toString(16).padStart(8, '0')}`;
  const place = (ending: Ending) => `${KINDS[ending]}/${stem}.${ending}`;
  return { modelLocation: place('model'), metricsLocation: place('metric') };
}

/** The number of the classifier that this place belongs to; null when no classifier's file is ever put there. */
export function classifierNumberOf(location: string): number | null {
  const [, folder, number, ending] = /^(\w+)\/[A-Za-z0-9 _-]*-([0-9a-f]{8})\.(\w+)$/.exec(location) ?? [];
  return folder !== undefined && KINDS[ending as Ending] === folder ? parseInt(number!, 16) : null;
}

/** The real path of an artefact; null when there is none, or when it lies outside the store. */
export async function artefactFile(home: string, location: string): Promise<string | null> {
  const store = await realpath(artefactsFolder(home)).catch(() => null);
  const file = store && await realpath(join(store, location)).catch(() => null);
  return file?.startsWith(store + sep) ? file : null;
}

/** Deletes artefacts that no row names any more. What cannot be deleted now is left to the sweep. */
export async function removeArtefacts(home: string, locations: string[]): Promise<void> {
  const own = locations.filter((location) => classifierNumberOf(location) !== null);
  for (let at = 0; at < own.length; at += 100) {
    await Promise.allSettled(own.slice(at, at + 100).map((location) => rm(join(artefactsFolder(home), location), { force: true })));
  }
}
