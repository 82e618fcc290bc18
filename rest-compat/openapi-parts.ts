// What the descriptions of several APIs have in common.

export type Json = Record<string, unknown>;
export const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
export const answer = (description: string, schema: Json) => ({ description, content: { 'application/json': { schema } } });
/** An object that has all of these properties and no others. */
export function object(properties: Json, about?: string): Json {
  return { type: 'object', ...(about && { description: about }), required: Object.keys(properties), properties, additionalProperties: false };
}
