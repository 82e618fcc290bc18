import type { Config } from '../core/config';
import { checkAccess, checkDownloads, checkPort } from './doctor/access';
import { lineOf } from './doctor/finding';
import { checkIsolation, checkLimits } from './doctor/pods';
import { checkNode, checkPython } from './doctor/programs';
import { settingsInForce } from './doctor/settings';
import { checkArtefacts, checkDatabase, checkFolder } from './doctor/storage';

/**
 * Says line by line what works here, what does not and what to do about it, and then every setting with its value. Changes and starts nothing.
 * @returns whether everything that Rungraph needs is there
 */
export async function doctor(config: Config, print: (line: string) => void): Promise<boolean> {
  const findings = await Promise.all([
    checkNode(), checkPython(config), checkFolder(config), checkArtefacts(config), checkDatabase(config),
    checkPort(config), checkAccess(config), checkDownloads(config), checkIsolation(config), checkLimits(config),
  ]);
  for (const finding of findings) print(lineOf(finding));
  print('\nSettings');
  for (const line of settingsInForce(config)) print(line);
  return findings.every(({ mark }) => mark !== 'fail');
}
