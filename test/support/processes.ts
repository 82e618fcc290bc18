import { readdirSync, readFileSync } from 'node:fs';

/** Children of a process whose command line has this text, by their pids. */
export const childrenOf = (pid: number, text: string): number[] => readdirSync('/proc').filter((entry) => /^\d+$/.test(entry)).map(Number)
  .filter((entry) => read(`${entry}/stat`).split(') ')[1]?.split(' ')[1] === String(pid) && read(`${entry}/cmdline`).includes(text));

/** The supervisors of a task server that have a task; others wait for one, each with a process that is to become it. */
export const supervisorsOf = (server: number): number[] => childrenOf(server, 'rungraph_supervisor')
  .filter((supervisor) => childrenOf(supervisor, '').length > childrenOf(supervisor, 'rungraph_supervisor').length);

/** The Python trial processes that a process has started. */
export const pythonOf = (pid: number): number[] => childrenOf(pid, 'rungraph_trials');

/** Whether this pid is a living Python trial process. */
export const isTrialProcess = (pid: number): boolean => read(`${pid}/cmdline`).includes('rungraph_trials');

/** '' for a process that is gone. */
function read(path: string): string {
  try { return readFileSync(`/proc/${path}`, 'latin1'); } catch { return ''; }
}
