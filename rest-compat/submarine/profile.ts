import type { FastifyRequest } from 'fastify';
import { askedProfile } from '../profiles';
import { Refused } from './errors';

/** documented: the answers that the documentation shows. v0.8: those of the released server 0.8.0, which its Python SDK reads. */
export const profiles = ['documented', 'v0.8'] as const;
export type Profile = (typeof profiles)[number];

/** @throws Refused 400 when the request names a profile that does not exist */
export function profileOf({ headers }: FastifyRequest, otherwise: Profile): Profile {
  try { return askedProfile(headers, 'submarine', profiles) ?? otherwise; } catch (error) { throw new Refused(400, (error as Error).message); }
}
