import { readdirSync, readFileSync } from 'node:fs';

/** The Python trial processes that a process has started, by their pids. */
export const pythonOf = (pid: number): number[] => readdirSync('/proc').filter((entry) => /^\d+$/.test(entry)).map(Number)
  .filter((entry) => isTrialProcess(entry) && read(`${entry}/stat`).split(') ')[1]?.split(' ')[1] === String(pid));

/** Whether this pid is a living Python trial process. */
export const isTrialProcess = (pid: number): boolean => read(`${pid}/cmdline`).includes('rungraph_trials');

/** '' for a process that is gone. */
function read(path: string): string {
  try { return readFileSync(`/proc/${path}`, 'latin1'); } catch { return ''; }
}
