import { z } from 'zod';
import type { Json } from '../openapi-parts';
import { experimentPaths, experimentSchemas, experimentTag } from './experiment-openapi';
import { refusalSchema } from './openapi-parts';
import { profiles } from './profile';
import { experimentSpec } from './spec-schema';

/** A request as OpenAPI 3.0 describes it. */
export const inputSchema = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input', target: 'openapi-3.0' }) as Json;

/** Submarine's part of an OpenAPI 3.0 document: tags, paths and schemas. */
export function submarineOpenApi(): { openapi: string; tags: { name: string; description: string }[]; paths: Record<string, Json>; components: { schemas: Json; parameters: Json } } {
  return {
    openapi: '3.0.3',
    tags: [experimentTag],
    paths: { ...experimentPaths },
    components: {
      schemas: { ExperimentSpec: inputSchema(experimentSpec), ...experimentSchemas, SubmarineRefusal: refusalSchema },
      parameters: {
        SubmarineProfile: { name: 'X-Rungraph-Profile', in: 'header', description: 'Whose answers are wanted: those of the documentation, or those of the released server 0.8.', schema: { type: 'string', enum: [...profiles] } },
      },
    },
  };
}
