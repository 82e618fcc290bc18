import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { AppError, NotFound } from '../../core/errors';
import type { Logger } from '../../core/logger';
import type { Principal } from '../../core/principal';
import type { Authenticator } from '../auth/authenticator';
import type { BrowserGuard } from '../browser-guard';
import { statusOf } from '../http/errors';
import { requestIdOf } from '../http/request-id';

/** Who opened a websocket, as known when it was opened. */
export interface Peer { who: Principal; requestId: string }

/**
 * Decides on an upgrade before the 101, while it can still be refused with a status: path, Host, Origin, Sec-Fetch-Site, credentials.
 * No credentials at all may follow later, in the connection's first message, since browsers cannot set headers here.
 */
export function admit(request: IncomingMessage, { guard, auth }: { guard: BrowserGuard; auth: Authenticator }): Peer {
  guard.checkHost(request);
  guard.checkOrigin(request.headers);
  const who = auth.identify(request.headers);
  const path = request.url!.split('?')[0];
  if (path.replace(/\/$/, '') !== '/graphql') throw new NotFound('The websocket', path);
  return { who, requestId: requestIdOf(request) };
}

/** Answers an upgrade with an error and closes the connection. */
export function refuse(socket: Duplex, error: unknown, log: Logger): void {
  const { code, message } = error instanceof AppError ? error : new AppError('INTERNAL_SERVER_ERROR', 'Something went wrong inside the server.');
  log[error instanceof AppError ? 'warn' : 'error']({ err: error }, 'a websocket was refused');
  const status = statusOf(code);
  const body = JSON.stringify({ errors: [{ message, extensions: { code } }] });
  socket.end([
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`, 'Connection: close', 'Content-Type: application/json; charset=utf-8', `Content-Length: ${Buffer.byteLength(body)}`, '', body,
  ].join('\r\n'));
}
