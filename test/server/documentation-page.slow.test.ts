import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { atmServer, demoCsv, type AtmServer } from '../rest-atm/support/atm-server';

const CHROMIUM = '/usr/bin/chromium';
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

(existsSync(CHROMIUM) ? describe : describe.skip)('the documentation page in a real browser (skipped where there is no /usr/bin/chromium)', () => {
  let atm: AtmServer, browser: Browser, page: Page;
  beforeAll(async () => {
    execFileSync(process.execPath, [join(__dirname, '../../scripts/build-web.mjs')], { stdio: 'pipe' });
    atm = await atmServer();
    atm.write('demos/breast_cancer.csv', demoCsv());
    browser = await chromium.launch({ executablePath: CHROMIUM, headless: true, args: ARGS });
    page = await browser.newPage();
    await page.goto(atm.url);
  });
  afterAll(async () => { await browser?.close(); await atm?.close(); });

  /** Opens an operation, presses Execute and waits for the answer of the server. @returns its status and text, as the page shows them */
  async function execute(operationId: string): Promise<{ status: string; body: string }> {
    const operation = page.locator(`[id$="-${operationId}"]`);
    await operation.locator('.opblock-summary-control').click();
    await operation.getByRole('button', { name: 'Execute' }).click();
    const live = operation.locator('.live-responses-table .response');
    await live.waitFor();
    return { status: (await live.locator('.response-col_status').innerText()).trim().slice(0, 3), body: await live.locator('.highlight-code').locator('code').first().innerText() };
  }

  test('the example of a POST registers a data set, a GET shows it, a run starts on it', async () => {
    const created = await execute('createDataset');
    expect([created.status, JSON.parse(created.body)]).toEqual(['201', expect.objectContaining({ id: 1, train_path: 'demos/breast_cancer.csv', n_examples: 60 })]);
    const shown = await execute('getDataset');
    expect([shown.status, JSON.parse(shown.body)]).toEqual(['200', JSON.parse(created.body)]);
    const run = await execute('run');
    expect([run.status, JSON.parse(run.body)]).toEqual(['200', { datarun_ids: [1], status: 200 }]);
  });

  test('what the original did not have stands under a heading of its own', async () => {
    await page.locator('#operations-tag-Additions').waitFor();
    expect(await page.locator('[id^="operations-Additions-"]').count()).toBe(8);
    expect(await page.locator('[id^="operations-Artefacts-"]').count()).toBe(5);
  });

  test("Submarine's examples make an experiment and list it", async () => {
    const created = await execute('createExperiment');
    expect([created.status, JSON.parse(created.body)]).toEqual(['200', expect.objectContaining({ code: 200, status: 'OK', result: expect.objectContaining({ status: 'Accepted' }) })]);
    const { experimentId } = JSON.parse(created.body).result, listed = await execute('listExperiments');
    expect([listed.status, JSON.parse(listed.body).result]).toEqual(['200', [expect.objectContaining({ experimentId })]]);
  });
});
