import 'reflect-metadata';
import { resolve } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { readConfig, type Config } from '../../core/config';
import { createLogger, type Logger } from '../../core/logger';
import { version } from '../../core/project';
import { createProgram, print, Refusal, runProgram, wholeNumber } from '../program';
import { settingsFrom } from './config-file';
import { PidFile } from './pid-file';
import { addFlags } from './settings';
import { start } from './start';
import { status } from './status';
import { stop } from './stop';
import { tellUnused } from './unused-settings';

type Flags = Record<string, any>;
const LONGEST_WAIT_SECONDS = 86_400;

// What loads the graph is required where it is needed: `atm status` answers at once.
const program = general(createProgram('atm').enablePositionalOptions(), ' instead of stderr')
  .description("ATM's command line over Rungraph: the same data, server and workers as the command rungraph.")
  .version(version)
  .addHelpText('after', '\nSettings that have no flag here are variables; `rungraph doctor` lists them with their values.');

/** They may stand before the command, too. */
function general(to: Command, logDefault: string): Command {
  return to
    .option('-v, --verbose', 'say more in the log; -vv: everything', (_: string, before: number) => before + 1, 0)
    .option('-l, --logfile <file>', `append the log to this file${logDefault}`);
}
const command = (name: string, about: string): Command =>
  general(program.command(name).description(about), name === 'start' || name === 'restart' ? ' (default: atm.log, in the foreground stderr)' : ' instead of stderr');
const logfileOf = ({ logfile }: Flags): string | undefined => logfile ?? program.opts().logfile;
const pidFlag = (to: Command): Command => to.option('--pid <file>', 'PID file to use', 'atm.pid');
const stopFlags = (to: Command): Command => to
  .option('-t, --timeout <seconds>', 'how long to wait for the process to end', wholeNumber(0, LONGEST_WAIT_SECONDS), 5)
  .option('-f, --force', 'kill the process if it does not end gracefully');
const serverFlags = (to: Command): Command => to
  .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
  .option('--port <number>', 'port to listen on; 0 lets the system choose (default: 5000)', wholeNumber(0, 65_535));
const workerFlags = (to: Command): Command => to
  .option('--cloud-mode', 'not supported')
  .option('--no-save', 'keep scores only, no models and metrics files');
const startFlags = (to: Command): Command => workerFlags(serverFlags(pidFlag(to)))
  .option('-w, --workers <number>', 'number of workers (default: 1)', wholeNumber(0, 256))
  .option('--no-server', 'start workers only')
  .option('--foreground', 'stay in the foreground');

function id(text: string, before: number[] = []): number[] {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('must be whole numbers');
  return [...before, Number(text)];
}

/** Flags first, then variables; the log is for human eyes unless RUNGRAPH_LOG_FORMAT says otherwise. */
function configOf({ host, port, workers, tasksAtOnce, ...flags }: Flags, logFile: string | null | undefined = logfileOf(flags)): Config {
  const verbose = (flags.verbose ?? 0) + program.opts().verbose;
  return readConfig({ host, port, workers, tasksAtOnce, logFile, logFormat: process.env.RUNGRAPH_LOG_FORMAT || 'text', ...(verbose && { logLevel: verbose > 1 ? 'trace' : 'debug' }) });
}
/** Workers without a server of their own run no pods unless they are told to: the one beside the server has given out this machine's cores already. */
const trialsOnly = (flags: Flags): Flags => ({ ...flags, tasksAtOnce: process.env.RUNGRAPH_TASKS_AT_ONCE || 0 });
const logOf = (config: Config, name: string): Logger => createLogger(config.logLevel, name, config);
const pidFileOf = ({ pid }: Flags) => new PidFile(resolve(pid));

async function startWith(flags: Flags): Promise<void> {
  // In the background stderr is the log file.
  const config = configOf(flags.server ? flags : trialsOnly(flags), flags.foreground ? logfileOf(flags) : null);
  await tellUnused(config, flags);
  await start(config, { pidFile: pidFileOf(flags), server: flags.server, workerFlags: flags.save ? [] : ['--no-save'], foreground: Boolean(flags.foreground), logFile: resolve(logfileOf(flags) ?? 'atm.log') }, print);
}
const stopWith = (flags: Flags) => stop({ pidFile: pidFileOf(flags), timeoutSeconds: flags.timeout, force: Boolean(flags.force) }, print);

