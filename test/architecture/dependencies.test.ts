import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

const root = join(__dirname, '..', '..');
/** Left may import right, never back: design and ARCHITECTURE.md. Rooms on one floor do not import each other unless it says so. */
const floors: Record<string, string[]> = {
  cli: ['server', 'graphs', 'jobs', 'engine', 'artefacts', 'events', 'database', 'core'],
  server: ['graphs', 'engine', 'artefacts', 'events', 'database', 'core', 'rest-compat'],
  graphs: ['jobs', 'engine', 'artefacts', 'events', 'database', 'core'],
  jobs: ['database', 'core'],
  engine: ['core'],
  artefacts: ['core'],
  events: ['database', 'core'],
  database: ['core'],
  core: [],
  'rest-compat': [],
};

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? sources(path) : /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}
const files = [...sources(join(root, 'src')), ...sources(join(root, 'rest-compat'))];

const roomOf = (path: string) => {
  const parts = relative(root, path).split(sep);
  return parts[0] === 'src' ? parts[1]! : parts[0]!;
};
function resolved(from: string, specifier: string): string {
  const path = join(dirname(from), specifier);
  return [path, `${path}.ts`, join(path, 'index.ts')].find((p) => existsSync(p) && statSync(p).isFile()) ?? path;
}
const imports = files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/(?:from|import|require\()\s*'(\.[^']*)'/g)].map((match) => ({ file, to: resolved(file, match[1]!) })));

test('every import follows the dependency line', () => {
  expect(imports.length).toBeGreaterThan(200);
  const wrong = imports.filter(({ file, to }) => {
    const from = roomOf(file), target = roomOf(to);
    return from !== target && !floors[from]?.includes(target);
  });
  expect(wrong.map(({ file, to }) => `${relative(root, file)} -> ${relative(root, to)}`)).toEqual([]);
});

test('a noun of the automl graph never imports its children', () => {
  const depth = ['dataset', 'datarun', 'hyperpartition', 'classifier', 'search', 'prediction'];
  const noun = (path: string) => relative(join(root, 'src/graphs/automl'), path).split(sep)[0]!;
  const wrong = imports.filter(({ file, to }) => {
    const from = depth.indexOf(noun(file)), target = depth.indexOf(noun(to));
    return from !== -1 && target > from;
  });
  expect(wrong.map(({ file, to }) => `${relative(root, file)} -> ${relative(root, to)}`)).toEqual([]);
});

test('subgraphs do not import each other', () => {
  const graphs = ['automl', 'experiments', 'submissions', 'telemetry'];
  const graphOf = (path: string) => { const [first] = relative(join(root, 'src/graphs'), path).split(sep); return graphs.includes(first!) ? first : null; };
  expect(imports.filter(({ file, to }) => graphOf(file) && graphOf(to) && graphOf(file) !== graphOf(to))).toEqual([]);
});

test('only the composition roots read the environment', () => {
  const readers = files.filter((file) => /process\.env/.test(readFileSync(file, 'utf8'))).map((file) => relative(root, file)).filter((file) => !file.startsWith(`src${sep}cli${sep}`));
  expect(readers).toEqual([join('src', 'core', 'config.ts'), join('src', 'database', 'embedded', 'identity.ts'), join('src', 'engine', 'child-environment.ts')]);
});

test('no file has grown past 300 lines', () => {
  const large = files.map((file) => [relative(root, file), readFileSync(file, 'utf8').split('\n').length] as const).filter(([file, lines]) => lines > 300 && !file.includes('.generated.'));
  expect(large).toEqual([]);
});
