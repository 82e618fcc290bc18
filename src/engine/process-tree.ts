import { readFileSync } from 'node:fs';

/** A process and everything below it, from Linux's /proc; only the process itself where that is missing. */
export function processTree(pid: number): number[] {
  const found = [pid];
  for (const parent of found) found.push(...childrenOf(parent));
  return found;
}

function childrenOf(pid: number): number[] {
  return readProc(`${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
}

/** Resident memory of a process tree in bytes; pages that its processes share count once for each. 0 where /proc is missing. */
export function residentBytes(pid: number): number {
  return processTree(pid).reduce((sum, each) => sum + 1024 * Number(/^VmRSS:\s+(\d+) kB$/m.exec(readProc(`${each}/status`))?.[1] ?? 0), 0);
}

/** '' for a process that has ended meanwhile. */
function readProc(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, 'latin1');
  } catch {
    return '';
  }
}

/** Sends a signal to every process of a group; one that has ended already is no error. */
export function signalGroup(leader: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(-leader, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
