import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { DEFAULT_PORT, type Config } from '../../core/config';
import type { Logger } from '../../core/logger';

/** Where the documents of an old API have its server; taken when it is free, beside our own default port only, so that servers of tests and further ones leave it alone. */
const BY_DEFAULT = ['32080:submarine'];

export interface ExtraPort { port: number; api: string }

export interface ExtraPorts {
  /** Those that are listened on. */
  list: readonly ExtraPort[];
  apiOf: (port: number | undefined) => string | undefined;
  servers: readonly Server[];
  /** @throws when a port that was asked for is taken; one of the default is done without */
  listen(app: FastifyInstance): Promise<void>;
}

/** Further ports, each for the clients of one API: every route answers there as on the main one, and what is not there is refused in that API's form. */
export function extraPorts({ host, port: mainPort, extraPorts: asked }: Config, log: Logger): ExtraPorts {
  const wanted = (asked ?? (mainPort === DEFAULT_PORT ? BY_DEFAULT : [])).filter((text) => text !== 'none').map((text) => text.split(':') as [string, string]);
  const list: ExtraPort[] = [], servers: Server[] = [];
  return {
    list, servers,
    apiOf: (port) => list.find((one) => one.port === port)?.api,
    async listen(app) {
      for (const [port, api] of wanted) {
        const { requestTimeout, headersTimeout, keepAliveTimeout } = app.server;
        const server = createServer({ requestTimeout, headersTimeout, keepAliveTimeout }, (request, response) => app.routing(request, response));
        try {
          await new Promise<void>((resolve, reject) => server.once('error', reject).listen({ host, port: Number(port) }, resolve));
        } catch (error) {
          if (asked) throw error;
          log.warn({ port, api, reason: (error as Error).message }, 'a port for clients of an old API is taken; they reach it on the main port');
          continue;
        }
        servers.push(server);
        list.push({ port: (server.address() as AddressInfo).port, api });
      }
    },
  };
}
