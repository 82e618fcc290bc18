import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hidden, statusOf } from '../failure';
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

/** The exception's name that goes with a status. */
const exceptions: Readonly<Record<number, string>> = {
  400: 'ValueError', 401: 'Unauthorized', 403: 'Forbidden', 404: 'NotFound', 405: 'MethodNotAllowed', 409: 'Conflict', 413: 'RequestEntityTooLarge', 503: 'ServiceUnavailable',
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
  const status = statusOf(error);
  if (status === 415) return notJson();
  if (error instanceof GraphFailure && status !== 500) return { status, exception: exceptions[status]!, message: inOurWords(error) };
  if (status !== 500) return { status, exception: status === 400 ? 'BadRequest' : exceptions[status] ?? 'BadRequest', message: error.message };
  return { status, exception: 'InternalServerError', message: hidden(error, request) };
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
