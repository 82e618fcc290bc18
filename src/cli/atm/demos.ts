import { lookup } from 'node:dns/promises';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { settings, type Config } from '../../core/config';
import { download } from '../../graphs/automl/dataset/download';
import { isPublicAddress } from '../../graphs/automl/dataset/public-address';
import { exampleData, exampleNames, pollutionFromArff } from '../example-data';
import { Refusal } from '../program';

type Print = (line: string) => void;
const POLLUTION = 'pollution_1';
/** The pollution data with two classes, as OpenML numbers them. */
const OPENML_ID = 882;
const description = z.object({ data_set_description: z.object({ name: z.literal('pollution'), url: z.string() }) });

/** Writes the demo data sets to ./demos. The one that OpenML has is left out, with the reason, where it cannot be fetched. */
export async function getDemos(config: Config, print: Print): Promise<void> {
  const folder = await demosFolder(join(config.startedIn, 'demos'));
  const shown = (path: string) => relative(config.startedIn, path);
  for (const path of await exampleData(config, folder, exampleNames)) print(shown(path));
  const path = join(folder, `${POLLUTION}.csv`);
  try {
    await fetchPollution(config, path);
    print(shown(path));
  } catch (error) {
    print(`${shown(path)} could not be fetched: ${(error as Error).message}\nThe other files of ${shown(folder)} can be used in its place, or run this again when the network allows it.`);
  }
}

/** Writes the named demo data sets to a folder. @throws Refusal for a name that is none, or when it cannot be fetched */
export async function downloadDemo(config: Config, names: string[], path: string | undefined, print: Print): Promise<void> {
  const wanted = names.map((name) => name.replace(/\.csv$/, ''));
  const unknown = wanted.filter((name) => name !== POLLUTION && !exampleNames.includes(name));
  if (unknown.length) throw new Refusal(`There is no demo data set ${unknown.join(', ')}. There are ${[...exampleNames, POLLUTION].join(', ')}.`);
  const folder = await demosFolder(path ?? join(config.startedIn, 'demos'));
  for (const name of wanted) {
    const file = join(folder, `${name}.csv`);
    if (name !== POLLUTION) await exampleData(config, folder, [name]);
    else await fetchPollution(config, file).catch((error: Error) => { throw new Refusal(`${file} could not be fetched: ${error.message}`); });
    print(`Dataset has been saved to ${file}`);
  }
}

async function demosFolder(path: string): Promise<string> {
  await mkdir(path, { recursive: true }).catch((error: NodeJS.ErrnoException) => { throw new Refusal(`${path} cannot be made (${error.code}).`); });
  return path;
}

/** OpenML says where the file of a data set is; then it is fetched under the same rules as any data set. */
async function fetchPollution(config: Config, csv: string): Promise<void> {
  if (existsSync(csv)) return;
  const isAllowed = await allowedAddresses(config);
  const folder = await mkdtemp(join(tmpdir(), 'atm-demos-'));
  const fetched = (url: string, name: string) => download(url, [], { folder, name, maxMb: 1, isAllowed, totalMs: 60_000, idleMs: 20_000 });
  try {
    const about = description.safeParse(asJson(await readFile(await fetched(`${config.openmlUrl}/api/v1/json/data/${OPENML_ID}`, 'about.json'), 'utf8')));
    if (!about.success) throw new Error(`${config.openmlUrl} does not answer as OpenML does.`);
    await pollutionFromArff(config, await fetched(about.data.data_set_description.url, 'pollution.arff'), csv);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Public addresses, and those of a mirror that the operator has named. */
async function allowedAddresses({ openmlUrl }: Config): Promise<(address: string) => boolean> {
  if (openmlUrl === settings.openmlUrl.schema.parse(undefined)) return isPublicAddress;
  const mirror = new Set((await lookup(new URL(openmlUrl).hostname.replace(/^\[|\]$/g, ''), { all: true }).catch(() => [])).map(({ address }) => address));
  return (address) => mirror.has(address) || isPublicAddress(address);
}

function asJson(text: string): unknown {
  try { return JSON.parse(text); } catch { return null; }
}
