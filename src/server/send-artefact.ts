import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Artefact } from '../artefacts';
import { byteRange } from './byte-range';

export interface ArtefactHeaders {
  /** With its quotes; by default from what the store says of the content. */
  etag?: string;
  filename: string;
  type?: string;
}

/** Answers with a file to be saved, a part of it, or 304, and closes it. The route must not compress: there would be neither length nor parts. */
export async function sendArtefact({ method, headers }: FastifyRequest, reply: FastifyReply, artefact: Artefact, { filename, type = 'application/octet-stream', etag = `"${artefact.version}"` }: ArtefactHeaders): Promise<FastifyReply> {
  const known = headers['if-none-match']?.split(',').map((one) => one.trim().replace(/^W\//, ''));
  const isKnown = known?.some((one) => one === etag || one === '*');
  const { bytes } = artefact, range = headers['if-range'] === undefined || headers['if-range'] === etag ? byteRange(headers.range, bytes) : null;
  reply.headers({ 'x-content-type-options': 'nosniff', 'cache-control': 'private, no-cache' });
  if (!isKnown && range === 'UNSATISFIABLE') {
    await artefact.close();
    return reply.code(416).header('content-range', `bytes */${bytes}`).type('application/json; charset=utf-8').send({ message: `The file has no bytes in the range ${headers.range}.` });
  }
  reply.headers({ etag, 'accept-ranges': 'bytes' });
  if (isKnown) {
    await artefact.close();
    return reply.code(304).send();
  }
  const { from, to } = range === null ? { from: 0, to: bytes } : range as Exclude<typeof range, string>;
  if (range) reply.code(206).header('content-range', `bytes ${from}-${to - 1}/${bytes}`);
  reply.headers({ 'content-type': type, 'content-length': to - from, 'content-disposition': attachment(filename) });
  const stream = method === 'HEAD' ? Readable.from([]) : artefact.read(from, to);
  stream.once('close', () => void artefact.close());
  return reply.send(stream);
}

/** Names of any kind: the second form is for all who know it. */
function attachment(filename: string): string {
  const plain = filename.replace(/[^\w .-]/g, '_');
  const encoded = encodeURIComponent(filename.toWellFormed()).replace(/['()*!]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${plain}"${plain === filename ? '' : `; filename*=UTF-8''${encoded}`}`;
}
