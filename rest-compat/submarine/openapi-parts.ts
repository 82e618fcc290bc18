import { answer, object, ref, type Json } from '../openapi-parts';
import { YAML_BYTES } from './body';

// What the descriptions of this API's routes have in common.

/** An answer in the envelope. The documentation shows some of its keys for some routes, the released server all of them. */
export function result(description: string, schema: Json) {
  const { required: _, ...whole } = object({
    status: { type: 'string', enum: ['OK'] }, code: { type: 'integer', enum: [200] }, success: { type: 'boolean', nullable: true },
    message: { type: 'string', nullable: true }, result: schema, attributes: { type: 'object', additionalProperties: {} },
  });
  return answer(description, { ...whole, required: ['status', 'code', 'result'] });
}
export const refusal = (description: string) => answer(description, ref('SubmarineRefusal'));

/** What each route may answer besides its result. */
export const refused: Json = {
  400: refusal('What is wrong with the request.'), 401: refusal('The token is missing or wrong.'), 403: refusal('The server does not go by that name, or a page of another origin sent the request.'),
};
export const refusedBody: Json = {
  413: refusal(`The body is larger than this server accepts; a YAML body may have ${YAML_BYTES} bytes.`), 415: refusal('The body is declared as neither JSON nor YAML.'),
};
export const absent = (description: string): Json => ({ 404: refusal(description) });

export const PROFILE = { $ref: '#/components/parameters/SubmarineProfile' };
export const pathParameter = (name: string, description: string, example: string) => ({ name, in: 'path', required: true, description, schema: { type: 'string' }, example });

/** A request body in JSON or YAML. */
export const body = (schema: string, examples: Json) => ({ required: true, content: { 'application/json': { schema: ref(schema), examples }, 'application/yaml': { schema: ref(schema) } } });

export const refusalSchema: Json = object({
  status: { type: 'string', description: 'Name of the HTTP status, e.g. `NOT_FOUND`.' }, code: { type: 'integer', description: 'The HTTP status.' }, success: { type: 'boolean', nullable: true, enum: [null] },
  message: { type: 'string' }, result: { type: 'object', nullable: true, enum: [null], additionalProperties: false }, attributes: { type: 'object', additionalProperties: false },
}, 'What every failure looks like.');
