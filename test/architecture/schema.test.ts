import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeServices } from '@theguild/federation-composition';
import { buildASTSchema, GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, isIntrospectionType, isSpecifiedScalarType, lexicographicSortSchema, parse, printSchema, validateSchema } from 'graphql';
import { mergeGraphs } from '../../src/graphs/federation';
import { printableSubgraphs } from '../../src/graphs/graph';
import { subgraphSdl } from '../../src/graphs/emit';

const folder = join(__dirname, '..', '..', 'schema');
const sdl = subgraphSdl();
/** A second subgraph, as somebody else would write it: it extends Classifier by its key alone. */
const other = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
  type Classifier @key(fields: "id") { id: ID! notes: [String!] }
  type Query { noted: [Classifier!]! }`;
const compose = (parts: Record<string, string>) => composeServices(Object.entries(parts).map(([name, typeDefs]) => ({ name, url: `http://${name}`, typeDefs: parse(typeDefs) })));

test('schema/ holds the emitted SDL; `npm run schema` writes it', () => {
  expect(Object.fromEntries(readdirSync(folder).filter((name) => name !== 'supergraph.graphql').map((name) => [name.replace('.graphql', ''), readFileSync(join(folder, name), 'utf8')]))).toEqual(sdl);
});

test('schema/supergraph.graphql is what they compose to', () => {
  const composed = execFileSync(process.execPath, [join(folder, '..', 'scripts', 'compose.mjs'), folder], { encoding: 'utf8' });
  expect(readFileSync(join(folder, 'supergraph.graphql'), 'utf8')).toBe(composed);
});

test('the subgraphs compose, also with a foreign one that extends Classifier', () => {
  expect(compose(sdl).errors ?? []).toEqual([]);
  const composed = compose({ ...sdl, notes: other });
  expect(composed.errors ?? []).toEqual([]);
  expect(composed.publicSdl).toMatch(/type Classifier[^}]*notes: \[String!\]/s);
});

test('the merged schema is the composed public schema', () => {
  const merged = mergeGraphs(Object.values(printableSubgraphs())).schema;
  expect(validateSchema(merged)).toEqual([]);
  const composed = buildASTSchema(parse(compose(sdl).publicSdl!), { assumeValid: true });
  const text = (schema: typeof merged) => printSchema(lexicographicSortSchema(schema)).replace(/directive @(key|shareable)[^\n]*\n/g, '');
  expect(text(merged)).toBe(text(composed));
});

test('every type, field, argument and input has a description', () => {
  const { schema } = mergeGraphs(Object.values(printableSubgraphs()));
  const bare: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || isSpecifiedScalarType(type)) continue;
    if (!type.description && !['Query', 'Mutation', 'Subscription'].includes(type.name)) bare.push(type.name);
    if (type instanceof GraphQLObjectType || type instanceof GraphQLInterfaceType || type instanceof GraphQLInputObjectType) {
      for (const field of Object.values(type.getFields())) {
        if (!field.description) bare.push(`${type.name}.${field.name}`);
        if ('args' in field) for (const arg of field.args) if (!arg.description && arg.name !== 'id' && arg.name !== 'input' && arg.name !== 'number') bare.push(`${type.name}.${field.name}(${arg.name})`);
      }
    }
    if (type instanceof GraphQLEnumType && !type.description) bare.push(type.name);
  }
  expect(bare).toEqual([]);
});

test('subgraphs that other services extend carry their keys', () => {
  for (const type of ['Dataset', 'Datarun', 'Hyperpartition', 'Classifier']) expect(sdl.automl).toMatch(new RegExp(`type ${type}( implements Run)? @key\\(fields: "id"\\)`));
});
