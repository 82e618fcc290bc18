import { getDocumentNodeFromSchema } from '@graphql-tools/utils';
import { Kind, print, visit, type DocumentNode, type GraphQLSchema } from 'graphql';

const LINK = 'https://specs.apollo.dev/federation/v2.3';
const BUILT_IN = new Set(['deprecated', 'specifiedBy', 'oneOf', 'skip', 'include']);

/** The schema as Federation 2 SDL, with the directives on its types and fields; what `_service { sdl }` answers. */
export function federationSdl(schema: GraphQLSchema): string {
  const document = getDocumentNodeFromSchema(schema);
  const definitions = document.definitions.filter((d) => d.kind !== Kind.DIRECTIVE_DEFINITION && d.kind !== Kind.SCHEMA_DEFINITION);
  const link = `extend schema @link(url: "${LINK}", import: ${JSON.stringify(federationDirectives(document))})`;
  return `${link}\n\n${print({ kind: Kind.DOCUMENT, definitions })}\n`;
}

function federationDirectives(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, { Directive: ({ name }) => { if (!BUILT_IN.has(name.value)) names.add(`@${name.value}`); } });
  return [...names].sort();
}
