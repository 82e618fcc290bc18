import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settingsFrom } from '../../src/cli/atm/config-file';
import { freshDatabase } from '../support/postgres';
import { sampleCsv } from '../support/searches';
import { atmFolder, type AtmFolder } from './support/atm';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'atm-config-')); });
afterEach(() => rmSync(folder, { recursive: true }));

describe('a configuration file', () => {
  const run = (text: string, flags: object = {}) => {
    const path = join(folder, 'run.yaml');
    writeFileSync(path, text);
    return settingsFrom(['dataset', 'run'], { runConfig: path, ...flags });
  };

  test('gives settings, over which flags win; what has no value is left to the defaults', async () => {
    expect(await run('train_path: a.csv\ndata_description: "as before"\ntest_path:\nmethods:\n  - dt\n  - rf\nbudget: 7\ndeadline: 2030-01-02 10:00\n', { budget: 9, name: 'n' }))
      .toEqual({ dataset: { train_path: 'a.csv', description: 'as before', name: 'n' }, run: { methods: ['dt', 'rf'], budget: 9, deadline: '2030-01-02 10:00' } });
  });

  test.each([
    ['budgte: 3', 'budgte is not a setting of this file. Its settings are name, train_path'],
    ['constructor: 3', 'constructor is not a setting'],
    ['__proto__: {budget: 3}', '__proto__ is not a setting'],
    ['budget: many', 'budget must be a whole number'],
    ['methods: dt', 'methods must be a list of texts'],
    ['run_per_partition: 1', 'run_per_partition must be true or false'],
    ['budget_type: money', 'budget_type must be one of none, classifier, walltime'],
    ['budget: 1\nbudget: 2', 'is not YAML that can be used: Map keys must be unique'],
    ['a: [', 'is not YAML that can be used'],
    ['- a', 'must have lines of the form "key: value"'],
    ['name: !!python/object/apply:os.system ["touch owned"]', 'Unresolved tag: tag:yaml.org,2002:python/object/apply:os.system'],
    [`a: &a [x, x, x, x, x, x, x, x, x]\n${[...'bcdefghi'].map((letter, i) => `${letter}: &${letter} [${Array(9).fill(`*${'abcdefghi'[i]}`).join(', ')}]`).join('\n')}`, 'Excessive alias count'],
  ])('%j is refused', async (text, reason) => {
    await expect(run(text)).rejects.toThrow(reason);
  });

  test('a file that is absent or far too large', async () => {
    await expect(settingsFrom(['sql'], { sqlConfig: join(folder, 'no.yaml') })).rejects.toThrow(/no\.yaml cannot be read \(ENOENT\).*atm make_config/);
    await expect(run(`# ${'x'.repeat(1_000_000)}`)).rejects.toThrow('larger than 1 MB');
  });
});

describe('make_config and enter_data', () => {
  let atm: AtmFolder, postgres: Awaited<ReturnType<typeof freshDatabase>>;
  beforeAll(async () => {
    postgres = await freshDatabase();
    atm = await atmFolder({ DATABASE_URL: postgres.url });
    writeFileSync(atm.path('train.csv'), sampleCsv(60));
  });
  afterAll(async () => {
    await atm?.close();
    await postgres?.drop();
  });

  test('the files that make_config writes can be used as they are; files of the user stay', async () => {
    const names = ['aws', 'config', 'log', 'log-script', 'run', 'sql'].map((name) => atm.path(`config/${name}.yaml`));
    expect(await atm.run('atm make_config')).toEqual({ code: 0, lines: names.map((name) => `Generating file ${name}`) });
    writeFileSync(names[4]!, readFileSync(names[4]!, 'utf8').replace('train_path:', 'train_path: train.csv').replace('budget: 100', 'budget: 3'));
    expect((await atm.run('atm make_config')).lines[4]).toBe(`${names[4]} is there already; it was left as it is`);
    const { code, lines } = await atm.run('atm enter_data --sql-config config/sql.yaml --aws-config config/aws.yaml --log-config config/log.yaml --run-config config/run.yaml --methods dt knn --sql-database other.db --aws-access-key hidden --models-dir m --verbose-metrics');
    // What means nothing here is said, and goes on.
    expect(lines.filter((line) => line.startsWith('Note: '))).toEqual([expect.stringContaining('other.db is not used'), expect.stringContaining('AWS settings are not used'), expect.stringContaining('models_dir not used')]);
    expect(lines.join()).not.toContain('hidden');
    expect(lines.filter((line) => !line.startsWith('Note: ')).map((line) => line.replace(/^\S+ - \d+ - /, ''))).toEqual([
      'INFO - enter_data - method dt has 2 hyperpartitions', 'INFO - enter_data - method knn has 24 hyperpartitions',
      'Data entry complete. Summary:', '\tDataset ID: 1', '\tTraining data: train.csv', '\tTest data: None', '\tDatarun ID: 1',
      '\tHyperpartition selection strategy: uniform', '\tParameter tuning strategy: uniform', '\tBudget: 3 (classifier)']);
    expect(code).toBe(0);
  });

  test('the validation is that of the API; a run for each partition of a data set that is known', async () => {
    const [again, noMethod, noPath, badChoice] = await Promise.all([
      atm.run('atm enter_data --dataset-id 1 --run-per-partition --methods dt --budget 1 -l entered.log'),
      atm.run('atm enter_data --dataset-id 1 --methods xgb'),
      atm.run('atm enter_data'), atm.run('atm enter_data --train-path train.csv --budget-type money'),
    ]);
    expect([again.code, again.lines]).toEqual([0, expect.arrayContaining(['\tDataset ID: 1', '\tDatarun IDs: 2, 3'])]);
    expect(readFileSync(atm.path('entered.log'), 'utf8')).toContain('method dt has 2 hyperpartitions');
    expect([noMethod.code, noMethod.lines.at(-1)]).toEqual([1, expect.stringContaining('"xgb" is not a method. The methods are')]);
    expect([noPath.code, noPath.lines]).toEqual([2, ["error: required option '--train-path <text>' not specified"]]);
    expect([badChoice.code, badChoice.lines[0]]).toEqual([2, expect.stringContaining('Allowed choices are none, classifier, walltime')]);
  });

  test('what the data would depend on, and is not there, is refused', async () => {
    const [mysql, cloud] = await Promise.all([
      atm.run('atm enter_data --train-path train.csv --sql-dialect mysql --sql-host db'),
      atm.run('atm worker --cloud-mode'),
    ]);
    expect([mysql.code, mysql.lines]).toEqual([1, [expect.stringMatching(/cannot use MySQL.*DATABASE_URL=postgres:/)]]);
    expect([cloud.code, cloud.lines]).toEqual([1, [expect.stringContaining('--cloud-mode is not supported')]]);
  });
});
