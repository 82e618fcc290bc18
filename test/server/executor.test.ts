import { buildSchema, execute, parse, validate, type ExecutionResult, type GraphQLError } from 'graphql';
import { compileQuery } from 'graphql-jit';
import { createExecutor } from '../../src/server/graphql/executor';
import { schema, Toys, toyGraph } from './support';
import { anonymous } from '../../src/core/principal';

jest.mock('graphql-jit', () => {
  const actual = jest.requireActual('graphql-jit');
  return { ...actual, compileQuery: jest.fn(actual.compileQuery) };
});

const FRAGMENTS = 'fragment Named on Thing { name ... on Ball { colour madeAt } ... on Box { inner { id } balls { id } } }';
const operations: [string, Record<string, unknown>?, string?][] = [
  ['{ hello }'],
  ['{ hello(name: "you") again: hello(name: "me") }'],
  ['query A { hello } query B { whoAmI }', {}, 'B'],
  ['query A { hello } query B { whoAmI }', {}, 'A'],
  ['query A { hello } query B { whoAmI }', {}, 'C'],
  ['query A { hello } query B { whoAmI }'],
  ['{ box(id: "1") { id name inner { inner { name } } content(first: 2) { totalCount nodes { id colour madeAt } } } }'],
  ['query ($n: Int! = 2) { boxes(first: $n) { id __typename } }'],
  ['query ($n: Int! = 2) { boxes(first: $n) { id } }', { n: 3 }],
  ['query ($n: Int) { boxes(first: $n) { id } }', { n: null }],
  ['{ box(id: "0") { id } }'],
  [`{ things { __typename ...Named } } ${FRAGMENTS}`],
  ['{ mixed { __typename ... on Ball { id } ... on Box { name } ... on Thing { id } } }'],
  ['query ($yes: Boolean!, $no: Boolean!) { a: hello @include(if: $yes) b: hello @skip(if: $yes) c: hello @include(if: $no) @skip(if: $no) ... @include(if: $no) { whoAmI } }', { yes: true, no: false }],
  ['query ($w: Wish!) { wish(wish: $w) }', { w: { name: 'x', sizes: 3 } }],
  ['query ($w: Wish!) { wish(wish: $w) }', { w: { name: 'x', colour: 'BLUE', sizes: [1, 2] } }],
  ['query ($w: Wish!) { wish(wish: $w) }', { w: { name: 'x', colour: 'GREEN' } }],
  ['query ($w: Wish!) { wish(wish: $w) }', { w: { colour: 'RED', other: 1 } }],
  ['query ($w: Wish!) { wish(wish: $w) }', {}],
  ['{ wish(wish: {name: "x", colour: BLUE, sizes: null}) }'],
  ['query ($b: Int) { plus(a: 1, b: $b) }', {}],
  ['query ($b: Int) { plus(a: 1, b: $b) }', { b: null }],
  ['query ($b: Int) { plus(a: 1, b: $b) }', { b: 2 }],
  ['query ($b: Int) { plus(a: 1, b: $b) }', { b: '2' }],
  ['query ($b: Int) { plus(a: 1, b: $b) }', { b: 2 ** 40 }],
  ['query ($a: Int!) { plus(a: $a) }'],
  ['{ later(than: "2020-01-01T00:00:00.000Z") }'],
  ['query ($than: DateTime!) { later(than: $than) }', { than: '2020-01-01T00:00:00.000Z' }],
  ['query ($than: DateTime!) { later(than: $than) }', { than: 'yesterday' }],
  ['query ($json: JSON) { echo(json: $json) }', { json: { a: [1, null, { b: 'c' }] } }],
  ['{ echo(json: {a: [1, "x"]}) nothing: echo }'],
  ['{ missing hello }'],
  ['{ busy }'],
  ['{ secret hello }'],
  ['{ a: secret\n  b: missing\n  hello }'],
  ['{ broken }'],
  ['{ wrongType hello }'],
  ['{ boxes(first: 2) { content { nodes { id } } balls { name } } missing }'],
  ['mutation { a: push(item: "1", ms: 20) b: push(item: "2") c: push(item: "3", ms: 5) }'],
  ['{ __schema { queryType { name } } __type(name: "Ball") { fields { name type { kind ofType { name } } } } }'],
];

/** Everything that a client or a log can see of an error. */
const visible = ({ message, locations, path, extensions, originalError, toJSON }: GraphQLError) =>
  ({ message, locations, path, extensions, cause: originalError?.constructor.name, isReal: toJSON instanceof Function });
