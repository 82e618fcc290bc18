import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, link, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { PostgresBinaries } from './binaries';
import { chooseIdentity, postgresEnvironment, type Identity } from './identity';
import { findPostmaster } from './postmaster';

const run = promisify(execFile);

export const user = 'rungraph';
export const dataFolder = (home: string) => join(home, 'db');
export const logFile = (home: string) => join(home, 'db.log');
const draftPrefix = 'db.init-';
/** Far more than initdb takes on a slow disk. */
const initdbMs = 60_000;
const passwordFile = (home: string) => join(home, 'db.password');
export const readPassword = (home: string) => readFile(passwordFile(home), 'utf8');

/** Makes the data folder if it is absent, and returns how Postgres is to be run on it. */
export async function prepareCluster(home: string, { initdb, postgres }: PostgresBinaries): Promise<Identity> {
  const data = dataFolder(home);
  await otherMaker(home);
  if (await exists(data)) {
    const identity = await chooseIdentity(postgres, data);
    await handOver(data, identity);
    return identity;
  }
  const identity = await chooseIdentity(postgres, home);
  await createPassword(home);
  const making = await mkdtemp(join(home, `${draftPrefix}${process.pid}-`));
  try {
    await chown(making, identity.uid, -1);
    const [program, ...args] = [...identity.wrap, initdb, '-D', making, '-U', user, '-A', 'scram-sha-256', '--pwfile', passwordFile(home),
      // The built-in collation asks nothing of the operating system, so a data folder can move between machines.
      '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--encoding=UTF8', '--no-instructions',
      ...(process.platform === 'linux' ? ['--sync-method=syncfs'] : [])];
    await run(program, args, { cwd: '/', env: postgresEnvironment() });
    await rename(making, data);
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    const { code, stderr } = error as NodeJS.ErrnoException & { stderr?: string };
    // Another process made the folder first: theirs counts.
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw new Error(`initdb failed in ${home}: ${stderr || (error as Error).message}`, { cause: error });
  }
  return identity;
}

/** Waits while another program makes the data folder. Only saves work: if two make it after all, the first to rename it wins. */
async function otherMaker(home: string): Promise<void> {
  for (; !(await exists(dataFolder(home))); await delay(25)) {
    let making = false;
    for (const name of (await readdir(home)).filter((entry) => entry.startsWith(draftPrefix))) {
      const age = Date.now() - ((await stat(join(home, name)).catch(() => null))?.mtimeMs ?? Date.now());
      if (age > 10 * initdbMs) await rm(join(home, name), { recursive: true, force: true });   // its maker was killed long ago
      else if (age < initdbMs && isAlive(Number(name.slice(draftPrefix.length).split('-')[0]))) making = true;
    }
    if (!making) return;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Readable by us alone; whoever links it first decides the password, and nobody can read it half written. */
async function createPassword(home: string): Promise<void> {
  const draft = `${passwordFile(home)}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, randomBytes(24).toString('base64url'), { flag: 'wx', mode: 0o600 });
  try {
    await link(draft, passwordFile(home));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft);
  }
}

/** A folder made under one way of running does not open under another: Postgres insists on being its owner. */
async function handOver(data: string, { uid }: Identity): Promise<void> {
  if ((await stat(data)).uid === uid || (await findPostmaster(data))) return;
  await run('chown', ['-R', String(uid), data]);
}

export const exists = (path: string) => stat(path).then(() => true, () => false);
