import type { LookupAddress } from 'node:dns';
import * as http from 'node:http';
import * as https from 'node:https';
import type { LookupFunction } from 'node:net';
import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip } from 'node:zlib';

const DECODERS: Record<string, () => NodeJS.ReadWriteStream & Readable> = { gzip: createGunzip, br: createBrotliDecompress };

/**
 * GETs `url` from one of `addresses`, whatever its name means to anyone else; TLS still checks the name.
 * @param onIdle called when nothing was heard for `idleMs`; the caller aborts the signal then
 */
export function requestFrom(url: URL, addresses: LookupAddress[], { signal, idleMs, onIdle }: { signal: AbortSignal; idleMs: number; onIdle: () => void }): Promise<http.IncomingMessage> {
  const lookup: LookupFunction = (_host, { all }, done) =>
    (all ? done(null, addresses) : done(null, addresses[0]!.address, addresses[0]!.family));
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).request(url, {
      // A connection of its own: one from a pool may have been made to another address.
      agent: false, lookup, signal, timeout: idleMs,
      headers: { accept: 'text/csv, */*;q=0.1', 'accept-encoding': Object.keys(DECODERS).join(', '), 'user-agent': 'rungraph' },
    });
    request.on('response', resolve).on('error', reject).on('timeout', onIdle);
    // E.g. an upgrade that nobody asked for, which is no error to Node.
    request.on('close', () => reject(new Error('closed without an answer')));
    request.end();
  });
}

export const isRedirect = ({ statusCode, headers }: http.IncomingMessage) => [301, 302, 303, 307, 308].includes(statusCode!) && headers.location !== undefined;

/** The body as its author wrote it; null when it is encoded in a way that we do not know. */
export function decodedBody(response: http.IncomingMessage): Readable | null {
  const encoding = response.headers['content-encoding']?.trim().toLowerCase() || 'identity';
  if (encoding === 'identity') return response;
  if (!Object.hasOwn(DECODERS, encoding)) return null;
  // Whoever reads the decoder gets the errors of both.
  return pipeline(response, DECODERS[encoding]!(), () => {});
}
