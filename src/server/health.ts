import type { FastifyInstance } from 'fastify';

/** By check: true, or why it fails. */
export type Readiness = () => Promise<Record<string, string | true>>;

/** `/healthz`: this process answers. `/readyz`: it can do its work, else 503 with the reasons. */
export function addHealth(app: FastifyInstance, ready: Readiness, version: string): void {
  const options = { config: { open: true }, logLevel: 'warn' } as const;
  app.get('/healthz', options, async () => ({ status: 'ok', version }));
  app.get('/readyz', options, async (request, reply) => {
    const checks = await ready().catch((error: unknown) => {
      request.log.error({ err: error }, 'the readiness check itself failed');
      return { ready: 'the check itself failed; see the log' };
    });
    const isReady = Object.values(checks).every((result) => result === true);
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'not ready', checks });
  });
}
