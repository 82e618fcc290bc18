import { composeServices } from '@theguild/federation-composition';
import { buildASTSchema, graphql, lexicographicSortSchema, parse, printSchema, subscribe, GraphQLEnumType, type GraphQLSchema } from 'graphql';
import { asSubgraph, federationSdl, mergeGraphs } from '../../src/graphs/federation';
import { books, libraryContext, reviews } from './subgraphs';

const compose = (...schemas: GraphQLSchema[]) => {
  const result = composeServices(schemas.map((schema, i) => ({ name: `part${i}`, typeDefs: parse(federationSdl(schema)) })));
  expect(result.errors ?? []).toEqual([]);
  return result as typeof result & { publicSdl: string };
};
const sorted = (schema: GraphQLSchema) => printSchema(lexicographicSortSchema(schema));
const ask = async (schema: GraphQLSchema, source: string) => {
  const contextValue = libraryContext();
  const result = JSON.parse(JSON.stringify(await graphql({ schema, source, contextValue })));
  return { ...result, batches: contextValue.batches };
};
const ENTITIES = `_entities(representations: [
  {__typename: "Book", id: "b1"}, {__typename: "Author", id: "a1"}, {__typename: "Book", id: "none"}, {__typename: "Cheese", id: "1"},
  {__typename: "Book", id: "b2"}, {__typename: "constructor", id: "1"}, {__typename: "Book"}]) { __typename ... on Book { id binding } ... on Author { name } }`;

describe('a subgraph', () => {
  const schema = asSubgraph(books.schema, books.references);

  test('answers entities in one batch a type; null for a missing one; an error at its place for an unknown type', async () => {
    const { data, errors, batches } = await ask(schema, `{ ${ENTITIES} }`);
    expect(data._entities).toEqual([
      { __typename: 'Book', id: 'b1', binding: 'SOFT' }, { __typename: 'Author', name: 'Ada' }, null, null,
      { __typename: 'Book', id: 'b2', binding: 'HARD' }, null, null,
    ]);
    expect(errors.map((e: any) => [e.path, e.extensions.code])).toEqual([
      [['_entities', 3], 'BAD_USER_INPUT'], [['_entities', 5], 'BAD_USER_INPUT'], [['_entities', 6], 'BAD_USER_INPUT']]);
    expect(batches.sort()).toEqual(['author:1', 'book:3']);
  });

  test('gives its SDL, which composes, with keys and without its own federation fields', async () => {
    const { data } = await ask(schema, '{ _service { sdl } }');
    expect(data._service.sdl).toBe(federationSdl(books.schema));
    expect(data._service.sdl).toContain('type Book implements Named @key(fields: "id")');
    expect(data._service.sdl).toContain('import: ["@key","@shareable"]');
    expect(data._service.sdl).not.toContain('_entities');
    compose(books.schema);
  });

  test('keeps extensions, inner enum values and subscribe', async () => {
    expect((schema.getType('Book') as any).getFields().pages.extensions).toEqual({ cost: 7 });
    expect((schema.getType('Binding') as GraphQLEnumType).getValue('HARD')!.value).toBe('hard-inside');
    expect(schema.getSubscriptionType()!.getFields().printing.subscribe).toBeInstanceOf(Function);
  });

  test('refuses references to a type that the schema lacks', () => {
    expect(() => asSubgraph(reviews.schema, { Author: books.references.Author })).toThrow('no object type Author');
  });
});

describe('the merged graph', () => {
  const merged = mergeGraphs([books, reviews]);

  test('equals the public schema of the composed supergraph', () => {
    const { publicSdl } = compose(books.schema, reviews.schema);
    expect(sorted(merged.schema)).toBe(sorted(buildASTSchema(parse(publicSdl))));
  });

  test('loads a stub of one part for the fields of another, in one batch', async () => {
    const { data, errors, batches } = await ask(merged.schema, '{ latestReviews { stars book { id name pages binding printed } } }');
    expect(batches).toEqual(['book:4']);
    expect(data).toBeNull(); // b0 is no book, and its name may not be null
    expect(errors[0].path).toEqual(['latestReviews', 3, 'book', 'name']);
    const one = await ask(merged.schema, '{ book(id: "b3") { name reviews { stars book { name reviews { stars } } } } }');
    expect(one).toEqual({ data: { book: { name: 'Book 3', reviews: [{ stars: 4.5, book: { name: 'Book 3', reviews: [{ stars: 4.5 }] } }] } }, batches: ['book:1'] });
  });

  test('keeps interfaces, enums, extensions, mutations and subscriptions', async () => {
    const { data } = await ask(merged.schema, '{ everything { __typename name } isHard(binding: HARD) bookCount { total } reviewCount { total } }');
    expect(data).toEqual({ everything: [{ __typename: 'Book', name: 'Book 1' }, { __typename: 'Author', name: 'Ada' }], isHard: true, bookCount: { total: 9 }, reviewCount: { total: 4 } });
    expect((await ask(merged.schema, 'mutation { review(stars: 2) }')).data).toEqual({ review: 2 });
    expect((merged.schema.getType('Book') as any).getFields().pages.extensions).toEqual({ cost: 7 });
    const stream = await subscribe({ schema: merged.schema, document: parse('subscription { printing { name reviews { stars } } }'), contextValue: libraryContext() });
    const seen: unknown[] = [];
    for await (const event of stream as AsyncIterable<any>) seen.push(JSON.parse(JSON.stringify(event.data.printing)));
    expect(seen).toEqual([{ name: 'Book 1', reviews: [{ stars: 4.5 }] }, { name: 'Book 2', reviews: [{ stars: 4.5 }] }]);
  });

  test('is itself a subgraph: composes alone and answers entities with the fields of every part', async () => {
    compose(merged.schema);
    const schema = asSubgraph(merged.schema, merged.references);
    const { data, errors, batches } = await ask(schema, '{ _entities(representations: [{__typename: "Book", id: "b1"}, {__typename: "Book", id: "b0"}]) { ... on Book { name reviews { stars } } } }');
    expect({ data, errors, batches }).toEqual({ data: { _entities: [{ name: 'Book 1', reviews: [{ stars: 4.5 }] }, null] }, errors: undefined, batches: ['book:2'] });
  });

  test('finds the owner whatever the order of the parts', async () => {
    const { schema, references } = mergeGraphs([reviews, books]);
    const { data } = await ask(asSubgraph(schema, references), '{ _entities(representations: [{__typename: "Book", id: "b0"}]) { __typename } }');
    expect(data).toEqual({ _entities: [null] });
  });

  test('refuses parts that contradict each other', () => {
    expect(() => mergeGraphs([books, books])).toThrow('owned by two subgraphs');
    expect(() => mergeGraphs([books, { ...reviews, references: {} }])).toThrow('Book is an entity in one subgraph and none in another');
  });
});
