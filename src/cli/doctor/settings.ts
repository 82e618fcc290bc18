import { homedir } from 'node:os';
import { settings, type Config } from '../../core/config';

type Name = keyof typeof settings;
const all = Object.entries(settings) as [Name, (typeof settings)[Name]][];

/** A database URL as it may be shown: its password, in either of the two places where one can stand, is hidden. */
export const withoutPassword = (url: string): string => url.replace(/(:\/\/[^:@/?#]*:)[^@]*(?=@)/, '$1***').replace(/([?&]password=)[^&#]*/gi, '$1***');

function textOf(value: unknown): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.join(',');
  if (typeof value === 'boolean') return value ? '1' : '0';
  return String(value);
}

/** Every setting with the value in force, aligned. */
export function settingsInForce(config: Config): string[] {
  return all.map(([name, { env, about }]) => {
    const value = textOf(config[name]);
    return `  ${`${env}=${name === 'databaseUrl' ? withoutPassword(value) : value}`.padEnd(44)}  ${about}`;
  });
}

/** The text of docs/configuration.md; `node scripts/write-configuration.mjs` writes it. */
export function configurationPage(): string {
  const rows = all.map(([, { env, about, schema }]) => {
    const standard = textOf(schema.safeParse(undefined).data).replace(homedir(), '~');
    return `| \`${env}\` | ${standard && `\`${standard}\``} | ${about} |`;
  });
  return `# Configuration

Every setting is an environment variable. Some are also flags of the commands, and a flag wins; \`rungraph COMMAND --help\` lists them.
An empty variable counts as absent, and a \`RUNGRAPH_*\` variable that is not in this table is an error. All problems are reported at once.
\`rungraph doctor\` shows the values in force.

| Variable | Default | Meaning |
| --- | --- | --- |
${rows.join('\n')}
`;
}
