import { randomUUID } from 'node:crypto';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, LimitExceeded, type ErrorCode } from '../../core/errors';

const STATUS: Record<ErrorCode, number> = {
  BAD_USER_INPUT: 400, UNAUTHENTICATED: 401, FORBIDDEN: 403, NOT_FOUND: 404, CONFLICT: 409, CURSOR_EXPIRED: 410,
  LIMIT_EXCEEDED: 413, INTERNAL_SERVER_ERROR: 500, UNAVAILABLE: 503,
};
const CODE: Record<number, ErrorCode> = { 404: 'NOT_FOUND', 413: 'LIMIT_EXCEEDED', 415: 'BAD_USER_INPUT' };

export const statusOf = (code: ErrorCode) => STATUS[code];
export const hiddenMessage = (errorId: string) => `Something went wrong inside the server. Its log has the reason under ${errorId}.`;

/** Answers with an error in the form of the API that was called: GraphQL's at /graphql, that of the old API to which the path belongs, else `{"message": ...}`. */
export async function sendError(request: FastifyRequest, reply: FastifyReply, status: number, { code, message, details }: Pick<AppError, 'code' | 'message' | 'details'>) {
  const isGraphQL = /^\/graphql(?=[/?]|$)/.test(request.url);
  // Two lines: Chromium does not find the second challenge of one. With Basic, a browser asks its user for the token.
  if (status === 401) reply.header('www-authenticate', ['Basic realm="rungraph", charset="UTF-8"', 'Bearer realm="rungraph"']);
  return reply.code(status).type('application/json; charset=utf-8')
    .send(isGraphQL ? { errors: [{ message, extensions: { ...details, code } }] } : request.server.refusalForm(request)?.body(status, message) ?? { message });
}

/** What no plugin has handled. Whoever did not expect it reads an id; the log has the rest. */
export async function errorHandler(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  const known = error instanceof AppError ? error : fromFastify(error, request);
  if (known) return sendError(request, reply, error.statusCode ?? statusOf(known.code), known);
  const errorId = randomUUID();
  request.log.error({ err: error, errorId }, 'a request failed');
  return sendError(request, reply, 500, new AppError('INTERNAL_SERVER_ERROR', hiddenMessage(errorId), { errorId }));
}

/** Faults of the request that Fastify itself finds: a body that is too large, of an unknown type or no JSON. */
function fromFastify(error: FastifyError, { headers, routeOptions: { bodyLimit } }: FastifyRequest): AppError | null {
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    const size = headers['content-length'];
    return new LimitExceeded(`The body ${size ? `has ${size} bytes` : 'is too large'}; at most ${bodyLimit} are accepted.`, { limit: bodyLimit, ...(size && { actual: Number(size) }) });
  }
  const status = error.statusCode ?? 500;
  return status >= 400 && status < 500 ? new AppError(CODE[status] ?? 'BAD_USER_INPUT', error.message) : null;
}

export async function notFoundHandler(request: FastifyRequest, reply: FastifyReply) {
  return sendError(request, reply, 404, new AppError('NOT_FOUND', `Nothing is served at ${request.method} ${request.url.split('?')[0]}.`));
}
