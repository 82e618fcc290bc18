import { CloseCode, handleProtocols, makeServer, type ServerOptions } from 'graphql-ws';
import type { Extra } from 'graphql-ws/use/ws';
import type { WebSocket, WebSocketServer } from 'ws';
import type { Logger } from '../../core/logger';

type Options = ServerOptions<Record<string, unknown>, Extra>;

/**
 * Speaks graphql-transport-ws on the sockets of this server. graphql-ws has such an adapter too, but that one writes the
 * faults of clients to the console, where anybody can fill it.
 * @param pingMs a socket that answers no ping until the next one is cut
 * @returns what closes all sockets with 1001 and takes no more
 */
export function speakGraphql(server: WebSocketServer, options: Options, { pingMs, log }: { pingMs: number; log: Logger }): () => Promise<void> {
  const protocol = makeServer<Record<string, unknown>, Extra>(options);
  server.options.handleProtocols = handleProtocols;
  server.on('error', (error) => log.error({ err: error }, 'the websocket server failed'));
  server.on('connection', (socket, request) => {
    // ws has closed it by then, with the status that belongs to the fault.
    socket.on('error', (error) => log.warn({ err: error, peer: request.socket.remoteAddress }, 'a websocket was closed for a fault of its client'));
    const endPings = ping(socket, pingMs);
    let isReset = false;
    const reset = ({ message }: Error) => {
      if (!isReset) log.debug({ why: message, peer: request.socket.remoteAddress }, 'a websocket was reset by its client');
      isReset = true;
    };
    const closed = protocol.opened({
      protocol: socket.protocol,
      // That a client leaves in the middle is no failure of its operations; they end with the socket.
      send: (text) => new Promise((resolve) => {
        if (socket.readyState !== socket.OPEN) return resolve();
        socket.send(text, (error) => {
          if (error) reset(error);
          resolve();
        });
      }),
      close: (code, reason) => socket.close(code, reason),
      onMessage: (take) => socket.on('message', (data) => {
        take(String(data)).catch((error: unknown) => {
          log.error({ err: error }, 'a websocket message failed');
          socket.close(CloseCode.InternalServerError, 'Internal server error');
        });
      }),
    }, { socket, request });
    socket.once('close', (code, reason) => {
      endPings();
      void closed(code, String(reason));
    });
  });
  return () => {
    for (const client of server.clients) client.close(1001, 'Going away');
    server.removeAllListeners();
    return new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
  };
}

function ping(socket: WebSocket, everyMs: number): () => void {
  let isAlive = true;
  socket.on('pong', () => { isAlive = true; });
  const timer = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, everyMs);
  return () => clearInterval(timer);
}
