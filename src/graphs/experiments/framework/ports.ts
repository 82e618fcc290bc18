import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { InsufficientCapacity } from '../../../engine/executor';

/** Below the ports that Linux gives to outgoing connections (32768 and above), so that none of these takes one meanwhile. */
const FIRST = 20_000, LAST = 29_999, MOST_TRIES = 1000;

/** Ports of this machine for processes that are told where to listen. One that was given is not given again until it is put back. */
export class PortPool {
  private readonly given = new Set<number>();

  /** @throws InsufficientCapacity when nearly all are in use */
  async take(): Promise<number> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const port = randomInt(FIRST, LAST + 1);
      if (this.given.has(port)) continue;
      this.given.add(port);
      if (await isFree(port)) return port;
      this.given.delete(port);
    }
    throw new InsufficientCapacity(`No port between ${FIRST} and ${LAST} of this machine is free.`);
  }

  putBack(ports: Iterable<number>): void {
    for (const port of ports) this.given.delete(port);
  }
}

/** On all addresses, as most frameworks listen. */
async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen({ port, exclusive: true });
  try {
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
