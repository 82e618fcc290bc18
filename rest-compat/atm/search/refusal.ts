import { Refused } from '../errors';

/** The original's answer to every search that it could not make a query of; `reason` is ours. */
export const unsearchable = (reason: string) => new Refused(400, reason, 'ValueError', { message: 'Unable to construct query', reason });

/** A value from a request as it may be shown in a message. */
export const shown = (value: unknown) => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
};
