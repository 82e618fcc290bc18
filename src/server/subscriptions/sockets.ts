import type { WebSocket } from 'ws';
import type { Member } from './member';

/**
 * Which subscriptions a socket carries. graphql-ws ends those it knows of when a socket closes, but it forgets one
 * whose id the client has used again before it began; here none is forgotten.
 */
export class Sockets {
  private readonly open = new Map<WebSocket, { members: Set<Member>; onClose: () => void }>();

  get size(): number { return this.open.size; }

  add(member: Member): void {
    const { socket } = member;
    let entry = this.open.get(socket);
    if (!entry) {
      entry = { members: new Set(), onClose: () => this.completeAll(socket) };
      socket.once('close', entry.onClose);
      this.open.set(socket, entry);
    }
    entry.members.add(member);
  }

  delete(member: Member): void {
    const { socket } = member;
    const entry = this.open.get(socket);
    if (!entry?.members.delete(member) || entry.members.size) return;
    socket.removeListener('close', entry.onClose);
    this.open.delete(socket);
  }

  /** @param socket all of them when left out */
  completeAll(socket?: WebSocket): void {
    for (const one of socket ? [socket] : [...this.open.keys()]) {
      for (const member of [...this.open.get(one)?.members ?? []]) member.complete();
    }
  }
}
