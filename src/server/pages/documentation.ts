import type { FastifyInstance } from 'fastify';
import { mergeOpenApi, type OpenApi } from './openapi';
import { wantsPage, type Pages } from './pages';

export interface DocumentationOptions {
  pages: Pages;
  /** The OpenAPI documents of the REST APIs that are mounted. */
  parts: OpenApi[];
  version: string;
}

/** `/`: the documentation page, or an index for programs that ask for JSON. `/openapi.json`: every REST API in one document. */
export function addDocumentation(app: FastifyInstance, { pages, parts, version }: DocumentationOptions): void {
  const document = mergeOpenApi(parts, { title: 'Rungraph', version });
  const index = { name: 'rungraph', version, graphql: '/graphql', openapi: '/openapi.json', health: '/healthz', readiness: '/readyz', metrics: '/metrics' };

  app.get('/', { config: { open: true } }, async (request, reply) => {
    if (!wantsPage(request) && /\bapplication\/json\b/.test(request.headers.accept ?? '')) return index;
    return pages.send(reply, 'docs/index.html');
  });
  app.get('/openapi.json', async () => document);
  // Where the page was in earlier systems.
  app.get('/static/swagger/swagger-ui/index.html', { config: { open: true } }, async (_request, reply) => reply.redirect('/'));
}
