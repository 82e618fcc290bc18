import { answer, ref } from '../openapi-parts';

export { answer, object, ref, type Json } from '../openapi-parts';

// What the descriptions of this API's routes have in common.

export const paging = [
  { name: 'page', in: 'query', description: 'From 1.', schema: { type: 'integer', default: 1 } },
  { name: 'results_per_page', in: 'query', description: '100 at most; 10 for anything below 1.', schema: { type: 'integer', default: 10 } },
];
export const idParameter = (name: string, about: string) => ({ name, in: 'path', required: true, description: about, schema: { type: 'integer', minimum: 1 }, example: 1 });
/** A page of a collection, with the addresses of the next and the last one. */
export const page = (schema: string) => ({
  ...answer('A page.', ref(schema)),
  headers: { Link: { description: 'Addresses of the next page, unless this is the last one, and of the last page.', schema: { type: 'string' } } },
});
export const bad = { 400: answer('What is wrong with the request.', ref('Message')) };
export const absent = { 404: answer('There is no such object.', ref('Nothing')) };
export const refusal = (about: string) => answer(about, ref('Message'));
