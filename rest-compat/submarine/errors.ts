import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hidden, statusOf } from '../failure';
import { GraphFailure } from '../graph-client';
import { sendEnvelope } from './envelope';

/** A request that this layer itself refuses. */
export class Refused extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
    this.name = 'Refused';
  }
}

export const NOT_DECLARED = 'The body must be declared with "Content-Type: application/json" or "application/yaml".';

function messageOf(error: Error, status: number, request: FastifyRequest): string {
  if (status === 500) return hidden(error, request);
  if (error instanceof GraphFailure) return error.message;
  if (status === 413) return `The body is too large; at most ${request.routeOptions.bodyLimit} bytes are accepted.`;
  return status === 415 ? NOT_DECLARED : error.message;
}

/** Every failure of a route of this API, in its envelope. */
export function failure(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply) {
  if (error instanceof Refused) return sendEnvelope(reply, { code: error.status, message: error.message });
  const code = statusOf(error);
  return sendEnvelope(reply, { code, message: messageOf(error, code, request) });
}
