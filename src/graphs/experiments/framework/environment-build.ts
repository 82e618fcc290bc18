import type { ComponentInput } from '../run/create.input';

type Path = (string | number)[];
/** What of the configuration decides whether packages may be installed. */
export interface InstallSettings { allowInstalls: boolean }

/**
 * The component that makes the Python environment of a kernel description; its digest is `setup.builds`.
 * @param kernelSpec as sent: name, channels, condaDependencies, pipDependencies
 * @returns null when there is nothing to install
 * @throws BadInput when it is malformed, or when the operator does not allow it
 */
export function environmentComponent(kernelSpec: unknown, settings: InstallSettings, path: Path = ['input', 'environment', 'kernelSpec']): ComponentInput | null {
  throw new Error(`not yet ${JSON.stringify([kernelSpec, settings, path])}`);
}
