import { readFile, stat } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import { Refusal } from '../program';
import { groups, typed, type Group, type GroupName, type Value, type Values } from './settings';

const LARGEST_BYTES = 1_000_000, MOST_ALIASES = 20;
/** Keys that files of earlier releases of ATM have and that mean nothing here, or the same under another name. */
const FORMER: Partial<Record<GroupName, readonly string[]>> = {
  log: ['log_level_stdout', 'log_level_file', 'log_dir', 'model_dir', 'metric_dir'],
  aws: ['num_instances', 'num_workers_per_instance', 'ec2_region', 'ec2_amis', 'ec2_key_pair', 'ec2_keyfile', 'ec2_instance_type', 'ec2_username'],
};

/** The settings of these groups: what was typed, then what the groups' files say. @throws Refusal that says which file and key */
export async function settingsFrom(names: GroupName[], flags: Record<string, unknown>): Promise<Record<GroupName, Values>> {
  const found: Partial<Record<GroupName, Values>> = {};
  for (const name of names) {
    const path = flags[`${name}Config`] as string | undefined;
    // The file of a run describes its data set as well.
    const group: Group = name === 'run' ? { prefix: '', settings: { ...groups.dataset.settings, ...groups.run.settings } } : groups[name];
    for (const [key, value] of Object.entries(path === undefined ? {} : await fileOf(path, group, FORMER[name]))) {
      const owner = name === 'run' && Object.hasOwn(groups.dataset.settings, key) ? 'dataset' : name;
      (found[owner] ??= {})[key] = value;
    }
  }
  return Object.fromEntries(names.map((name) => [name, { ...found[name], ...typed(name, flags) }])) as Record<GroupName, Values>;
}

async function fileOf(path: string, { settings }: Group, former: readonly string[] = []): Promise<Values> {
  const content = parsed(path, await textOf(path));
  const values: Values = {};
  for (const [given, value] of Object.entries(content)) {
    const key = given === 'data_description' ? 'description' : given;
    if (former.includes(key) || value === null || value === undefined) continue;
    const setting = Object.hasOwn(settings, key) ? settings[key] : undefined;
    if (!setting) throw new Refusal(`${path}: ${given} is not a setting of this file. Its settings are ${Object.keys(settings).join(', ')}.`);
    const { kind = 'text', choices } = setting;
    const fits = { whole: Number.isSafeInteger(value), switch: typeof value === 'boolean', text: ['string', 'number'].includes(typeof value), list: Array.isArray(value) && value.every((each) => typeof each === 'string') }[kind];
    if (!fits) throw new Refusal(`${path}: ${given} must be ${{ whole: 'a whole number', switch: 'true or false', text: 'a text', list: 'a list of texts' }[kind]}.`);
    if (choices && !choices.includes(String(value))) throw new Refusal(`${path}: ${given} must be one of ${choices.join(', ')}.`);
    values[key] = kind === 'text' ? String(value) : value as Value;
  }
  return values;
}

async function textOf(path: string): Promise<string> {
  try {
    if ((await stat(path)).size > LARGEST_BYTES) throw new Refusal(`${path} is larger than ${LARGEST_BYTES / 1e6} MB, which no configuration is.`);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(`${path} cannot be read (${(error as NodeJS.ErrnoException).code}). \`atm make_config\` writes examples to ./config.`);
  }
}

/** Plain values only: a tag that is not YAML's own is a fault, and a few aliases cannot become gigabytes. */
function parsed(path: string, text: string): Record<string, unknown> {
  const document = parseDocument(text, { schema: 'core', strict: true, uniqueKeys: true, logLevel: 'silent' });
  const [fault] = [...document.errors, ...document.warnings];
  if (fault) throw new Refusal(`${path} is not YAML that can be used: ${fault.message.split('\n')[0]}`);
  let content: unknown;
  try {
    content = document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (error) {
    throw new Refusal(`${path} is not YAML that can be used: ${(error as Error).message}`);
  }
  if (content === null || content === undefined) return {};
  if (typeof content !== 'object' || Array.isArray(content)) throw new Refusal(`${path} must have lines of the form "key: value".`);
  return content as Record<string, unknown>;
}
