import { existsSync, readFileSync } from 'node:fs';
import { childrenOf } from '../support/processes';
import { ask, atmFolder, isAlive, type AtmFolder } from './support/atm';
import { openmlStandIn } from './support/openml';

// The commands of ATM's documentation in its order, with what it shows printed; ports aside. Its last section is in atm-documented.slow, its
// requests are in test/rest-atm.

let atm: AtmFolder, openml: Awaited<ReturnType<typeof openmlStandIn>>, url: string;
beforeAll(async () => {
  openml = await openmlStandIn();
  atm = await atmFolder({ RUNGRAPH_OPENML_URL: openml.url });
});
afterAll(async () => {
  openml?.close();
  await atm?.close();
});

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

it('atm stop: then nothing is left', async () => {
  const pid = atm.pidIn(), workers = workersOf();
  expect(await atm.run('atm stop')).toEqual({ code: 0, lines: ['ATM stopped correctly.'] });
  expect(await atm.run('atm stop')).toEqual({ code: 0, lines: ['ATM is not running.'] });
  expect([pid, ...workers].filter(isAlive)).toEqual([]);
  expect([atm.databaseRuns(), existsSync(atm.path('atm.pid'))]).toEqual([false, false]);
});
