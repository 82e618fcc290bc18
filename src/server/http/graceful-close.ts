import type { FastifyInstance } from 'fastify';

/**
 * Makes `close`: takes no more connections, lets running requests end, and cuts those that have not after `graceMs`.
 * To be called before any plugin is registered.
 */
export function addGracefulClose(app: FastifyInstance, graceMs: number): () => Promise<void> {
  let isClosing = false;
  // A connection that was busy when the server stopped listening would be kept alive by its client.
  app.addHook('onResponse', async () => { if (isClosing) setImmediate(() => app.server.closeIdleConnections()); });
  return async () => {
    isClosing = true;
    const cut = setTimeout(() => app.server.closeAllConnections(), graceMs);
    await app.close();
    clearTimeout(cut);
  };
}
