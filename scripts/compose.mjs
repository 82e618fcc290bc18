// The supergraph of the subgraphs in a folder, for a gateway. `node scripts/compose.mjs FOLDER` prints it.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';

const SUPERGRAPH = 'supergraph.graphql';

/**
 * Each subgraph is expected where a gateway names it: `http://<name>/graphql` stands for an address that is filled in there.
 * @throws Error with every reason why they do not compose
 */
export function supergraph(folder) {
  const names = readdirSync(folder).filter((name) => name.endsWith('.graphql') && name !== SUPERGRAPH).sort();
  const composed = composeServices(names.map((file) => ({ name: basename(file, '.graphql'), url: `http://${basename(file, '.graphql')}/graphql`, typeDefs: parse(readFileSync(join(folder, file), 'utf8')) })));
  if (composed.errors?.length) throw new Error(composed.errors.map(({ message }) => message).join('\n'));
  return `${composed.supergraphSdl.trim()}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(supergraph(process.argv[2]));
