import { z } from 'zod';
import { kinds, type Field } from './fields';
import { newDataset } from './input';
import { searchParameter } from './search/openapi';

type Json = Record<string, unknown>;

const types: Record<Field['type'], [string, string?]> = { integer: ['integer', 'int32'], number: ['number', 'float'], string: ['string'], 'date-time': ['string', 'date-time'], object: ['object'] };

function property({ type, about, nullable, values, each, added }: Field): Json {
  const [name, format] = types[type];
  return { type: name, ...(format && { format }), description: about, ...(each && { additionalProperties: each }), ...(added && { 'x-addition': true }), ...(nullable && { 'x-nullable': true }), ...(values && { enum: values }) };
}

/** Swagger 2.0 has no `nullable`: a property that may be null says so in an extension. */
function bodySchema(): Json {
  const { properties, ...schema } = z.toJSONSchema(newDataset, { io: 'input', target: 'openapi-3.0' }) as { properties: Record<string, Json> };
  return {
    ...schema,
    properties: Object.fromEntries(Object.entries(properties).map(([name, { nullable, ...rest }]) => [name, { ...rest, ...(nullable ? { 'x-nullable': true } : {}) }])),
    example: { class_column: 'class', train_path: 'demos/pollution_1.csv' },
  };
}

/**
 * The description that the original served at /swagger.json: Swagger 2.0, the collections only.
 * @param base address of the server, e.g. http://127.0.0.1:5000
 */
export function swagger(version: string, base: string): Json {
  const { host, protocol } = new URL(base);
  const paths: Json = {}, definitions: Json = {};
  for (const [name, { title, about, columns, relations }] of Object.entries(kinds)) {
    const id = `${title.toLowerCase()}Id`;
    definitions[title] = {
      type: 'object', description: about,
      properties: {
        ...Object.fromEntries(Object.entries(columns).map(([field, column]) => [field, property(column)])),
        ...Object.fromEntries(Object.entries(relations).map(([field, { of, many }]) => {
          const ref = { $ref: `#/definitions/${kinds[of]!.title}` };
          return [field, many ? { type: 'array', items: ref } : ref];
        })),
      },
    };
    const one = { description: `The ${title}, with its relations one level deep.`, schema: { $ref: `#/definitions/${title}` } };
    paths[`/${name}`] = {
      get: {
        tags: [title], operationId: `list${title}s`, summary: `List ${name}`,
        parameters: [
          ...['page', 'results_per_page'].map((parameter) => ({ name: parameter, in: 'query', type: 'integer', required: false })),
          { name: 'q', in: 'query', type: 'string', required: false, description: searchParameter.description },
        ],
        responses: {
          200: {
            description: 'A page.',
            schema: {
              type: 'object',
              properties: {
                num_results: { type: 'integer' }, page: { type: 'integer' }, total_pages: { type: 'integer' },
                objects: { type: 'array', items: { $ref: `#/definitions/${title}` } },
              },
            },
          },
        },
      },
      ...(name === 'datasets' && {
        post: {
          tags: [title], operationId: 'createDataset', summary: 'Register a CSV file',
          parameters: [{ name: 'body', in: 'body', required: true, schema: bodySchema() }],
          responses: { 201: one, 400: { description: 'What is wrong with the request.' }, 415: { description: 'The body is not declared as JSON.' } },
        },
      }),
    };
    paths[`/${name}/{${id}}`] = {
      get: {
        tags: [title], operationId: `get${title}`, summary: `One of the ${name}`,
        parameters: [{ name: id, in: 'path', type: 'integer', required: true }],
        responses: { 200: one, 404: { description: 'There is none with this id.' } },
      },
    };
  }
  return {
    swagger: '2.0', info: { title: 'ATM', version }, host, schemes: [protocol.slice(0, -1)], basePath: '/api',
    consumes: ['application/json'], produces: ['application/json'],
    tags: Object.values(kinds).map(({ title, about }) => ({ name: title, description: about })), paths, definitions,
  };
}
