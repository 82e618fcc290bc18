import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Client } from 'pg';
import { openArtefacts } from '../../artefacts';
import type { Config } from '../../core/config';
import { connectionOptions } from '../../database/data-source';
import { findDatabase, wayToRunPostgres } from '../../database/embedded';
import { fail, messageOf, ok, type Finding } from './finding';
import { withoutPassword } from './settings';

const oldestPostgres = 14;
const ways = { plain: 'as this user', userns: 'as nobody in a user namespace', setpriv: 'as another user, by setpriv' };

export async function checkFolder({ home }: Config): Promise<Finding> {
  const facts = await stat(home).catch(() => null);
  const folder = facts ? home : await nearest(home);
  try {
    await access(folder, constants.W_OK | constants.X_OK);
  } catch {
    return fail('Data', `${folder} cannot be written by this user. Choose another folder with RUNGRAPH_HOME or --home.`);
  }
  if (!facts) return ok('Data', `${home} will be made, for this user alone`);
  if (!facts.isDirectory()) return fail('Data', `${home} is not a folder. Choose another one with RUNGRAPH_HOME or --home.`);
  if (facts.mode & 0o077) return fail('Data', `${home} can be opened by other users, and holds the token and all data. Run: chmod 700 ${home}`);
  return ok('Data', `${home}, for this user alone`);
}

/** The place of artefacts, where it is one of its own. */
export async function checkArtefacts(config: Config): Promise<Finding> {
  const { artefacts: place } = config;
  if (place === undefined) return ok('Artefacts', 'in the data folder');
  if (!place.startsWith('s3:')) {
    return access(await nearest(place), constants.W_OK | constants.X_OK).then(() => ok('Artefacts', place), () => fail('Artefacts', `${place} cannot be written by this user. Choose another folder with RUNGRAPH_ARTEFACTS.`));
  }
  try {
    // Lists, and chooses nothing: a bucket that is not there says so only here.
    await openArtefacts(config).removeOld('doctor', async () => [], { olderThanMs: 0 });
    return ok('Artefacts', `${place} answers`);
  } catch (error) {
    return fail('Artefacts', `${place} cannot be used: ${messageOf((error as Error).cause)}. Check RUNGRAPH_S3_ENDPOINT, AWS_REGION, the bucket and the credentials.`);
  }
}

async function nearest(folder: string): Promise<string> {
  return (await stat(folder).catch(() => null)) ? folder : nearest(dirname(folder));
}

export async function checkDatabase(config: Config): Promise<Finding> {
  if (config.databaseUrl) return checkServer(config.databaseUrl, withoutPassword(config.databaseUrl), 'Check DATABASE_URL, and that the server is up.');
  try {
    const address = await findDatabase(config.home);
    if (address) return await checkServer(address, `embedded, running on 127.0.0.1:${address.port}`, 'Its log is db.log in the data folder.');
    return ok('Postgres', `embedded, not running; it will run ${ways[await wayToRunPostgres(config.home)]}`);
  } catch (error) {
    return fail('Postgres', messageOf(error));
  }
}

async function checkServer(address: Parameters<typeof connectionOptions>[0], shown: string, advice: string): Promise<Finding> {
  const client = new Client({ ...connectionOptions(address), connectionTimeoutMillis: 5000 } as never);
  client.on('error', () => undefined);   // whatever fails, the query or the connection says so too
  try {
    await client.connect();
    const { rows: [{ version }] } = await client.query<{ version: string }>(`select current_setting('server_version') as version`);
    if (Number.parseInt(version, 10) < oldestPostgres) return fail('Postgres', `${shown} is version ${version}; Rungraph needs ${oldestPostgres} or newer.`);
    return ok('Postgres', `${shown}, version ${version}`);
  } catch (error) {
    return fail('Postgres', `${shown} does not answer: ${messageOf(error)}. ${advice}`);
  } finally {
    await client.end().catch(() => undefined);
  }
}
