import { InvalidArgumentError } from 'commander';

/** A run as it is typed. */
export type RunName = { of: 'experiment' | 'experimentByNumber' | 'experimentByUid' | 'datarun'; value: string };

/** @throws what the commander shows as a usage error */
export function runName(text: string): RunName {
  if (/^dr_\d+$/.test(text)) return { of: 'datarun', value: text };
  if (/^ex_\d+$/.test(text)) return { of: 'experiment', value: text };
  if (/^\d+$/.test(text)) return { of: 'experimentByNumber', value: text };
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return { of: 'experimentByUid', value: text };
  throw new InvalidArgumentError('must be the id, the number or the uid of an experiment, or the id of a datarun, such as ex_1, 1 or dr_1');
}

/** An address without a slash at the end. @throws what the commander shows as a usage error */
export function serverUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) throw new InvalidArgumentError('must be an http(s) address such as http://127.0.0.1:5000');
  return text.replace(/\/+$/, '');
}
