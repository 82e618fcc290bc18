import { z } from 'zod';

/** A kind of job: services enqueue it, a worker handles it; the payload is checked at both ends. */
export interface JobDefinition<P extends object> {
  readonly name: string;
  readonly schema: z.ZodType<P>;
}
export const defineJob = <P extends object>(name: string, schema: z.ZodType<P>): JobDefinition<P> => ({ name, schema });
