import { WebSocket } from 'ws';

/** The parts of ws that its types leave out. */
interface Internals { _socket?: { write(data: Buffer, done?: (error?: Error | null) => void): boolean } | null }
type Frame = (data: Buffer, options: { fin: boolean; opcode: number; mask: boolean; readOnly: boolean; rsv1: boolean }) => Buffer[];
const { frame } = (WebSocket as unknown as { Sender: { frame: Frame } }).Sender;

const TEXT = { fin: true, opcode: 1, mask: false, readOnly: true, rsv1: false };

/**
 * Sends one text message in one write. `ws.send` makes two and a callback of each, and at ten thousand sockets the
 * writes are most of the cost. Only a socket without compression is written to directly: its frames are the bare bytes.
 * @param done called when the operating system has taken the bytes, or with the error when it never will
 */
export function sendText(socket: WebSocket, head: Buffer, tail: Buffer, done?: (error?: Error | null) => void): void {
  const payload = Buffer.concat([head, tail]);
  const raw = (socket as unknown as Internals)._socket;
  if (raw && socket.readyState === WebSocket.OPEN && socket.extensions === '') raw.write(Buffer.concat(frame(payload, TEXT)), done);
  else socket.send(payload, { binary: false }, done);
}
