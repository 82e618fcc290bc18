import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { parse } from 'node:path';
import type { Readable } from 'node:stream';
import { Refused } from '../errors';

/** Takes a file into the server's keeping. @throws GraphFailure when it is too large */
export type StoreUpload = (content: Readable) => Promise<StoredUpload>;
export interface StoredUpload {
  /** What the graph takes as `trainPath` or `testPath`. */
  path: string;
  /** Deletes it, unless a data set names it. */
  discard(): Promise<void>;
}

/** The parts of a form, and the fields of a new data set that they become. */
const FILES: Readonly<Record<string, string>> = { file: 'train_path', test_file: 'test_path' };
const TEXTS = ['class_column', 'name', 'description'];
const NAMES = [...Object.keys(FILES), ...TEXTS].join(', ');
const LONGEST_TEXT = 10_000, LONGEST_NAME = 100;

/** Makes multipart bodies arrive as streams. */
export async function takeMultipart(app: FastifyInstance) {
  await app.register(multipart, { throwFileSizeLimit: false, limits: { fileSize: Infinity, fieldSize: LONGEST_TEXT, fields: TEXTS.length, files: Object.keys(FILES).length, parts: 10, headerPairs: 50 } });
}

/**
 * Stores the files of a form, then does `work` with the fields of a new data set; unless that ends well, no file stays.
 * @throws Refused 400 for a form that is malformed or has other parts than it should; 413
 */
export async function withUploads<T>(request: FastifyRequest, store: StoreUpload, work: (body: Record<string, unknown>) => Promise<T>): Promise<T> {
  const stored: StoredUpload[] = [];
  try {
    return await work(await read(request, async (content) => {
      const upload = await store(content);
      stored.push(upload);
      return upload.path;
    }));
  } catch (error) {
    await Promise.all(stored.map((upload) => upload.discard().catch((failure) => request.log.error({ err: failure, path: upload.path }, 'an upload stays behind'))));
    // The rest of the body is read and thrown away, so that the client gets to the answer.
    request.raw.unpipe();
    request.raw.resume();
    throw request.raw.destroyed && !request.raw.complete ? new Refused(400, 'The connection was closed in the middle of the form.') : refusal(error);
  }
}

async function read(request: FastifyRequest, keep: (content: Readable) => Promise<string>): Promise<Record<string, unknown>> {
  const body: Record<string, unknown> = {};
  let fileName: string | undefined;
  for await (const part of request.parts()) {
    const { fieldname } = part, field = part.type === 'file' ? FILES[fieldname] : TEXTS.find((name) => name === fieldname);
    if (field === undefined) throw new Refused(400, `The form has no ${part.type === 'file' ? 'file' : 'text'} ${JSON.stringify(String(fieldname).slice(0, 50))}; it has ${NAMES}, of which file and test_file are files.`);
    if (Object.hasOwn(body, field)) throw new Refused(400, `The form has ${fieldname} twice.`);
    if (part.type === 'file') {
      body[field] = await keep(part.file);
      if (fieldname === 'file') fileName = part.filename;
    } else {
      if (part.valueTruncated) throw new Refused(400, `${fieldname} may have ${LONGEST_TEXT} bytes.`);
      // What a browser sends for a field that was left empty.
      if (part.value !== '') body[field] = part.value;
    }
  }
  if (!Object.hasOwn(body, 'train_path')) throw new Refused(400, 'The form needs a part file with the CSV file: curl -F file=@data.csv -F class_column=class');
  return { ...body, name: body.name || nameOf(fileName) };
}

/** As the client calls the file, without folders and extension. */
const nameOf = (fileName = '') => parse(fileName.replaceAll('\\', '/')).name.replaceAll('\0', '').trim().slice(0, LONGEST_NAME) || 'upload';

/** The parser's failures have no status, or one that says too much is wrong. */
function refusal(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof Refused) return error;
  if (/^(Unexpected end of multipart data|Part terminated early|Multipart: |Malformed |Unsupported content type)/.test(error.message)) return new Refused(400, `The form cannot be read: ${error.message}.`);
  if ('code' in error && /^FST_(PARTS|FILES|FIELDS)_LIMIT$/.test(String(error.code))) return new Refused(400, `The form has more parts than it may; it has ${NAMES}, each once.`);
  return error;
}