const shape = ({ data, errors }: ExecutionResult) => JSON.parse(JSON.stringify({ data: data ?? null, hasData: data !== undefined, errors: errors?.map(visible) ?? [] }));
const byPath = ({ errors, ...rest }: ReturnType<typeof shape>) => ({ ...rest, errors: [...errors].sort((a, b) => String(a.path).localeCompare(String(b.path))) });

test.each(operations)('%s %j %s: compiled like plain', async (source, variableValues = {}, operationName) => {
  const document = parse(source);
  expect(validate(schema, document)).toEqual([]);
  const run = async (how: typeof execute) => {
    const toys = new Toys();
    const result = await how({ schema, document, variableValues, operationName, contextValue: toyGraph(toys).contextFor(anonymous, 'r') });
    return { result, pushed: toys.pushed };
  };
  const executor = createExecutor();
  const plain = await run(execute as never);
  for (const round of ['executed', 'compiled', 'compiled again']) {
    const own = await run(executor as never);
    const expected = byPath(shape(plain.result));
    // The one intended difference: what never ran for the client's fault says so.
    if (!expected.hasData) for (const error of expected.errors) error.extensions = { ...error.extensions, code: 'BAD_USER_INPUT' };
    // Compiled code reports a null or a failed serialisation itself, so their error has another cause; nobody is told of it.
    const seen = byPath(shape(own.result));
    for (const [i, error] of seen.errors.entries()) if (/Cannot return null|cannot represent/.test(error.message)) error.cause = expected.errors[i]?.cause;
    expect({ round, ...seen, pushed: own.pushed }).toEqual({ round, ...expected, pushed: plain.pushed });
  }
});

test('a document is compiled when it is asked again, once for each of its operations', async () => {
  const executor = createExecutor();
  const document = parse('query A { hello } query B { whoAmI }');
  const contextValue = toyGraph().contextFor(anonymous, 'r');
  const compiled = async (operationName: string) => {
    await executor({ schema, document, operationName, contextValue });
    return jest.mocked(compileQuery).mock.calls.length;
  };
  jest.mocked(compileQuery).mockClear();
  expect([await compiled('A'), await compiled('A'), await compiled('A'), await compiled('B'), await compiled('B'), await compiled('A')]).toEqual([0, 1, 1, 1, 2, 2]);
});

test.each([
  ['contains itself', 'input In { not: In }', false],
  ['has a required field with a default', 'input In { list: [Each!]! } input Each { name: String count: Int! = 1 }', false],
  ['has required fields and defaults', 'input In { name: String! count: Int = 1 }', true],
])('of operations with a variable whose type %s, what is compiled answers like what is not', async (_, inputs, isCompiled) => {
  const own = buildSchema(`type Query { say(in: In): String } ${inputs}`), executor = createExecutor(), document = parse('query ($in: In) { say(in: $in) }');
  const say = (variableValues: Record<string, unknown>) => executor({ schema: own, document, variableValues });
  own.getQueryType()!.getFields().say!.resolve = (_, args) => JSON.stringify(args);
  const values = [{ not: { not: null } }, { list: [{}, { name: 'x', count: 2 }] }, { name: 'x' }].map((value) => ({ in: value }));
  jest.mocked(compileQuery).mockClear();
  const answers = [];
  for (const value of [...values, ...values]) answers.push(JSON.stringify(await say(value)));
  expect(answers.slice(3)).toEqual(answers.slice(0, 3));
  expect(answers.filter((answer) => !answer.includes('errors'))).toHaveLength(2);
  expect(jest.mocked(compileQuery).mock.calls.length > 0).toBe(isCompiled);
});

test.each([
  ['query ($n: Int) { say(in: {name: "x", count: $n}) }'],
  ['query ($n: Int) { ...Said } fragment Said on Query { say(in: {list: [{count: $n}]}) }'],
  ['query ($n: Int) { say(in: {name: "x", plain: $n}) }'],
])('a variable in an input object of the document, for a field with a default or without: %s', async (source) => {
  const own = buildSchema('type Query { say(in: In): String } input In { name: String list: [Each!] plain: Int count: Int! = 100 } input Each { count: Int = 7 }');
  own.getQueryType()!.getFields().say!.resolve = (_, args) => JSON.stringify(args);
  const executor = createExecutor(), document = parse(source);
  jest.mocked(compileQuery).mockClear();
  for (const variableValues of [{ n: 3 }, {}, { n: null }]) {
    const [plain, ...own3] = [execute, executor, executor, executor].map((run) => run({ schema: own, document, variableValues }));
    const first = shape(await plain!);
    for (const answer of own3) {
      const { data, hasData, errors } = shape(await answer!);
      expect({ data, hasData, errors: errors.length }).toEqual({ data: first.data, hasData: first.hasData, errors: first.errors.length });
    }
  }
  expect(compileQuery).toHaveBeenCalled();
});
