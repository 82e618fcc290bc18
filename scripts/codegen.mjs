// Types of the REST layer's operations, from schema/. `node scripts/codegen.mjs` writes them; with --check it only says whether they are up to date.
import { readFileSync, readdirSync, writeFileSync, existsSync } from 'node:fs';
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, visit } from 'graphql';
import { codegen } from '@graphql-codegen/core';
import * as operations from '@graphql-codegen/typescript-operations';
import * as documents from '@graphql-codegen/typed-document-node';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const config = {
  scalars: { DateTime: 'string', Decimal: 'string', JSON: 'unknown', Cursor: 'string', EventCursor: 'string', ID: 'string' },
  strictScalars: true, enumsAsTypes: true, useTypeImports: true, skipTypename: true, avoidOptionals: { field: true }, arrayInputCoercion: false,
};

/** Without descriptions: another wording of the graph is no change for a client. */
const wordless = (document) => visit(document, { enter: (node) => (node.description ? { ...node, description: undefined } : undefined) });

/** The types of one API's operations, as text. */
export async function typesOf(folder, schemaFile) {
  const schema = wordless(parse(readFileSync(schemaFile, 'utf8')));
  const source = join(folder, 'operations.graphql');
  const text = await codegen({
    filename: 'operations.generated.ts', schema, config,
    documents: [{ location: source, document: parse(readFileSync(source, 'utf8')) }],
    pluginMap: { operations, documents },
    plugins: [{ operations: {} }, { documents: {} }],
  });
  return `// Made by scripts/codegen.mjs from operations.graphql and ${schemaFile.slice(root.length + 1)}; not edited by hand.\n${text}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  let stale = 0;
  const apis = { atm: 'schema/automl.graphql', submarine: 'schema/experiments.graphql' };
  for (const [api, schemaFile] of Object.entries(apis)) {
    const folder = join(root, 'rest-compat', api), target = join(folder, 'operations.generated.ts');
    const text = await typesOf(folder, join(root, schemaFile));
    if (existsSync(target) && readFileSync(target, 'utf8') === text) continue;
    if (process.argv.includes('--check')) { stale++; console.error(`${target} is not up to date: run \`node scripts/codegen.mjs\`.`); }
    else writeFileSync(target, text);
  }
  process.exitCode = stale ? 1 : 0;
}
