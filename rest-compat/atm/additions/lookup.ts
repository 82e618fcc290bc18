import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import type { FastifyRequest } from 'fastify';
import type { GraphClient } from '../../graph-client';
import { Refused } from '../errors';
import { numberOf } from '../ids';

type Found<T> = TypedDocumentNode<{ found: T | null }, { number: number }>;

/** The object that the path of a request names. @throws Refused 404 when there is none */
export async function named<T>(request: FastifyRequest, graph: GraphClient, what: string, operation: Found<T>): Promise<T> {
  const { id } = request.params as { id: string }, number = numberOf(id);
  const found = number === null ? null : (await graph.request(operation, { number })).found;
  if (found === null) throw new Refused(404, `There is no ${what} ${id.slice(0, 50)}.`, 'NotFound');
  return found;
}
