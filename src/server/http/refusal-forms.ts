import type { FastifyInstance } from 'fastify';

/** How a REST API words what the server itself refuses: a missing token, a foreign page, a path that is not there. */
export interface RefusalForm {
  api: string;
  /** Whether a path, without its query, belongs to this API and no other. */
  owns: (path: string) => boolean;
  body: (status: number, message: string) => object;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** The form for a request: that of the API that owns its path or, on an extra port, of the port's API; null for the server's own. */
    refusalForm: (request: FastifyRequest) => RefusalForm | null;
  }
}

/** @param apiOfPort the API of a port that is bound to one */
export function addRefusalForms(app: FastifyInstance, forms: readonly RefusalForm[], apiOfPort: (port: number | undefined) => string | undefined): void {
  app.decorate('refusalForm', (request) => {
    const path = request.url.split('?')[0]!, portsApi = apiOfPort(request.socket.localPort);
    return forms.find(({ owns }) => owns(path)) ?? forms.find(({ api }) => api === portsApi) ?? null;
  });
}
