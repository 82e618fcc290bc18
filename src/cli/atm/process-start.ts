import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** When a process was started, as a text that no later process with its pid has; null when it has ended. */
export function processStart(pid: number): string | null {
  try {
    if (process.platform !== 'linux') return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim() || null;
    // After the name, which may hold anything: the state is field 0 and the ticks since boot are field 19.
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\)\s*/s, '').split(' ');
    // A dead process stays in the table until its parent asks, and in containers nobody may.
    if (fields[0] === 'Z' || fields[0] === 'X') return null;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()}.${fields[19]}`;
  } catch {
    return null;
  }
}
