import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';

const run = promisify(execFile);
const nobody = 65534;

/** Under whose name Postgres runs: it refuses root, and initdb refuses a user without a passwd line. */
export interface Identity {
  readonly way: 'plain' | 'userns' | 'setpriv';
  /** Command that goes before the program. */
  readonly wrap: readonly string[];
  /** The owner that the data folder must have, in this process's eyes. */
  readonly uid: number;
}

/** Postgres gets nothing of our environment: PGDATA, PGPORT or a locale of the caller must not reach it. */
export const postgresEnvironment = (): NodeJS.ProcessEnv => ({ PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' });

/**
 * Chooses by trial: each way must be able to start the program and to write to the folder.
 * @param folder the data folder, or the folder in which it will be made
 * @throws Error with the reason of every way that failed
 */
export async function chooseIdentity(postgres: string, folder: string): Promise<Identity> {
  const owner = (await stat(folder)).uid;
  const reasons: string[] = [];
  for (const identity of candidates(owner)) {
    const [program, ...args] = [...identity.wrap, '/bin/sh', '-c', '"$1" --version && test -w "$2"', 'sh', postgres, folder];
    try {
      await run(program, args, { cwd: '/', env: postgresEnvironment() });
      return identity;
    } catch (error) {
      const { stderr, message } = error as Error & { stderr?: string };
      reasons.push(`  ${identity.way}: ${stderr?.trim() || `${folder} cannot be written, or ${message.split('\n')[0]}`}`);
    }
  }
  throw new Error(`Postgres cannot be run here; run Rungraph as an ordinary user, or set DATABASE_URL to a Postgres of your own. Tried:\n${reasons.join('\n')}`);
}

function candidates(owner: number): Identity[] {
  const uid = process.getuid!();
  // Inside the namespace we are `nobody`, because initdb looks the user up in /etc/passwd; outside we stay who we are.
  const userns: Identity = { way: 'userns', wrap: ['unshare', '--user', `--map-user=${nobody}`, `--map-group=${nobody}`], uid };
  if (uid !== 0) return hasPasswdLine() ? [{ way: 'plain', wrap: [], uid }, userns] : [userns];
  const other = owner === 0 ? nobody : owner;
  return [userns, { way: 'setpriv', wrap: setpriv(other), uid: other }];
}

/** no_setuid_fixup: Postgres asks access(), which would otherwise drop the capability that opens folders of mode 0700. */
const setpriv = (uid: number) => [
  'setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', '--securebits=+no_setuid_fixup', '--inh-caps=+dac_override', '--ambient-caps=+dac_override',
];

function hasPasswdLine(): boolean {
  try {
    userInfo();
    return true;
  } catch {
    return false;
  }
}
