/** An OpenAPI 3 document, as far as joining several needs it. */
export interface OpenApi {
  openapi: string;
  tags?: { name: string }[];
  paths: Record<string, unknown>;
  components?: Record<string, Record<string, unknown>>;
  [key: string]: unknown;
}

const SECURITY_SCHEMES = { bearer: { type: 'http', scheme: 'bearer' }, basic: { type: 'http', scheme: 'basic', description: 'Any user name; the token is the password.' } };

/** One document of many. @throws Error when two parts use one name for different things */
export function mergeOpenApi(parts: OpenApi[], info: { title: string; version: string }): OpenApi {
  const wrong = parts.find(({ openapi }) => !/^3\./.test(openapi));
  if (wrong) throw new Error(`Only OpenAPI 3 documents can be joined, not ${wrong.openapi}.`);
  const sections = ['securitySchemes', ...new Set(parts.flatMap(({ components }) => Object.keys(components ?? {})))];
  return {
    openapi: '3.0.3',
    info,
    servers: [{ url: '/' }],
    tags: parts.flatMap(({ tags }) => tags ?? []),
    paths: join('path', parts.map(({ paths }) => paths)),
    components: Object.fromEntries(sections.map((section) => [
      section, join(section, [section === 'securitySchemes' ? SECURITY_SCHEMES : {}, ...parts.map(({ components }) => components?.[section] ?? {})])])),
    // The last, empty one: a server without authentication asks for nothing.
    security: [{ bearer: [] }, { basic: [] }, {}],
  };
}

function join(what: string, all: Record<string, unknown>[]): Record<string, unknown> {
  const joined: Record<string, unknown> = {};
  for (const [name, value] of all.flatMap(Object.entries)) {
    if (name in joined && JSON.stringify(joined[name]) !== JSON.stringify(value)) throw new Error(`Two OpenAPI documents have a different ${what} ${name}.`);
    joined[name] = value;
  }
  return joined;
}
