import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { nodeProgram } from './node.mjs';
import { lastLines, root, run, SetupError } from './step.mjs';

const stamp = join(root, 'dist/.stamp');
const sources = ['src', 'rest-compat'];
const others = ['ormconfig.ts', 'tsconfig.json', 'package-lock.json', 'scripts/build-web.mjs', 'scripts/setup/build.mjs'];
const isCode = (path) => path.endsWith('.ts');

const filesBelow = (folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1))
  .sort();

/** Stands for everything that the build depends on, by content. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const path of [...others, ...[...sources, 'web'].flatMap(filesBelow)]) hash.update(`${path}\0`).update(readFileSync(join(root, path))).update('\0');
  return hash.digest('hex');
}

const upToDate = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint();

async function make() {
  const print = fingerprint();
  rmSync(stamp, { force: true });
  const results = await Promise.all([['node_modules/typescript/bin/tsc', '-p', '.'], ['scripts/build-web.mjs']].map((args) => run(nodeProgram(), args)));
  const failed = results.find(({ code }) => code !== 0);
  if (failed) throw new SetupError(`The build failed:\n${lastLines(failed.output, 30)}`);
  removeOutputsWithoutSource();
  for (const path of sources.flatMap(filesBelow).filter((path) => !isCode(path))) {
    mkdirSync(dirname(join(root, 'dist', path)), { recursive: true });
    copyFileSync(join(root, path), join(root, 'dist', path));
  }
  writeFileSync(stamp, print);
}

/** tsc never deletes: a file that was renamed would stay behind and could still be loaded. */
function removeOutputsWithoutSource() {
  for (const path of sources.map((folder) => join('dist', folder)).filter((folder) => existsSync(join(root, folder))).flatMap(filesBelow)) {
    const source = path.slice('dist/'.length);
    const origins = [source, source.replace(/\.(js|js\.map|d\.ts)$/, '.ts')];
    if (!origins.some((origin) => existsSync(join(root, origin)))) rmSync(join(root, path));
  }
}

export const build = { title: 'build', upToDate, make };
