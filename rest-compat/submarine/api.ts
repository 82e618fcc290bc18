import type { FastifyRequest } from 'fastify';
import type { GraphClient } from '../graph-client';
import type { Profile } from './profile';

/** What the routes of this API share. */
export interface Api {
  /** The graph as the sender of this request may use it. */
  graph: (request: FastifyRequest) => GraphClient;
  profile: (request: FastifyRequest) => Profile;
  /** Address of this server as its clients see it, without a trailing slash. */
  baseUrl: (request: FastifyRequest) => string;
}
