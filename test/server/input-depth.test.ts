import { overSocket, post, startToys, TOKEN, wsClient, type TestServer } from './support';

let server: TestServer;
beforeAll(async () => { server = await startToys(); });
afterAll(() => server.stop());

const maze = (depth: number): object => Array.from({ length: depth - 1 }).reduce<object>((way, _, i) => (i % 2 ? { way } : { ways: [way] }), {});
/** Without JSON.stringify, which gives up at such depths. */
const rawPost = async (depth: number) => {
  const body = `{"query":"query ($maze: Maze!) { solve(maze: $maze) }","variables":{"maze":${'{"way":'.repeat(depth - 1)}{}${'}'.repeat(depth)}}`;
  const answer = await fetch(`${server.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` }, body });
  return [answer.status, await answer.json()];
};

test('input values that are nested too deep are the fault of the client, as variables and in the document', async () => {
  const refused = { errors: [expect.objectContaining({ message: 'Input values may be nested 100 deep.', extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) })] };
  expect(await rawPost(100)).toEqual([200, { data: { solve: true } }]);
  for (const depth of [101, 3_000, 400_000]) expect(await rawPost(depth)).toEqual([200, refused]);
  const query = 'query ($maze: Maze!) { solve(maze: $maze) }';
  expect((await overSocket(wsClient(server), query, { maze: maze(60) })).results).toEqual([{ data: { solve: true } }]);
  for (const depth of [200, 2_000]) expect((await overSocket(wsClient(server), query, { maze: maze(depth) })).error).toEqual(refused.errors);
  const literal = (depth: number) => `{ solve(maze: ${'{way: '.repeat(depth - 1)}{}${'}'.repeat(depth - 1)}) }`;
  expect((await post(server, { query: literal(100) })).body).toEqual({ data: { solve: true } });
  for (const depth of [101, 1_200]) expect((await post(server, { query: literal(depth) })).body).toEqual(refused);
});
