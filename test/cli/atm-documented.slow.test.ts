import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { childrenOf } from '../support/processes';
import { sampleCsv } from '../support/searches';
import { ask, atmFolder, isAlive, untilGone, type AtmFolder } from './support/atm';

// The last section of ATM's documentation of its commands; those before are in atm-documented.

let atm: AtmFolder, url: string;
jest.setTimeout(180_000);
beforeAll(async () => {
  atm = await atmFolder();
  writeFileSync(atm.path('train.csv'), sampleCsv(60));
  await atm.run('atm start');
  url = (await atm.run('atm status')).lines[1]!.split(' ').at(-1)!;
  await ask(`${url}/api/datasets`, { class_column: 'class', train_path: 'train.csv' });
}, 120_000);
afterAll(() => atm?.close());

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
const workersOf = (pidFile?: string) => childrenOf(atm.pidIn(pidFile), 'worker').filter(isAlive);
const setting = (pid: number, name: string) => readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').find((one) => one.startsWith(`${name}=`))?.split('=')[1];

describe('Additional information', () => {
  it('atm start --no-server -w 4 --pid additional_workers.pid', async () => {
    expect(await atm.run('atm start --no-server -w 4 --pid additional_workers.pid')).toEqual({ code: 0, lines: ['Starting ATM'] });
    expect(await atm.run('atm status --pid additional_workers.pid')).toEqual({ code: 0, lines: ['ATM is running with 4 workers'] });
    const workers = workersOf('additional_workers.pid');
    expect(workers).toHaveLength(4);
    // The machine's cores are given out to pods by the first worker beside the server alone.
    expect([...workersOf(), ...workers].map((pid) => setting(pid, 'RUNGRAPH_TASKS_AT_ONCE'))).toEqual(['32', '0', '0', '0', '0']);
  });

  it('atm restart, on another port', async () => {
    const before = atm.pidIn(), workers = workersOf(), port = await freePort();
    expect(await atm.run(`atm restart --port ${port}`)).toEqual({ code: 0, lines: ['ATM stopped correctly.', 'Starting ATM'] });
    expect([before, ...workers].filter(isAlive)).toEqual([]);
    expect((await atm.run('atm status')).lines).toEqual(['ATM is running with 1 worker', `ATM REST server is listening on http://127.0.0.1:${port}`]);
    expect((await ask(`http://127.0.0.1:${port}/api/datasets`)).json.num_results).toBe(1);
    await expect(fetch(`${url}/api/datasets`)).rejects.toThrow();
  });

  it('atm stop, with the other process too: then nothing is left', async () => {
    const pid = atm.pidIn(), workers = [...workersOf(), ...workersOf('additional_workers.pid')];
    expect(await atm.run('atm stop')).toEqual({ code: 0, lines: ['ATM stopped correctly.'] });
    expect(await atm.run('atm stop')).toEqual({ code: 0, lines: ['ATM is not running.'] });
    expect(atm.databaseRuns()).toBe(true);
    expect(await atm.run('atm stop --timeout 20 --pid additional_workers.pid')).toEqual({ code: 0, lines: ['ATM stopped correctly.'] });
    expect([pid, ...workers].filter(isAlive)).toEqual([]);
    expect([atm.databaseRuns(), existsSync(atm.path('atm.pid')), existsSync(atm.path('additional_workers.pid'))]).toEqual([false, false, false]);
  });

  it('atm server, which has no workers, and atm worker', async () => {
    const server = atm.begin('atm server');
    const [, address] = await server.line(/^\* Running on (http:\/\/127\.0\.0\.1:\d+)\/ \(Press CTRL\+C to quit\)$/);
    expect(server.output()).toContain('* Debug mode: off');
    expect(childrenOf(server.child.pid!, 'worker')).toEqual([]);
    expect((await ask(`${address}/api/run`, { dataset_id: 1, budget: 1, methods: ['dt'] })).status).toBe(200);
    const { code, lines } = await atm.run('atm worker');
    expect([code, lines.at(-1)]).toEqual([0, expect.stringMatching(/ - INFO - worker - No dataruns found\. Exiting\.$/)]);
    expect((await ask(`${address}/api/dataruns/1`)).json).toMatchObject({ status: 'complete', classifiers: [{ status: 'complete' }] });
    // As the terminal does it when it is closed.
    server.kill('SIGHUP');
    expect(await server.exit).toEqual({ code: 0, signal: null });
    await untilGone(server.child.pid!);
    expect(statSync(atm.path('atm.log')).size).toBeGreaterThan(0);
  });
});
