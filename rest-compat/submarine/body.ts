import type { FastifyRequest } from 'fastify';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { textOf } from '../body';
import { NOT_DECLARED, Refused } from './errors';

/** Bytes of a YAML body: reading it takes far longer than JSON of the same size. JSON may be as large as the server takes. */
export const YAML_BYTES = 65_536;
const ALIASES = 50;

/** A request's body. Unknown keys are ignored in YAML and refused in JSON. */
export interface Body { value: unknown; ignoresUnknown: boolean }

/** @throws Refused 415 when it is declared as neither JSON nor YAML, 413, 400 when it is not what it is declared as */
export function bodyOf(request: FastifyRequest): Body {
  const [, type] = /^application\/(json|yaml)\s*(?:;|$)/i.exec(request.headers['content-type'] ?? '') ?? [];
  if (!type) throw new Refused(415, NOT_DECLARED);
  const text = textOf(request.body);
  if (text === null) throw new Refused(400, 'The body is not UTF-8.');
  if (type.toLowerCase() === 'yaml') return { value: yaml(text), ignoresUnknown: true };
  if (!text.trim()) return { value: null, ignoresUnknown: false };
  try { return { value: JSON.parse(text), ignoresUnknown: false }; } catch (error) { throw new Refused(400, `The body is not JSON: ${(error as Error).message}`); }
}

function yaml(text: string): unknown {
  const bytes = Buffer.byteLength(text);
  if (bytes > YAML_BYTES) throw new Refused(413, `A YAML body may have ${YAML_BYTES} bytes at most, not ${bytes}. Send it as JSON.`);
  const lines = new LineCounter();
  try {
    // Scalars stay texts as they are written, so that a version 1.10 is not 1.1; what is wanted as a number is read as one later.
    // Errors plain: with the lines that they are in, many of them take minutes.
    const document = parseDocument(text, { schema: 'failsafe', customTags: (tags) => [...tags, 'null'] as never, merge: true, uniqueKeys: false, prettyErrors: false, lineCounter: lines });
    const [fault] = document.errors;
    if (fault) throw new Error(`line ${lines.linePos(fault.pos[0]).line}: ${fault.message}`);
    return document.toJS({ maxAliasCount: ALIASES });
  } catch (error) {
    // A RangeError is the stack's: objects in each other without end.
    throw new Refused(400, `The body is not YAML: ${error instanceof RangeError ? 'it is too deep' : (error as Error).message}`);
  }
}

/**
 * The body as a schema wants it.
 * @param schema of strict objects
 * @throws Refused 400 with every fault and the path of its field
 */
export function checked<T extends z.ZodType>(schema: T, { value, ignoresUnknown }: Body): z.output<T> {
  let result = schema.safeParse(value, { error: said });
  if (!result.success && ignoresUnknown) {
    for (const issue of result.error.issues) if (issue.code === 'unrecognized_keys') remove(value, issue.path, issue.keys);
    result = schema.safeParse(value, { error: said });
  }
  if (result.success) return result.data;
  const faults = result.error.issues.slice(0, 10).map(({ path, message }) => (path.length ? `${path.map((part) => String(part).slice(0, 100)).join('.')}: ${message}` : message));
  throw new Refused(400, faults.join('; '));
}

const said: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'unrecognized_keys') return `unknown field ${issue.keys.slice(0, 5).map((key) => JSON.stringify(key.slice(0, 100))).join(', ')}`;
  if (issue.input === undefined || issue.input === null) return 'is required';
  return undefined;
};

function remove(value: unknown, path: readonly PropertyKey[], keys: readonly string[]) {
  let object = value as Record<PropertyKey, unknown>;
  for (const step of path) object = object[step] as Record<PropertyKey, unknown>;
  for (const key of keys) delete object[key];
}

/** A text; a number or truth value stands for its text, as in the original. */
export const text = (about: string) => z.preprocess((value) => (typeof value === 'number' || typeof value === 'boolean' ? String(value) : value), z.string().regex(/^[^\u0000]*$/, 'must not contain a NUL character')).meta({ description: about });
/** A whole number, or its digits as a text. */
export const whole = (about: string) => z.preprocess((value) => (typeof value === 'string' && /^-?\d{1,9}$/.test(value) ? Number(value) : value), z.int32()).meta({ description: about });
/** A truth value, or its name as a text. */
export const flag = (about: string) => z.preprocess((value) => (value === 'true' ? true : value === 'false' ? false : value), z.boolean()).meta({ description: about });
