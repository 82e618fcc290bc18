import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { stopDatabase } from '../../../src/database/embedded';
import { cli, type CliProcess } from '../../support/cli';

export interface Ended { code: number | null; lines: string[] }

/** A folder in which `atm` commands are typed, with data of its own. */
export async function atmFolder(env: Record<string, string> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'atm-'));
  const settings = { RUNGRAPH_HOME: join(folder, 'home'), RUNGRAPH_PORT: '0', ...env };
  const pidFiles = new Set(['atm.pid']);
  const begin = (line: string, more: Record<string, string> = {}): CliProcess => {
    const [program, ...args] = line.split(' ');
    if (program !== 'atm') throw new Error(`${line} is no atm command`);
    const named = args.indexOf('--pid');
    if (named !== -1) pidFiles.add(args[named + 1]!);
    return cli(args, { ...settings, ...more }, folder, 'atm/main.ts');
  };
  const path = (name: string) => join(folder, name);
  const pidIn = (name = 'atm.pid') => Number(readFileSync(path(name), 'utf8').split('\n')[0]);

  return {
    folder, path, begin, pidIn, env: settings,
    /** Types a command and waits for its end. */
    async run(line: string, more?: Record<string, string>): Promise<Ended> {
      const process = begin(line, more);
      const { code } = await process.exit;
      await process.printed;
      return { code, lines: process.output().split('\n').filter(Boolean) };
    },
    /** Resolves as soon as the log has this. */
    async logged(pattern: RegExp, name = 'atm.log'): Promise<RegExpExecArray> {
      for (;;) {
        const match = existsSync(path(name)) && pattern.exec(readFileSync(path(name), 'utf8'));
        if (match) return match;
        await delay(50);
      }
    },
    databaseRuns: () => existsSync(path('home/db/postmaster.pid')),
    async close(): Promise<void> {
      for (const name of pidFiles) {
        if (existsSync(path(name))) await cli(['stop', '--pid', name, '--timeout', '20', '--force'], settings, folder, 'atm/main.ts').exit;
      }
      await stopDatabase(settings.RUNGRAPH_HOME);
      await rm(folder, { recursive: true, force: true, maxRetries: 50, retryDelay: 200 });
    },
  };
}
export type AtmFolder = Awaited<ReturnType<typeof atmFolder>>;

export const isAlive = (pid: number): boolean => {
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
};

export async function untilGone(pid: number): Promise<void> {
  while (isAlive(pid)) await delay(50);
}

/** Sends JSON, or asks. */
export async function ask(url: string, body?: object): Promise<{ status: number; json: any }> {
  const response = await fetch(url, body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  return { status: response.status, json: await response.json() };
}
