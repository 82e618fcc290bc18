import { Option, type Command } from 'commander';
import { wholeNumber } from '../program';

type Kind = 'text' | 'whole' | 'switch' | 'list';
interface Setting { about: string; kind?: Kind; standard?: string | number | boolean | string[]; choices?: string[] }
export type Value = string | number | boolean | string[];
export type Values = Record<string, Value>;
export interface Group { prefix: string; settings: Record<string, Setting> }

const whole = (about: string, standard?: number): Setting => ({ about, kind: 'whole', standard });
const text = (about: string, standard?: string): Setting => ({ about, standard });

/** ATM's settings by group: each is a flag of its commands and a key of its YAML files. Defaults that are shown are those of the API. */
export const groups = {
  sql: { prefix: 'sql-', settings: {
    dialect: { about: 'sqlite or mysql; not used, the data are in Postgres (DATABASE_URL)', standard: 'sqlite', choices: ['sqlite', 'mysql'] },
    database: text('not used', 'atm.db'), username: text('not used'), password: text('not used'), host: text('not used'), port: text('not used'), query: text('not used'),
  } },
  aws: { prefix: 'aws-', settings: {
    access_key: text('not used'), secret_key: text('not used'), s3_bucket: text('not used'), s3_folder: text('not used'),
  } },
  log: { prefix: '', settings: {
    models_dir: text('not used; models are in RUNGRAPH_HOME/artefacts', 'models'), metrics_dir: text('not used; metrics are in RUNGRAPH_HOME/artefacts', 'metrics'),
    verbose_metrics: { about: 'enter_data: curves, and the scores of each class, in the metrics files', kind: 'switch', standard: false },
  } },
  dataset: { prefix: '', settings: {
    name: text('name of the data set; by default that of the file'), train_path: text('CSV file with a header row, or an http(s) address where downloads are allowed'),
    test_path: text('second CSV file to test on; without it 30 % of the rows are set aside'), description: text('free text'), class_column: text('header of the column to predict', 'class'),
  } },
  run: { prefix: '', settings: {
    dataset_id: whole('id of a data set that is known already, in place of --train-path'),
    run_per_partition: { about: 'one datarun for each hyperpartition', kind: 'switch', standard: false },
    methods: { about: 'methods to search', kind: 'list', standard: ['logreg', 'dt', 'knn'] },
    priority: whole('dataruns with a higher number go first', 1),
    budget_type: { about: 'what ends the run', standard: 'classifier', choices: ['none', 'classifier', 'walltime'] },
    budget: whole('number of classifiers, or minutes', 100),
    deadline: text('YYYY-MM-DD HH:MM in UTC; makes the budget a walltime'),
    metric: text('metric to maximise', 'f1'),
    score_target: { about: 'which number of a classifier counts', standard: 'cv', choices: ['cv', 'test', 'mu_sigma'] },
    tuner: text('how values are picked', 'uniform'), selector: text('how hyperpartitions are picked', 'uniform'),
    r_minimum: whole('complete classifiers a partition needs before the tuner models it', 2),
    k_window: whole('scores that the *k* selectors look at', 3), gridding: whole('points of the grid on each tunable; 0: no grid', 0),
  } },
} satisfies Record<string, Group>;
export type GroupName = keyof typeof groups;

const flagOf = ({ prefix }: Group, key: string) => `--${prefix}${key.replaceAll('_', '-')}`;
const placeholders: Record<Kind, string> = { text: ' <text>', whole: ' <number>', switch: '', list: ' <names...>' };

/** Adds the flags of these groups. Defaults are told, not set: a flag that was not given must not hide what a file says. */
export function addFlags(command: Command, ...names: GroupName[]): Command {
  for (const name of names) {
    const group: Group = groups[name];
    if (name !== 'dataset') command.option(`--${name}-config <file>`, `YAML file with settings of this group${name === 'run' ? ' and of the data set' : ''}; flags win`);
    for (const [key, { about, kind = 'text', standard, choices }] of Object.entries(group.settings)) {
      const told = standard === undefined || standard === false ? '' : ` (default: ${Array.isArray(standard) ? standard.join(' ') : standard})`;
      const option = new Option(`${flagOf(group, key)}${placeholders[kind]}`, about + told);
      if (choices) option.choices(choices);
      if (kind === 'whole') option.argParser(wholeNumber(0, 2 ** 31 - 1));
      command.addOption(option);
    }
  }
  return command;
}

/** The values of a group that were typed. @param flags as commander has them */
export function typed(name: GroupName, flags: Record<string, unknown>): Values {
  const group: Group = groups[name];
  return Object.fromEntries(Object.keys(group.settings).flatMap((key) => {
    const value = flags[new Option(`${flagOf(group, key)} <x>`).attributeName()];
    return value === undefined ? [] : [[key, value as Value]];
  }));
}
