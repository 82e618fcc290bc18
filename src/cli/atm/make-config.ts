import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { Refusal } from '../program';
import { groups, type GroupName } from './settings';

const FILES: Record<string, GroupName[]> = {
  'aws.yaml': ['aws'], 'config.yaml': ['sql', 'log', 'aws'], 'log.yaml': ['log'], 'log-script.yaml': ['log'], 'run.yaml': ['dataset', 'run'], 'sql.yaml': ['sql'],
};

/** Writes an example of each configuration file, with every setting and its default, to ./config. A file that is there is left as it is. */
export async function makeConfig(print: (line: string) => void): Promise<void> {
  const folder = resolve('config');
  try {
    await mkdir(folder, { recursive: true });
    for (const [name, parts] of Object.entries(FILES)) {
      const path = join(folder, name);
      const isNew = await writeFile(path, parts.map(example).join('\n'), { flag: 'wx' }).then(() => true, (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
        return false;
      });
      print(isNew ? `Generating file ${path}` : `${path} is there already; it was left as it is`);
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Refusal(`${folder} cannot be written (${code ?? message}).`);
  }
}

const example = (name: GroupName): string => Object.entries(groups[name].settings as Record<string, { about: string; standard?: unknown }>)
  .map(([key, { about, standard }]) => `# ${about}\n${standard === undefined ? `${key}:\n` : stringify({ [key]: standard })}`).join('');
