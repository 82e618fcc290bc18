import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { AppError } from '../../core/errors';
import type { Logger } from '../../core/logger';
import { hiddenMessage } from '../http/errors';

/** What a client may read of an error. One that nobody expected is logged under an id, and the client gets the id. */
export type ErrorReporter = (error: GraphQLError, requestId?: string) => GraphQLFormattedError;

export function createErrorReporter(log: Logger): ErrorReporter {
  // An error passes here once for its log entry and once for its answer.
  const reported = new WeakMap<GraphQLError, GraphQLFormattedError>();
  return (error, requestId) => {
    let answer = reported.get(error);
    if (!answer) reported.set(error, answer = report(error, log, requestId));
    return answer;
  };
}

function report(error: GraphQLError, log: Logger, requestId?: string): GraphQLFormattedError {
  const { message, locations, path } = error.toJSON();
  const place = { ...(locations && { locations }), ...(path && { path }) };
  const cause = rootCause(error);
  if (cause instanceof AppError) return { message: cause.message, ...place, extensions: { ...cause.details, code: cause.code } };
  const { http: _head, stacktrace: _stack, ...extensions } = error.extensions;
  if (typeof extensions.code === 'string' && extensions.code !== 'INTERNAL_SERVER_ERROR') return { message, ...place, extensions };
  const errorId = randomUUID();
  log.error({ err: cause, path, errorId, requestId }, 'an operation failed');
  return { message: hiddenMessage(errorId), ...place, extensions: { code: 'INTERNAL_SERVER_ERROR', errorId } };
}

function rootCause(error: Error): Error {
  const cause = error instanceof GraphQLError ? error.originalError : undefined;
  return cause ? rootCause(cause) : error;
}
