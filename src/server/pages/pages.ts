import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Unavailable } from '../../core/errors';
import { projectFolder } from '../../core/project';

export interface Pages {
  /** Sends a page that the build has put into `dist/web`. @throws UNAVAILABLE when there was no build */
  send(reply: FastifyReply, file: string): Promise<FastifyReply>;
}

/** Swagger UI and GraphiQL make style elements and data: images of their own; nothing comes from another host. */
const CONTENT_POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** Whether a browser opens this address, rather than a script asking for data. */
export const wantsPage = ({ method, headers }: FastifyRequest) => (method === 'GET' || method === 'HEAD') && /\btext\/html\b/.test(headers.accept ?? '');

/** Our own pages and all they load, under `/static/`; they show no data, so they are open to everyone. */
export async function addPages(app: FastifyInstance): Promise<Pages> {
  const root = join(projectFolder, 'dist', 'web');
  const isBuilt = existsSync(root);
  if (isBuilt) {
    await app.register(async (scope) => {
      scope.addHook('onRoute', (route) => { route.config = { ...route.config, open: true }; });
      await scope.register(fastifyStatic, { root, prefix: '/static/', index: false, preCompressed: true });
    });
  } else {
    app.log.warn({ root }, 'the web pages are not built; run: node scripts/build-web.mjs');
  }
  return {
    async send(reply, file) {
      if (!isBuilt) throw new Unavailable('This page is not built. Run: node scripts/build-web.mjs');
      return reply.type('text/html; charset=utf-8').header('content-security-policy', CONTENT_POLICY).send(await readFile(join(root, file), 'utf8'));
    },
  };
}
