// `npm run bench -- NAME ... [-- OPTIONS]` runs the programs of these names one after the other; each prints a table.
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';

const names = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.mjs') && !['main.mjs', 'table.mjs'].includes(file)).map((file) => basename(file, '.mjs'));
const firstOption = process.argv.findIndex((arg, at) => at > 1 && arg.startsWith('-'));
const chosen = process.argv.slice(2, firstOption === -1 ? undefined : firstOption);
const options = firstOption === -1 ? [] : process.argv.slice(firstOption).filter((arg) => arg !== '--');

const unknown = chosen.filter((name) => !names.includes(name));
if (unknown.length || !chosen.length) {
  console.error(`${unknown.length ? `There is no benchmark ${unknown.join(', ')}.` : 'Which benchmark?'} There are: ${names.join(', ')}.`);
  process.exit(1);
}
for (const name of chosen) await (await import(`./${name}.mjs`)).run(options);
