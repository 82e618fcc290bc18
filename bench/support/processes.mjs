// The processes that benchmarks compare, each started for one run and ended with it.
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const project = join(import.meta.dirname, '../..');
export const dist = join(project, 'dist/src');

/** `rungraph server` from the build. @returns {Promise<{url: string, pid: number, stop(): Promise<void>}>} */
export async function startRungraph({ databaseUrl, home, workers = 0, env = {} }) {
  const child = spawn(process.execPath, [...(process.env.BENCH_NODE_OPTIONS?.split(' ') ?? []), join(dist, 'cli/main.js'), 'server', '--port', '0', '--workers', String(workers), '--home', home], {
    env: { ...process.env, DATABASE_URL: databaseUrl, RUNGRAPH_LOG_LEVEL: 'warn', NODE_ENV: 'production', ...env }, stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { url: await printedUrl(child), pid: child.pid, stop: () => ended(child, 'SIGTERM') };
}

/** The address that a server prints when it listens. */
export async function printedUrl(child) {
  let printed = '';
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    printed += chunk;
    const [, url] = /listening on (http:\S+)/.exec(printed) ?? [];
    if (url) {
      child.stdout.resume();
      return url;
    }
  }
  throw new Error(`The server ended before it listened. It printed: ${printed}`);
}

/** A program of this folder that sends `{url}` when it serves. */
export async function startPeer(script, { databaseUrl, args = [], env = {} }) {
  const child = fork(join(project, 'bench', script), args, { env: { ...process.env, DATABASE_URL: databaseUrl, NODE_ENV: 'production', ...env } });
  const { url } = await reply(child);
  return { url, child, pid: child.pid, stop: () => ended(child, 'SIGKILL') };
}

/** The next message of a forked process. @throws Error when it ends instead */
export async function reply(child) {
  const answered = new AbortController();
  const { signal } = answered;
  try {
    const [message] = await Promise.race([once(child, 'message', { signal }), once(child, 'exit', { signal }).then(() => { throw new Error(`${child.spawnargs.slice(1, 3).join(' ')} ended early`); })]);
    return message;
  } finally {
    answered.abort();
  }
}

export async function ended(child, signal) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
}

/** CPU time that a process has used so far, user and system, in seconds; NaN where there is no /proc. */
export function cpuSeconds(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return NaN;
  }
}
