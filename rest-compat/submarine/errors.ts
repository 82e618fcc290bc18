import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hidden, statusOf } from '../failure';
import { sendEnvelope } from './envelope';

/** A request that this layer itself refuses. */
export class Refused extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
    this.name = 'Refused';
  }
}

/** Every failure of a route of this API, in its envelope. */
export function failure(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply) {
  const status = error instanceof Refused ? error.status : statusOf(error);
  return sendEnvelope(reply, { code: status, message: status === 500 && !(error instanceof Refused) ? hidden(error, request) : error.message });
}