addFlags(startFlags(command('start', 'Starts the REST server and workers in the background.')), 'sql', 'aws', 'log').action(startWith);
pidFlag(command('status', 'Says whether ATM is running.')).action((flags: Flags) => status(pidFileOf(flags), print));
stopFlags(pidFlag(command('stop', 'Stops ATM.'))).action(async (flags: Flags) => { if (!await stopWith(flags)) process.exitCode = 1; });
addFlags(stopFlags(startFlags(command('restart', 'Stops ATM and starts it again, with the flags given now.'))), 'sql', 'aws', 'log').action(async (flags: Flags) => {
  if (!await stopWith(flags)) throw new Refusal('ATM did not stop correctly. Aborting');
  await startWith(flags);
});
addFlags(serverFlags(command('server', 'Serves the REST API in the foreground, without workers.')).option('--debug', 'log more'), 'sql').action(async (flags: Flags) => {
  const config = configOf({ ...flags, verbose: flags.verbose || Number(Boolean(flags.debug)) });
  await tellUnused(config, flags);
  const { server } = require('./server') as typeof import('./server');
  await server(config, logOf(config, 'server'), Boolean(flags.debug), print);
});
addFlags(workerFlags(command('worker', 'Runs trials in the foreground until there are no dataruns any more.')), 'sql', 'aws', 'log')
  .option('--dataruns <ids...>', 'end when these dataruns have ended; trials are still taken by priority', id)
  .option('--total-time <seconds>', 'end after this many seconds', wholeNumber(0, 2 ** 31 - 1))
  .action(async (flags: Flags) => {
    const config = configOf(trialsOnly(flags));
    await tellUnused(config, flags);
    const { worker } = require('./worker') as typeof import('./worker');
    await worker(config, logOf(config, 'worker'), { dataruns: flags.dataruns ?? null, totalSeconds: flags.totalTime ?? null, save: flags.save });
  });
command('get_demos', 'Writes demo data sets to ./demos.').action(async (flags: Flags) => (require('./demos') as typeof import('./demos')).getDemos(configOf(flags), print));
command('download_demo', 'Writes the named demo data sets to ./demos.').argument('<names...>').option('--path <folder>', 'another folder')
  .action(async (names: string[], flags: Flags) => (require('./demos') as typeof import('./demos')).downloadDemo(configOf(flags), names, flags.path && resolve(flags.path), print));
addFlags(command('enter_data', 'Registers a data set and queues a datarun; no server is needed.'), 'sql', 'aws', 'dataset', 'log', 'run').action(async (flags: Flags, self: Command) => {
  const config = configOf(flags);
  await tellUnused(config, flags, ['verbose_metrics']);
  const { log, ...entry } = await settingsFrom(['dataset', 'run', 'log'], flags);
  if (entry.dataset.train_path === undefined && entry.run.dataset_id === undefined) self.error("error: required option '--train-path <text>' not specified");
  const { enterData } = require('./enter-data') as typeof import('./enter-data');
  await enterData(config, logOf(config, 'enter_data'), { ...entry, run: { ...entry.run, ...(log.verbose_metrics === true && { curves: true }) } }, print);
});
command('make_config', 'Writes examples of the configuration files to ./config.').action(async () => (require('./make-config') as typeof import('./make-config')).makeConfig(print));
workerFlags(pidFlag(program.command('daemon', { hidden: true }))).option('--no-server')
  .action(async (flags: Flags) => (require('./daemon') as typeof import('./daemon')).backgroundDaemon(configOf({}), { pidFile: pidFileOf(flags), server: flags.server, workerFlags: flags.save ? [] : ['--no-save'] }));

if (process.argv.length > 2) runProgram(program);
else program.outputHelp();
