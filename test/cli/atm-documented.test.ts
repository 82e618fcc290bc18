import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { childrenOf } from '../support/processes';
import { ask, atmFolder, isAlive, untilGone, type AtmFolder } from './support/atm';
import { openmlStandIn } from './support/openml';

// The commands of ATM's documentation in its order, with what it shows printed; ports aside. Its requests are in test/rest-atm.

let atm: AtmFolder, openml: Awaited<ReturnType<typeof openmlStandIn>>, url: string;
beforeAll(async () => {
  openml = await openmlStandIn();
  atm = await atmFolder({ RUNGRAPH_OPENML_URL: openml.url });
});
afterAll(async () => {
  openml?.close();
  await atm?.close();
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
const LISTENING = /^ATM REST server is listening on (http:\/\/127\.0\.0\.1:\d+)$/;
const workersOf = (pidFile?: string) => childrenOf(atm.pidIn(pidFile), 'worker').filter(isAlive);

describe('1. Start the REST API Server', () => {
  it('atm start', async () => {
    expect(await atm.run('atm status')).toEqual({ code: 0, lines: ['ATM is not runing.'] });
    expect(await atm.run('atm start')).toEqual({ code: 0, lines: ['Starting ATM'] });
    // Not in our session: closing the terminal does not reach it.
    expect(readFileSync(`/proc/${atm.pidIn()}/stat`, 'latin1').split(') ')[1]!.split(' ')[3]).toBe(String(atm.pidIn()));
  });

  it('atm status', async () => {
    const { code, lines } = await atm.run('atm status');
    expect([code, lines]).toEqual([0, ['ATM is running with 1 worker', expect.stringMatching(LISTENING)]]);
    url = LISTENING.exec(lines[1]!)![1]!;
    expect(workersOf()).toHaveLength(1);
    expect((await fetch(`${url}/`, { headers: { accept: 'text/html' } })).status).toBe(200);
  });

  it('a second start', async () => {
    const before = atm.pidIn();
    expect(await atm.run('atm start')).toEqual({ code: 0, lines: ['ATM is already running!'] });
    expect(atm.pidIn()).toBe(before);
  });

  it('the --help of each command has its flags', async () => {
    const helps: [string, string[]][] = [
      ['start', ['--port', '--host', '-w, --workers', '--no-server', '--pid', '--foreground', '-l, --logfile', '--sql-config', '--aws-config', '--models-dir', '--cloud-mode', '--no-save']],
      ['restart', ['--port', '-w, --workers', '-t, --timeout', '-f, --force', '--pid']], ['status', ['--pid']], ['stop', ['-t, --timeout', '-f, --force', '--pid']],
      ['server', ['--host', '--port', '--debug']], ['worker', ['--dataruns', '--total-time', '--no-save', '--cloud-mode']],
      ['enter_data', ['--train-path', '--class-column', '--methods', '--budget-type', '--run-per-partition', '--sql-database', '--aws-s3-bucket', '--metrics-dir']],
    ];
    await Promise.all(helps.map(async ([name, flags]) => {
      const { code, lines } = await atm.run(`atm ${name} --help`);
      expect(code).toBe(0);
      for (const flag of ['-v, --verbose', '-l, --logfile', ...flags]) expect(lines.join('\n')).toContain(`  ${flag}`);
    }));
  });
});

describe('2. Create a Dataset', () => {
  it('atm get_demos', async () => {
    const { code, lines } = await atm.run('atm get_demos');
    expect([code, lines]).toEqual([0, ['breast_cancer', 'digits', 'iris', 'wine', 'pollution_1'].map((name) => `demos/${name}.csv`)]);
    expect(readFileSync(atm.path('demos/pollution_1.csv'), 'utf8').split('\n')[0]).toMatch(/^,F0,.*,SO@,F14,class$/);
    expect(openml.asked).toEqual(['/api/v1/json/data/882', '/pollution.arff']);
  });

  it('the demo data set is registered by its path', async () => {
    expect(await ask(`${url}/api/datasets`, { class_column: 'class', train_path: 'demos/pollution_1.csv' }))
      .toMatchObject({ status: 201, json: { id: 1, name: 'pollution_1', n_examples: 60, d_features: 16, k_classes: 2, majority: 0.516666667, size_kb: 8 } });
  });
});

describe('3. Trigger a Datarun', () => {
  it('atm.log has the start, the end and the score of each trial', async () => {
    expect((await ask(`${url}/api/run`, { dataset_id: 1, budget: 2 })).json).toEqual({ datarun_ids: [1], status: 200 });
    const [, pid, method] = await atm.logged(/- (\d+) - INFO - worker - trial started datarun=dr_1 classifier=cl_1 attempt=1 method=(\w+)\n/);
    expect(workersOf()).toEqual([Number(pid)]);
    const [, score] = await atm.logged(new RegExp(`- INFO - worker - trial complete datarun=dr_1 classifier=cl_1 attempt=1 method=${method} cv=([\\d.]+) test=[\\d.]+ seconds=`));
    expect((await ask(`${url}/api/classifiers/1`)).json.cv_judgment_metric).toBeCloseTo(Number(score), 10);
  });
});

describe('Additional information', () => {
  it('atm start --no-server -w 4 --pid additional_workers.pid', async () => {
    expect(await atm.run('atm start --no-server -w 4 --pid additional_workers.pid')).toEqual({ code: 0, lines: ['Starting ATM'] });
    expect(await atm.run('atm status --pid additional_workers.pid')).toEqual({ code: 0, lines: ['ATM is running with 4 workers'] });
    expect(workersOf('additional_workers.pid')).toHaveLength(4);
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
    expect((await ask(`${address}/api/dataruns/2`)).json).toMatchObject({ status: 'complete', classifiers: [{ status: 'complete' }] });
    // As the terminal does it when it is closed.
    server.kill('SIGHUP');
    expect(await server.exit).toEqual({ code: 0, signal: null });
    await untilGone(server.child.pid!);
    expect(statSync(atm.path('atm.log')).size).toBeGreaterThan(0);
  });
});
