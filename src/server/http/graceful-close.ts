import type { Server } from 'node:http';
import type { FastifyInstance } from 'fastify';

/**
 * Makes `close`: takes no more connections, lets running requests end, and cuts those that have not after `graceMs`.
 * To be called before any plugin is registered.
 * @param others servers that hand their requests to the same app
 */
export function addGracefulClose(app: FastifyInstance, graceMs: number, others: readonly Server[] = []): () => Promise<void> {
  let isClosing = false;
  const all = () => [app.server, ...others];
  // A connection that was busy when the server stopped listening would be kept alive by its client.
  app.addHook('onResponse', async () => { if (isClosing) setImmediate(() => all().forEach((server) => server.closeIdleConnections())); });
  return async () => {
    isClosing = true;
    const cut = setTimeout(() => all().forEach((server) => server.closeAllConnections()), graceMs);
    await Promise.all([app.close(), ...others.map((server) => new Promise((resolve) => server.close(resolve)))]);
    clearTimeout(cut);
  };
}
