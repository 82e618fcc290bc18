import { send } from '@fastify/send';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, Conflict, NotFound } from '../core/errors';
import { ClassifierStatus } from '../core/states';
import { artefactFile } from '../graphs/automl/classifier/artefacts';
import type { Classifier } from '../graphs/automl/classifier/classifier.entity';
import { classifierByNumber } from '../graphs/automl/classifier/classifier.loader';
import type { GraphRuntime } from '../graphs/context';
import { decodeId } from '../graphs/global-id';

interface Kind {
  type: string;
  location(of: Classifier): string | null;
  /** Hex, where the row has it. */
  sha256(of: Classifier): string | null;
}
const kinds: Record<string, Kind> = {
  model: { type: 'application/octet-stream', location: (of) => of.modelLocation, sha256: (of) => of.modelSha256 },
  metrics: { type: 'application/json', location: (of) => of.metricsLocation, sha256: () => null },
};

/** What classifiers have written, as files to save: `/artefacts/classifiers/:id/model` (joblib) and `/metrics` (JSON). */
export function addArtefacts(app: FastifyInstance, { graph, home }: { graph: GraphRuntime; home: string }): void {
  for (const [name, kind] of Object.entries(kinds)) {
    // Compressed, it would have neither its length nor ranges.
    app.get<{ Params: { id: string } }>(`/artefacts/classifiers/:id/${name}`, { compress: false }, async (request, reply) => {
      const { id } = request.params, key = decodeId('cl', id);
      const classifier = key === null ? null : await classifierByNumber(graph.contextFor(request.who, request.id)).load(key);
      if (!classifier) throw new NotFound('Classifier', id);
      if (classifier.status !== ClassifierStatus.COMPLETE) throw new AppError('NOT_FOUND', `Classifier ${id} has no ${name}: it is ${classifier.status}.`);
      const location = kind.location(classifier);
      const file = location === null ? null : await artefactFile(home, location);
      const sha256 = file && await digest(file), written = kind.sha256(classifier);
      if (!file || !sha256) throw new AppError('NOT_FOUND', `The ${name} file of classifier ${id} is gone.`);
      // Whoever loads a model runs its code: another one than our worker's is not handed out under its name.
      if (written !== null && written !== sha256) throw new Conflict(`The ${name} file of classifier ${id} has changed since it was written.`);
      reply.headers({ 'content-type': kind.type, 'content-disposition': `attachment; filename="${basename(location!).replace(/[^\w .-]/g, '_')}"`, 'cache-control': 'private, no-cache' });
      return sendFile(request, reply, file, `"${sha256}"`);
    });
  }
}

/** The file, a range of it, or 304. */
async function sendFile({ method, headers }: FastifyRequest, reply: FastifyReply, file: string, etag: string): Promise<FastifyReply> {
  reply.headers({ etag, 'x-content-type-options': 'nosniff' });
  const known = headers['if-none-match']?.split(',').map((one) => one.trim().replace(/^W\//, ''));
  if (known?.some((one) => one === etag || one === '*')) return reply.code(304).send();
  // The library goes by dates where we go by the content, so it is handed just the range, and that only when it is one of the present content.
  const range = headers['if-range'] === undefined || headers['if-range'] === etag ? headers.range : undefined;
  const sent = await send({ method, headers: { range } } as never, encodeURIComponent(file), { etag: false, lastModified: false, cacheControl: false, contentType: false, dotfiles: 'allow' });
  if (sent.type === 'file') return reply.code(sent.statusCode).headers(sent.headers).send(sent.stream);
  reply.removeHeader('content-disposition').removeHeader('etag');
  if (sent.statusCode !== 416) throw new AppError('NOT_FOUND', 'This file is gone.');
  return reply.code(416).header('content-range', sent.headers['Content-Range']).type('application/json; charset=utf-8').send({ message: `The file has no bytes in the range ${range}.` });
}

/** Hex; null when it is no file (any more). */
async function digest(file: string): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(file), hash);
  } catch (error) {
    if (['ENOENT', 'EISDIR'].includes((error as NodeJS.ErrnoException).code!)) return null;
    throw error;
  }
  return hash.digest('hex');
}
