import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildASTSchema, parse, validate } from 'graphql';
import { chromium, type Browser, type Page } from 'playwright-core';
import { startToys, TOKEN, type TestServer } from './support';

const CHROMIUM = '/usr/bin/chromium';
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const inBrowser = existsSync(CHROMIUM) ? describe : describe.skip;

beforeAll(() => { execFileSync(process.execPath, [join(__dirname, '../../scripts/build-web.mjs')], { stdio: 'pipe' }); });

test("GraphiQL's example is valid in the schema", () => {
  const schema = buildASTSchema(parse(readFileSync(join(__dirname, '../../schema/automl.graphql'), 'utf8')), { assumeValidSDL: true });
  const [, example] = /`([^`]+)`/.exec(readFileSync(join(__dirname, '../../web/graphiql/example.js'), 'utf8'))!;
  expect(validate(schema, parse(example))).toEqual([]);
});

inBrowser('in a real browser (skipped where there is no /usr/bin/chromium)', () => {
  let server: TestServer, browser: Browser, page: Page;
  let complaints: string[], foreign: string[];
  beforeAll(async () => { browser = await chromium.launch({ executablePath: CHROMIUM, headless: true, args: ARGS }); });
  afterAll(() => browser.close());
  afterEach(async () => { await page.context().close(); await server.stop(); });

  async function open(path: string, settings: Record<string, string> = {}, httpCredentials?: { username: string; password: string }) {
    server = await startToys(settings, {
      openapi: [{ openapi: '3.0.3', paths: { '/api/toys': { get: { summary: 'All the toys', responses: { 200: { description: 'ok' } } } } } }],
      rest: [async (app) => { app.get('/api/toys', async () => [{ name: 'ball of REST' }]); }],
    });
    complaints = [];
    foreign = [];
    page = await (await browser.newContext({ httpCredentials })).newPage();
    page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) complaints.push(message.text()); });
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => { if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== server.url) foreign.push(request.url()); });
    page.on('websocket', (socket) => { if (new URL(socket.url()).host !== new URL(server.url).host) foreign.push(socket.url()); });
    await page.goto(server.url + path);
  }
  /** Puts a named operation into the editor, and waits until its name is on the tab: GraphiQL has understood it. */
  async function write(operation: string) {
    await page.locator('.graphiql-query-editor .CodeMirror').evaluate((element, text) => (element as any).CodeMirror.setValue(text), operation);
    await page.locator('.graphiql-tab', { hasText: operation.split(' ')[1] }).waitFor();
  }
  const run = () => page.locator('.graphiql-execute-button').click();
  const answer = (text: string) => page.locator('.result-window', { hasText: text }).waitFor();
  const expectQuiet = () => expect({ complaints, foreign }).toEqual({ complaints: [], foreign: [] });

  test('GraphiQL opens with an example, knows the schema, runs a query and a subscription', async () => {
    await open('/graphql');
    await page.locator('.graphiql-query-editor', { hasText: 'subscription Watch' }).waitFor();
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await page.locator('.graphiql-doc-explorer', { hasText: 'Subscription' }).waitFor();
    await write('query Mine { hello(name: "GraphiQL") }');
    await run();
    await answer('hello GraphiQL');
    await write('subscription Live { countTo(to: 42) }');
    await run();
    await answer('"countTo": 42');
    expectQuiet();
  });

  test('GraphiQL works with a token: the browser asks for it, sockets too', async () => {
    await open('/graphql?query=%7BwhoAmI%7D', { RUNGRAPH_AUTH: 'token' }, { username: 'me', password: TOKEN });
    await page.locator('.graphiql-query-editor', { hasText: 'whoAmI' }).waitFor();
    await run();
    await answer('"whoAmI": "operator"');
    await page.getByRole('button', { name: 'Headers' }).click();
    await page.locator('.graphiql-editor-tool .CodeMirror').last().evaluate((element, value) => (element as any).CodeMirror.setValue(value), JSON.stringify({ Authorization: `Bearer ${TOKEN}` }));
    await write('subscription Mine { countTo(to: 7) }');
    await run();
    await answer('"countTo": 7');
    expect(foreign).toEqual([]);
  });

  test('the documentation page shows the REST APIs, runs a call and leads to GraphiQL', async () => {
    await open('/');
    await page.getByText('All the toys').click();
    await page.getByRole('button', { name: 'Execute' }).click();
    await page.getByText('ball of REST').first().waitFor();
    await page.getByRole('link', { name: 'GraphiQL' }).click();
    await page.locator('.graphiql-query-editor').waitFor();
    expectQuiet();
  });
});
