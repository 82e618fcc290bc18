import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';

export type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown;
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const satisfies readonly HTTPMethods[];
/** What a router also takes, and no route of these APIs is for. */
const NEVER: readonly HTTPMethods[] = ['TRACE', 'QUERY'];

/** A method that a path is not for: status 405, and the answer has the header Allow. */
export class MethodNotAllowed extends Error {
  readonly status = 405;
  constructor(method: string, allow: string) {
    super(`${method} is not possible here; ${allow} are.`);
    this.name = 'MethodNotAllowed';
  }
}

/**
 * Serves a path with and without a trailing slash, HEAD with GET, OPTIONS with the list of methods, and 405 for all other methods.
 * @param url without a trailing slash
 * @param options bodyLimit in bytes, where it is not the server's
 */
export function serve(app: FastifyInstance, url: string, handlers: Partial<Record<(typeof METHODS)[number], Handler>>, options: { bodyLimit?: number } = {}) {
  const allowed = METHODS.filter((method) => handlers[method]);
  const allow = [...allowed.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])), 'OPTIONS'].join(', ');
  // A router that ignores trailing slashes refuses the second form as a duplicate.
  const urls = app.initialConfig.ignoreTrailingSlash || app.initialConfig.routerOptions?.ignoreTrailingSlash ? [url] : [url, `${url}/`];
  for (const path of urls) {
    for (const method of allowed) app.route({ ...options, method, url: path, handler: handlers[method]! });
    app.route({
      method: 'OPTIONS', url: path,
      handler: (_request, reply) => reply.header('allow', allow).send(),
    });
    const others: HTTPMethods[] = [...METHODS.filter((method) => !handlers[method]), ...NEVER];
    if (!handlers.GET) others.push('HEAD');
    app.route({
      method: others, url: path, exposeHeadRoute: false,
      // Before the body is read: whatever is wrong with that, it is not what to say.
      onRequest: async (request, reply) => {
        reply.header('allow', allow);
        throw new MethodNotAllowed(request.method, allow);
      },
      handler: () => {},
    });
  }
}
