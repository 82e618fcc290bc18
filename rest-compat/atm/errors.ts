import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { GraphFailure } from '../graph-client';
import { sendJson } from './json';

/** A request that this layer itself refuses. `cause` is the exception's name in the original's texts. */
export class Refused extends Error {
  /** @param exact the answer is one the original gives, and stands as it is */
  constructor(readonly status: number, message: string, readonly exception = 'ValueError', readonly exact?: Readonly<Record<string, unknown>>) {
    super(message);
    this.name = 'Refused';
  }
}

export const notJson = () => new Refused(415, 'Request must have "Content-Type: application/json" header', 'UnsupportedMediaType');

interface Failure { status: number; exception: string; message: string; exact?: Readonly<Record<string, unknown>> }

const graphFailures: Record<string, { status: number; exception: string }> = {
  BAD_USER_INPUT: { status: 400, exception: 'ValueError' },
  NOT_FOUND: { status: 404, exception: 'NotFound' },
  CONFLICT: { status: 409, exception: 'Conflict' },
  FORBIDDEN: { status: 403, exception: 'Forbidden' },
  UNAUTHENTICATED: { status: 401, exception: 'Unauthorized' },
  LIMIT_EXCEEDED: { status: 413, exception: 'RequestEntityTooLarge' },
  UNAVAILABLE: { status: 503, exception: 'ServiceUnavailable' },
};

const inSnakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
/** Fields that messages about other fields name. */
const OTHERS = /\brunPerPartition\b/g;

/** The graph names its own fields (`trainPath`); clients of this API know theirs (`train_path`). */
function inOurWords({ message, errors }: GraphFailure): string {
  const theirs = errors[0]?.extensions?.path?.findLast((step) => typeof step === 'string');
  if (theirs === undefined || theirs === 'input') return message;
  const ours = inSnakeCase(String(theirs)), told = message.replaceAll(String(theirs), ours).replace(OTHERS, inSnakeCase);
  return told.includes(ours) ? told : `${ours}: ${told}`;
}

function failureOf(error: FastifyError | Error, request: FastifyRequest): Failure {
  if (error instanceof Refused) return error;
  if (error instanceof GraphFailure && graphFailures[error.code]) {
    return { ...graphFailures[error.code]!, message: inOurWords(error) };
  }
  // Fastify refuses what is no media type at all before a parser sees it.
  if ('code' in error && error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return notJson();
  const status = 'statusCode' in error ? error.statusCode ?? 500 : 500;
  if (status < 500) return { status, exception: status === 413 ? 'RequestEntityTooLarge' : 'BadRequest', message: error.message };
  request.log.error({ err: error }, 'a request failed');
  return { status: 500, exception: 'InternalServerError', message: `The server failed; its log has the reason under request ${request.id}.` };
}

/** Failures as the collections show them: `{"message": ...}`. */
export function collectionFailure(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  const { status, message, exact } = failureOf(error, request);
  return sendJson(reply, status, exact ?? { message });
}

/** Failures as /api/run shows them: `{"error": "<exception>: <text>", "message": ..., "status": ...}`. */
export function runFailure(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  const { status, message, exception, exact } = failureOf(error, request);
  return sendJson(reply, status, { error: `${exception}: ${message}`, message, status, ...exact });
}
