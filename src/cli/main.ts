import 'reflect-metadata';
import { Command, InvalidArgumentError } from 'commander';
import { ConfigError, readConfig, settings, type Config } from '../core/config';
import { createLogger } from '../core/logger';
import { demo } from './demo';
import { doctor } from './doctor';
import { version } from './project';
import { server } from './server';
import { worker } from './worker';

type Flags = Partial<Record<keyof typeof settings, unknown>>;
const print = (line: string) => void process.stdout.write(`${line}\n`);

const program = new Command('rungraph')
  .description('One live GraphQL graph over machine-learning runs.')
  .version(version)
  .addHelpText('after', '\nEvery setting is also a variable; `rungraph doctor` lists them with their values.');

function command(name: string, about: string, flags: Partial<Record<keyof typeof settings, string>>): Command {
  const made = program.command(name).description(about);
  for (const [setting, flag] of Object.entries(flags)) made.option(flag, `${settings[setting as keyof typeof settings].about} (${settings[setting as keyof typeof settings].env})`);
  return made;
}

command('server', 'Serves the graph and the REST APIs, with workers beside it.', { host: '--host <address>', port: '--port <number>', home: '--home <folder>', workers: '--workers <number>', insecure: '--insecure' })
  .action((flags: Flags) => run(flags, (config) => server(config, createLogger(config.logLevel, 'server'), print)));
command('worker', 'Runs trials until it is told to stop.', { home: '--home <folder>', slots: '--slots <number>' })
  .action((flags: Flags) => run(flags, (config) => worker(config, createLogger(config.logLevel, 'worker'))));
command('doctor', 'Tells what works here, what does not, and every setting.', { home: '--home <folder>' })
  .action((flags: Flags) => run(flags, async (config) => { if (!(await doctor(config, print))) process.exitCode = 1; }));
command('demo', 'Searches a classifier for the breast-cancer data of scikit-learn, live.', { port: '--port <number>', home: '--home <folder>' })
  .option('--exit', 'end when the search has ended, instead of staying up')
  .option('--trials <number>', 'how many classifiers to try', (text) => {
    if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError('must be 1 to 99999');
    return Number(text);
  }, 30)
  .action(({ exit, trials, ...flags }: Flags & { exit?: boolean; trials: number }) => run({ workers: 2, logLevel: process.env.RUNGRAPH_LOG_LEVEL ?? 'warn', ...flags }, (config) => demo(config, { exit: Boolean(exit), trials }, print)));

async function run(flags: Flags, work: (config: Config) => Promise<void>): Promise<void> {
  await work(readConfig(flags));
}

program.parseAsync().catch((error: unknown) => {
  const known = error instanceof ConfigError || (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  process.stderr.write(`${known || !(error instanceof Error) ? explain(error as NodeJS.ErrnoException) : error.stack}\n`);
  process.exit(1);
});

function explain(error: NodeJS.ErrnoException): string {
  return error.code === 'EADDRINUSE' ? `${error.message}\nSomething else listens there. Choose another port with --port, or 0 for a free one.` : error.message;
}
