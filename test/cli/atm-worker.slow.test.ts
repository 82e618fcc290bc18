import { existsSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { sampleCsv } from '../support/searches';
import { ask, atmFolder, type AtmFolder } from './support/atm';
import { openmlStandIn } from './support/openml';

let atm: AtmFolder;
jest.setTimeout(180_000);
beforeEach(async () => { atm = await atmFolder(); });
afterEach(() => atm?.close());

test('--no-save keeps scores only; --dataruns waits for these alone; --total-time ends without the rest', async () => {
  writeFileSync(atm.path('train.csv'), sampleCsv(60));
  await atm.run('atm enter_data --train-path train.csv --methods dt --budget 1 --priority 2');
  expect((await atm.run('atm enter_data --dataset-id 1 --methods dt --budget 5000')).lines).toContain('\tDatarun ID: 2');
  expect((await atm.run('atm worker --no-save --dataruns 1')).lines.join('\n')).toContain('No dataruns found. Exiting.');
  const timed = await atm.run('atm worker --total-time 1');
  expect([timed.code, timed.lines.some((line) => line.includes('The time is over. Exiting. seconds=1'))]).toEqual([0, true]);
  const server = atm.begin('atm server');
  const [, url] = await server.line(/Running on (\S+)\/ /);
  expect((await ask(`${url}/api/dataruns/1`)).json.classifiers).toMatchObject([{ status: 'complete', cv_judgment_metric: expect.any(Number), model_location: null, metrics_location: null }]);
  expect((await ask(`${url}/api/dataruns/2`)).json).toMatchObject({ status: 'running' });
  server.kill('SIGINT');
  expect((await server.exit).code).toBe(0);
});

test('demo data of the network: said plainly when it cannot be had, and never from where it may not come', async () => {
  const gone = createServer().listen(0, '127.0.0.1');
  await once(gone, 'listening');
  const { port } = gone.address() as AddressInfo;
  gone.close();
  const none = await atm.run('atm get_demos', { RUNGRAPH_OPENML_URL: `http://127.0.0.1:${port}` });
  expect([none.code, none.lines.slice(0, 4)]).toEqual([0, ['demos/breast_cancer.csv', 'demos/digits.csv', 'demos/iris.csv', 'demos/wine.csv']]);
  expect(none.lines.slice(4)).toEqual([expect.stringMatching(/^demos\/pollution_1\.csv could not be fetched: .*ECONNREFUSED/), expect.stringContaining('The other files of demos can be used')]);

  for (const [about, reason] of [
    [() => JSON.stringify({ data_set_description: { name: 'pollution', url: 'http://169.254.169.254/latest/meta-data' } }), /169\.254\.169\.254 has no public address/],
    [() => JSON.stringify({ data_set_description: { name: 'pollution', url: 'file:///etc/passwd' } }), /only http: and https:/],
    [(url: string) => JSON.stringify({ data_set_description: { name: 'pollution', url: `${url}/api/v1/json/data/882` } }), /This is no ARFF file|not the pollution data/],
    [() => '<html>', /does not answer as OpenML does/],
  ] as const) {
    const openml = await openmlStandIn(about);
    try {
      const { code, lines } = await atm.run('atm download_demo pollution_1', { RUNGRAPH_OPENML_URL: openml.url });
      expect([code, lines.at(-1)]).toEqual([1, expect.stringMatching(reason)]);
    } finally {
      openml.close();
    }
  }
  expect(existsSync(atm.path('demos/pollution_1.csv'))).toBe(false);
  expect(await atm.run('atm download_demo iris wine.csv --path own')).toEqual({ code: 0, lines: [`Dataset has been saved to ${atm.path('own/iris.csv')}`, `Dataset has been saved to ${atm.path('own/wine.csv')}`] });
  expect([(await atm.run('atm download_demo titanic')).code, (await atm.run('atm download_demo')).code]).toEqual([1, 2]);
});
