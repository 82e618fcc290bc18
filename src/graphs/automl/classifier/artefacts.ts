/** Folder of the artefact store and ending of its files. */
const KINDS = { model: 'models', metric: 'metrics' } as const;
type Ending = keyof typeof KINDS;
export const FOLDERS = Object.values(KINDS);

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
