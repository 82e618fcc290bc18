import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of this project: the nearest with a package.json, from the sources as well as from the build in `dist/`. */
export const projectFolder: string = (() => {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (dirname(folder) === folder) throw new Error(`No package.json above ${__dirname}.`);
  }
})();

export const version: string = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')).version;
