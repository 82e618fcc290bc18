import type { FastifyRequest } from 'fastify';
import { GraphFailure } from './graph-client';
import { MethodNotAllowed } from './routes';

/** HTTP's word for each code of the graph; what is not here is the server's own failure. */
const statuses: Readonly<Record<string, number>> = {
  BAD_USER_INPUT: 400, UNAUTHENTICATED: 401, FORBIDDEN: 403, NOT_FOUND: 404, CONFLICT: 409, LIMIT_EXCEEDED: 413, UNAVAILABLE: 503,
};

/** The status of an answer for something that was thrown; what it says may be shown when it is not 500. */
export function statusOf(error: Error): number {
  if (error instanceof GraphFailure) return statuses[error.code] ?? 500;
  if (error instanceof MethodNotAllowed) return error.status;
  // Fastify refuses what is no media type at all before a parser sees it.
  if ('code' in error && error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return 415;
  const status = 'statusCode' in error ? Number(error.statusCode) : 500;
  return status >= 400 && status < 500 ? status : 500;
}

/** Writes down what was not expected. @returns what its sender is told instead */
export function hidden(error: Error, request: FastifyRequest): string {
  request.log.error({ err: error }, 'a request failed');
  return `The server failed; its log has the reason under request ${request.id}.`;
}
