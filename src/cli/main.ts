import 'reflect-metadata';
import type { Command } from 'commander';
import { readConfig, settings, type Config } from '../core/config';
import { createLogger } from '../core/logger';
import { version } from '../core/project';
import { createProgram, print, runProgram, wholeNumber } from './program';
import type { WatchOptions } from './watch';
import { runName, serverUrl, type RunName } from './watch/arguments';

type Flags = Partial<Record<keyof typeof settings, unknown>>;

// Each command is required where it is carried out: a worker has no use for the server's packages, nor the time to load them.
const commands = {
  server: () => (require('./server') as typeof import('./server')).server,
  worker: () => (require('./worker') as typeof import('./worker')).worker,
  doctor: () => (require('./doctor') as typeof import('./doctor')).doctor,
  demo: () => (require('./demo') as typeof import('./demo')).demo,
  watch: () => (require('./watch') as typeof import('./watch')).watch,
};

const program = createProgram('rungraph')
  .description('One live GraphQL graph over machine-learning runs.')
  .version(version)
  .addHelpText('after', '\nEvery setting is also a variable; `rungraph doctor` lists them with their values.');

function command(name: string, about: string, flags: Partial<Record<keyof typeof settings, string>>): Command {
  const made = program.command(name).description(about);
  for (const [setting, flag] of Object.entries(flags)) made.option(flag, `${settings[setting as keyof typeof settings].about} (${settings[setting as keyof typeof settings].env})`);
  return made;
}

command('server', 'Serves the graph and the REST APIs, with workers beside it.', { host: '--host <address>', port: '--port <number>', home: '--home <folder>', workers: '--workers <number>', insecure: '--insecure' })
  .action((flags: Flags) => run(flags, (config) => commands.server()(config, createLogger(config.logLevel, 'server', config), print)));
command('worker', 'Runs trials until it is told to stop.', { home: '--home <folder>', slots: '--slots <number>' })
  .option('--grace <seconds>', 'how long a trial may go on when the worker is told to stop; then it is put back', wholeNumber(0, 3600), 10)
  .option('--no-save', 'keep scores only, no models and metrics files')
  .action(({ grace, save, ...flags }: Flags & { grace: number; save: boolean }) => run(flags, (config) => commands.worker()(config, createLogger(config.logLevel, 'worker', config), { graceMs: grace * 1000, save })));
command('doctor', 'Tells what works here, what does not, and every setting.', { home: '--home <folder>' })
  .action((flags: Flags) => run(flags, async (config) => { if (!(await commands.doctor()(config, print))) process.exitCode = 1; }));
command('demo', 'Searches a classifier for the breast-cancer data of scikit-learn, live.', { port: '--port <number>', home: '--home <folder>' })
  .option('--exit', 'end when the search has ended, instead of staying up')
  .option('--trials <number>', 'how many classifiers to try', wholeNumber(1, 99_999), 30)
  .action(({ exit, trials, ...flags }: Flags & { exit?: boolean; trials: number }) => run({ workers: 2, logLevel: process.env.RUNGRAPH_LOG_LEVEL ?? 'warn', ...flags }, (config) => commands.demo()(config, { exit: Boolean(exit), trials }, print)));
command('watch', 'Follows a run: its states, its progress and what its pods write (`|` before stdout, `!` before stderr). Ends with 0 when it succeeded, 1 when not.', { home: '--home <folder>', port: '--port <number>' })
  .argument('<run>', 'ex_1, its number or its uid; or dr_1', runName)
  .option('--url <address>', 'of the server; by default the one on this machine', serverUrl)
  .option('--token <text>', 'for a server whose data folder is not here')
  .option('--no-logs', 'leave out what pods write')
  .option('--json', 'one event a line, as JSON', false)
  .action((name: RunName, { url, token, logs, json, ...flags }: Flags & WatchOptions) => run(flags, (config) => commands.watch()(config, name, { url, token, logs, json })));

async function run(flags: Flags, work: (config: Config) => Promise<void>): Promise<void> {
  await work(readConfig(flags));
}

runProgram(program);
