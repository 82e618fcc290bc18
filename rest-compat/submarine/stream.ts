import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { envelope, JSON_TYPE, type Envelope } from './envelope';

/** A text of any length, made as it is read. */
export type Pieces = AsyncGenerator<string, void, undefined>;

/**
 * Sends an envelope whose result is written piece by piece. What fails before the first piece is answered as any failure;
 * after that the connection is cut, so that no half of an answer is taken for one.
 * @param result JSON
 */
export async function sendPieces(reply: FastifyReply, parts: Partial<Envelope>, result: Pieces, keys?: readonly (keyof Envelope)[]) {
  reply.code(200).header('content-type', JSON_TYPE);
  const first = await result.next();
  if (reply.request.method === 'HEAD') {
    await result.return();
    return reply.send();
  }
  return reply.send(Readable.from(wrapped(first, result, parts, keys), { objectMode: false }));
}

async function* wrapped(first: IteratorResult<string, void>, rest: Pieces, parts: Partial<Envelope>, keys?: readonly (keyof Envelope)[]): Pieces {
  try {
    let separator = '{';
    for (const [key, value] of Object.entries(envelope(parts))) {
      if (keys && !keys.includes(key as keyof Envelope)) continue;
      yield `${separator}${JSON.stringify(key)}:`;
      separator = ',';
      if (key !== 'result') { yield JSON.stringify(value); continue; }
      if (!first.done) yield first.value;
      yield* rest;
    }
    yield '}';
  } finally {
    await rest.return();
  }
}

/** A JSON array of what pages of a list hold. */
export async function* arrayOf<Row>(pages: AsyncIterable<readonly Row[]>, show: (row: Row) => unknown): Pieces {
  let separator = '[';
  for await (const rows of pages) {
    for (const row of rows) {
      yield separator + JSON.stringify(show(row));
      separator = ',';
    }
  }
  yield separator === '[' ? '[]' : ']';
}

interface Page<Row> { nodes: Row[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } }

/** The pages of a list of the graph, one at a time. */
export async function* pagesOf<Row>(read: (after: string | null) => Promise<Page<Row>>, after: string | null = null): AsyncGenerator<Row[], void, undefined> {
  for (;;) {
    const { nodes, pageInfo } = await read(after);
    yield nodes;
    if (!pageInfo.hasNextPage) return;
    after = pageInfo.endCursor;
  }
}
