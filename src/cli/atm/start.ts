import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { settingsAsEnvironment, type Config } from '../../core/config';
import { Refusal } from '../program';
import type { DaemonOptions, Started } from './daemon';

export interface StartOptions extends DaemonOptions {
  foreground: boolean;
  /** Of the background process, absolute. */
  logFile: string;
}
type Print = (line: string) => void;
const SHOWN_LINES = 8;

/** Starts ATM and returns when it is up, or, in the foreground, when it has ended. @throws Refusal that says why it could not be started; nothing is left running then */
export async function start(config: Config, options: StartOptions, print: Print): Promise<void> {
  const { pidFile, server, foreground } = options;
  if (!server && config.workers === 0) throw new Refusal('There is nothing to start: --no-server with 0 workers.');
  if (await pidFile.read()) return print('ATM is already running!');
  print('Starting ATM');
  if (foreground) return (require('./daemon') as typeof import('./daemon')).runDaemon(config, options, (started) => { if (started === 'already running') print('ATM is already running!'); });
  if (await inBackground(config, options) === 'already running') print('ATM is already running!');
}

/** A session of its own, which outlives our terminal. */
async function inBackground(config: Config, { pidFile, server, workerFlags, logFile }: StartOptions): Promise<Started> {
  const log = await openLog(logFile);
  const { size } = await log.stat();
  let daemon: ChildProcess;
  try {
    const flags = ['--pid', pidFile.path, ...(server ? [] : ['--no-server']), ...workerFlags];
    daemon = spawn(process.execPath, [...process.execArgv, process.argv[1]!, 'daemon', ...flags], {
      detached: true, stdio: ['ignore', log.fd, log.fd, 'pipe'], env: { ...process.env, ...settingsAsEnvironment(config) },
    });
    await once(daemon, 'spawn');
  } finally {
    await log.close();
  }
  const exit = once(daemon, 'exit');
  const giveUp = () => void daemon.kill('SIGTERM');
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, giveUp);
  const answer = await firstLine(daemon.stdio[3] as Readable);
  if (answer && 'started' in answer && answer.started === 'ready') {
    daemon.unref();
    return 'ready';
  }
  const [code, signal] = await exit;
  if (answer && 'started' in answer) {
    if (answer.started === 'already running') return 'already running';
    throw new Refusal('ATM was told to stop while it started.');
  }
  throw new Refusal(`ATM could not be started: ${answer ? answer.failed : `it ended with ${signal ?? `exit code ${code}`}.\n${await lastLines(logFile, size)}`}\nIts log: ${logFile}`);
}

async function openLog(path: string) {
  try {
    await mkdir(dirname(path), { recursive: true });
    return await open(path, 'a');
  } catch (error) {
    throw new Refusal(`The log ${path} cannot be written (${(error as NodeJS.ErrnoException).code}). Another place: --logfile FILE`);
  }
}

/** The end of what was written since the log had this many bytes. */
async function lastLines(path: string, from: number): Promise<string> {
  const text = (await readFile(path)).subarray(from).toString();
  return text.trimEnd().split('\n').slice(-SHOWN_LINES).join('\n');
}

/** What the daemon says; null when it ends without a word. */
async function firstLine(from: Readable): Promise<{ started: Started } | { failed: string } | null> {
  try {
    for await (const line of createInterface({ input: from })) return JSON.parse(line);
    return null;
  } finally {
    from.destroy();
  }
}
