import { setTimeout as delay } from 'node:timers/promises';
import { Refusal } from '../program';
import type { Daemon, PidFile } from './pid-file';

export interface StopOptions { pidFile: PidFile; timeoutSeconds: number; force: boolean }

/**
 * Ends ATM. One that is killed leaves its trials to other workers; its own workers notice and end too.
 * @returns whether it is not running any more
 */
export async function stop({ pidFile, timeoutSeconds, force }: StopOptions, print: (line: string) => void): Promise<boolean> {
  const daemon = await pidFile.read();
  if (!daemon) {
    print('ATM is not running.');
    return true;
  }
  signal(daemon, 'SIGTERM');
  if (await gone(pidFile, daemon, timeoutSeconds * 1000)) {
    print('ATM stopped correctly.');
    return true;
  }
  print(`ATM was not able to stop after ${timeoutSeconds} seconds.`);
  if (!force) {
    print('Use --force to kill it.');
    return false;
  }
  print('Killing it.');
  signal(daemon, 'SIGKILL');
  const ended = await gone(pidFile, daemon, 10_000);
  if (ended) await pidFile.release(daemon.pid);
  return ended;
}

function signal({ pid }: Daemon, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EPERM') throw new Refusal(`ATM (process ${pid}) was started by another user; only that user can stop it.`);
    if (code !== 'ESRCH') throw error;
  }
}

async function gone(pidFile: PidFile, { pid }: Daemon, withinMs: number): Promise<boolean> {
  for (const end = Date.now() + withinMs; ; await delay(50)) {
    if ((await pidFile.read())?.pid !== pid) return true;
    if (Date.now() >= end) return false;
  }
}
