import { z } from 'zod';
import type { Json } from '../openapi-parts';
import { environmentPaths, environmentSchemas, environmentTag } from './environment-openapi';
import { experimentPaths, experimentSchemas, experimentTag } from './experiment-openapi';
import { refusalSchema } from './openapi-parts';
import { profiles } from './profile';
import { environmentSpec, experimentSpec } from './spec-schema';
import { submission, templatePaths, templateSchemas, templateTag } from './template-openapi';
import { templateSpec, templateSubmission } from './template-schema';

/** A request as OpenAPI 3.0 describes it. */
export const inputSchema = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input', target: 'openapi-3.0' }) as Json;

/** What is stored under a name has to have one. */
function named(schema: Json, maxLength: number): Json {
  const { name: { nullable: _, ...name } = {}, ...properties } = schema.properties as Record<string, Json>;
  return { ...schema, required: ['name'], properties: { name: { ...name, minLength: 1, maxLength }, ...properties } };
}

/** Submarine's part of an OpenAPI 3.0 document: tags, paths and schemas. */
export function submarineOpenApi(): { openapi: string; tags: { name: string; description: string }[]; paths: Record<string, Json>; components: { schemas: Json; parameters: Json } } {
  return {
    openapi: '3.0.3',
    tags: [experimentTag, environmentTag, templateTag],
    paths: { ...experimentPaths, '/api/v1/experiment/{id}': { ...experimentPaths['/api/v1/experiment/{id}'], post: submission }, ...environmentPaths, ...templatePaths },
    components: {
      schemas: {
        ExperimentSpec: inputSchema(experimentSpec), EnvironmentSpec: named(inputSchema(environmentSpec), 255), ExperimentTemplateSpec: named(inputSchema(templateSpec), 32), ExperimentTemplateSubmit: inputSchema(templateSubmission),
        ...experimentSchemas, ...environmentSchemas, ...templateSchemas, SubmarineRefusal: refusalSchema,
      },
      parameters: {
        SubmarineProfile: { name: 'X-Rungraph-Profile', in: 'header', description: 'Whose answers are wanted: those of the documentation, or those of the released server 0.8.', schema: { type: 'string', enum: [...profiles] } },
      },
    },
  };
}
