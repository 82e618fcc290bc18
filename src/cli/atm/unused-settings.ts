import type { Config } from '../../core/config';
import { Refusal } from '../program';
import { settingsFrom } from './config-file';
import { groups, type GroupName, type Values } from './settings';

/**
 * Says of ATM's settings that mean nothing here what to do instead; none is passed over in silence.
 * @param used by this command all the same
 * @throws Refusal for those on which the user's data would depend
 */
export async function tellUnused({ home }: Config, flags: Record<string, unknown>, used: string[] = []): Promise<void> {
  const { sql, aws, log } = await settingsFrom(['sql', 'aws', 'log'], flags);
  const unused = other('log', log).filter((key) => !used.includes(key));
  const note = (line: string) => void process.stderr.write(`Note: ${line}\n`);
  if (sql.dialect === 'mysql' || other('sql', sql).some((key) => ['username', 'password', 'host', 'port', 'query'].includes(key))) {
    throw new Refusal('Rungraph keeps its data in Postgres and cannot use MySQL. For a Postgres server of your own set DATABASE_URL=postgres://user:password@host/database; without it and without the --sql settings an embedded one is used.');
  }
  if (flags.cloudMode) throw new Refusal('--cloud-mode is not supported: nothing is copied. Models and metrics are kept in S3 where RUNGRAPH_ARTEFACTS is s3://bucket/prefix, and can be downloaded from the server.');
  if (other('sql', sql).length) note(`${sql.database} is not used: the data are in Postgres, in ${home} (RUNGRAPH_HOME), or where DATABASE_URL says. For data of their own choose another RUNGRAPH_HOME.`);
  if (other('aws', aws).length) note('the AWS settings are not used: data sets come from files and, with RUNGRAPH_ALLOW_DOWNLOADS=1, from http(s) addresses; an S3 object can be given by its https address.');
  if (unused.length) note(`${unused.join(', ')} not used: models and metrics are in ${home}/artefacts, and the server offers them for download; what the metrics files hold is said when a run is queued (enter_data --verbose-metrics).`);
}

/** Keys with another value than the default. */
const other = (name: GroupName, values: Values): string[] => Object.keys(values).filter((key) => {
  const { standard } = (groups[name].settings as Record<string, { standard?: unknown }>)[key]!;
  return values[key] !== (standard ?? '');
});
