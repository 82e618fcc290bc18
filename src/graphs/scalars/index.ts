import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { GraphQLJSON } from 'graphql-scalars';
import { IS_TEXT } from '../final-leaves';

const bad = (message: string) => new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
const textScalar = (name: string, description: string, parse: (text: string) => string, specifiedByURL?: string) => new GraphQLScalarType<string, string>({
  name, description, specifiedByURL, extensions: IS_TEXT,
  serialize: (value) => String(value),
  parseValue: (value) => { if (typeof value !== 'string') throw bad(`${name} must be a string.`); return parse(value); },
  parseLiteral: (node: ValueNode) => { if (node.kind !== Kind.STRING) throw bad(`${name} must be a string.`); return parse(node.value); },
});

const DATE_TIME = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(\.\d{1,6})?([Zz]|[+-]\d{2}:\d{2})$/;

const isDay = (day: string) => !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(day);

/** Stays text from the database to the client, so that no microsecond is lost in a JS Date. */
export const DateTime = textScalar('DateTime', 'A moment as microsecond ISO 8601 text in UTC, e.g. `2026-01-02T03:04:05.123456Z`. Any offset is accepted as input.', (text) => {
  const parts = DATE_TIME.exec(text);
  const [day, time] = [parts?.slice(1, 4).join('-'), parts?.slice(4, 7).join(':')];
  // JavaScript takes February 30th for March 1st, and knows years that Postgres does not.
  const whole = parts && isDay(day!) ? new Date(`${day}T${time}${parts[8]!.toUpperCase()}`) : null;
  if (!whole || Number.isNaN(whole.getTime()) || whole.getUTCFullYear() < 1 || whole.getUTCFullYear() > 9999) throw bad(`"${text}" is not a DateTime such as 2026-01-02T03:04:05.123456Z.`);
  return `${whole.toISOString().slice(0, 19)}.${(parts![7] ?? '.').slice(1).padEnd(6, '0')}Z`;
}, 'https://www.rfc-editor.org/rfc/rfc3339');

export const Decimal = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  extensions: IS_TEXT,
  description: 'An exact decimal number as text, e.g. `0.6250000000`. Numbers are accepted as input.',
  serialize: (value) => String(value),
  parseValue: (value) => decimal(value),
  parseLiteral: (node) => decimal(node.kind === Kind.STRING || node.kind === Kind.INT || node.kind === Kind.FLOAT ? node.value : undefined),
});
function decimal(value: unknown): string {
  if ((typeof value !== 'string' && typeof value !== 'number') || !/^-?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/.test(String(value))) throw bad('Decimal must be a decimal number such as "0.625".');
  return String(value);
}

export const Cursor = textScalar('Cursor', 'A place in a list; opaque, survives restarts. Valid for the same ordering only.', (text) => text);
export const EventCursor = textScalar('EventCursor', 'A place in the event log; opaque, survives restarts. Pass the last one received as `after` to resume.', (text) => text);
export const Json = GraphQLJSON;
