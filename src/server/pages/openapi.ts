/** An OpenAPI 3 document, as far as joining several needs it. */
export interface OpenApi {
  openapi: string;
  tags?: { name: string; description?: string }[];
  paths: Record<string, object>;
  components?: Record<string, Record<string, unknown>>;
  [key: string]: unknown;
}

/** What the server itself answers, in front of every API. */
export const refusal = (description: string) => ({ description, content: { 'application/json': { schema: { $ref: '#/components/schemas/Refusal' } } } });
const SERVER_PART = {
  components: {
    schemas: { Refusal: { type: 'object', required: ['message'], properties: { message: { type: 'string' } }, additionalProperties: false } },
    responses: { Unauthorized: refusal('The token is missing or wrong.'), Forbidden: refusal('The server does not go by that name, or a page of another origin sent the request.') },
  },
};
const answersOfServer = { 401: { $ref: '#/components/responses/Unauthorized' }, 403: { $ref: '#/components/responses/Forbidden' } };
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

const SECURITY_SCHEMES = { bearer: { type: 'http', scheme: 'bearer' }, basic: { type: 'http', scheme: 'basic', description: 'Any user name; the token is the password.' } };

/** One document of many. @throws Error when two parts use one name for different things */
export function mergeOpenApi(apis: OpenApi[], info: { title: string; version: string }): OpenApi {
  const wrong = apis.find(({ openapi }) => !/^3\./.test(openapi));
  if (wrong) throw new Error(`Only OpenAPI 3 documents can be joined, not ${wrong.openapi}.`);
  const parts: Pick<OpenApi, 'tags' | 'paths' | 'components'>[] = [{ ...SERVER_PART, paths: {} }, ...apis];
  const sections = ['securitySchemes', ...new Set(parts.flatMap(({ components }) => Object.keys(components ?? {})))];
  return {
    openapi: '3.0.3',
    info,
    servers: [{ url: '/' }],
    tags: parts.flatMap(({ tags }) => tags ?? []),
    paths: withServerAnswers(join('path', parts.map(({ paths }) => paths))),
    components: Object.fromEntries(sections.map((section) => [
      section, join(section, [section === 'securitySchemes' ? SECURITY_SCHEMES : {}, ...parts.map(({ components }) => components?.[section] ?? {})])])),
    // The last, empty one: a server without authentication asks for nothing.
    security: [{ bearer: [] }, { basic: [] }, {}],
  };
}

/** Every operation with the answers that the server gives in front of it, unless it has its own words for them. */
function withServerAnswers(paths: Record<string, object>): Record<string, object> {
  return Object.fromEntries(Object.entries(paths).map(([path, item]) => [path, Object.fromEntries(Object.entries(item).map(([name, operation]) => [
    name, METHODS.includes(name) ? { ...operation, responses: { ...answersOfServer, ...operation.responses } } : operation]))]));
}

function join<T>(what: string, all: Record<string, T>[]): Record<string, T> {
  const joined: Record<string, T> = {};
  for (const [name, value] of all.flatMap(Object.entries)) {
    if (name in joined && JSON.stringify(joined[name]) !== JSON.stringify(value)) throw new Error(`Two OpenAPI documents have a different ${what} ${name}.`);
    joined[name] = value;
  }
  return joined;
}
