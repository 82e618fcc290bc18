import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { state } from './step.mjs';

const folder = join(state, '.setup');
const file = join(folder, 'lock');

/** Runs `work` while no other set-up of this folder runs; the lock of a process that has died is taken over. */
export async function alone(work) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (let told = false; !take(); await delay(200)) {
    const holder = read();
    if (holder === null) continue;
    if (!isAlive(holder)) release(holder);
    else if (!told) {
      process.stderr.write(`Another set-up is running here (process ${holder.split(' ')[0]}); waiting for it.\n`);
      told = true;
    }
  }
  const free = () => rmSync(file, { force: true });
  process.once('exit', free);
  try {
    return await work();
  } finally {
    process.off('exit', free);
    free();
  }
}

/** Linked into place with its content, so that nobody reads a lock without a holder. */
function take() {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, identify(process.pid));
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(draft);
  }
}

/** Moved aside before it is removed: what another process took meanwhile is put back. */
function release(stale) {
  const aside = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, aside);
    if (readFileSync(aside, 'utf8') !== stale) linkSync(aside, file);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function read() {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

/** A pid with the start time of its process where the system tells it, since pids come again. */
function identify(pid) {
  const stat = `/proc/${pid}/stat`;
  return `${pid} ${existsSync(stat) ? readFileSync(stat, 'utf8').replace(/^.*\)/s, '').split(' ')[20] : ''}`;
}

function isAlive(holder) {
  const pid = Number(holder.split(' ')[0]);
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code === 'ESRCH') return false;
  }
  return identify(pid) === holder;
}
