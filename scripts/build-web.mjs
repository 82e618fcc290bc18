// Builds our web pages into dist/web: GraphiQL in one bundle, Swagger UI, and a .gz beside each larger file.
// Does nothing when no input has changed since the last build.
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const require = createRequire(import.meta.url);
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, 'web');
const target = join(root, 'dist', 'web');
const stampFile = join(target, '.stamp');

const stamp = await hashOfInputs();
if (await readFile(stampFile, 'utf8').catch(() => '') !== stamp) await build();

async function build() {
  // Built aside and renamed, so that a server never finds half of it.
  const draft = `${target}.${process.pid}`;
  await mkdir(draft, { recursive: true });
  try {
    await bundleGraphiql(join(draft, 'graphiql'));
    await cp(join(source, 'graphiql', 'index.html'), join(draft, 'graphiql', 'index.html'));
    await cp(join(source, 'docs'), join(draft, 'docs'), { recursive: true });
    await cp(join(source, 'favicon.svg'), join(draft, 'favicon.svg'));
    const swagger = dirname(require.resolve('swagger-ui-dist/package.json'));
    for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js', 'LICENSE', 'NOTICE']) await cp(join(swagger, file), join(draft, 'swagger', file));
    await compressIn(draft);
    await writeFile(join(draft, '.stamp'), stamp);
    await rm(target, { recursive: true, force: true });
    await rename(draft, target);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  console.log('built dist/web');
}

async function bundleGraphiql(outdir) {
  const { build: bundle } = await import('esbuild');
  await bundle({
    entryPoints: [join(source, 'graphiql', 'main.jsx')],
    outdir,
    bundle: true, minify: true, format: 'esm', target: 'es2022', jsx: 'automatic', legalComments: 'linked', logLevel: 'warning',
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.woff2': 'dataurl', '.png': 'dataurl', '.svg': 'dataurl' },
  });
}

async function compressIn(folder) {
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && ['.js', '.css'].includes(extname(path))) {
      const content = await readFile(path);
      if (content.length > 4096) await writeFile(`${path}.gz`, gzipSync(content, { level: 9 }));
    }
  }
}

/** Everything the result depends on: our sources, this script, and the versions of the packages. */
async function hashOfInputs() {
  const sources = (await readdir(source, { withFileTypes: true, recursive: true })).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hash = createHash('sha256');
  for (const path of [...sources.sort(), fileURLToPath(import.meta.url), join(root, 'package-lock.json')]) hash.update(path.slice(root.length)).update(await readFile(path));
  return hash.digest('hex');
}
