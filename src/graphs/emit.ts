import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import 'reflect-metadata';
import { federationSdl } from './federation';
import { printableSubgraphs } from './graph';

/** `schema/<name>.graphql` of every subgraph. */
export const subgraphSdl = (): Record<string, string> =>
  Object.fromEntries(Object.entries(printableSubgraphs()).map(([name, { schema }]) => [name, federationSdl(schema)]));

if (require.main === module) {
  const folder = process.argv[2] ?? join(process.cwd(), 'schema');
  mkdirSync(folder, { recursive: true });
  for (const [name, sdl] of Object.entries(subgraphSdl())) writeFileSync(join(folder, `${name}.graphql`), sdl);
}
