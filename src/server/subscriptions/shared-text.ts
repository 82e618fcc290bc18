import { WebSocket } from 'ws';

/** The parts of ws that its types leave out. */
interface Internals { _socket?: { write(data: Buffer, done?: (error?: Error | null) => void): boolean } | null }
type Frame = (data: Buffer, options: { fin: boolean; opcode: number; mask: boolean; readOnly: boolean; rsv1: boolean }) => Buffer[];
const { frame } = (WebSocket as unknown as { Sender: { frame: Frame } }).Sender;

const TEXT = { fin: true, opcode: 1, mask: false, readOnly: true, rsv1: false };
/** Subscription ids of one client library have one length; a client that varies it must not make us keep a frame for each. */
const MOST_TEMPLATES = 4;

/** A text that many sockets get, each with a beginning of its own. */
export class SharedText {
  /** Whole frames by the length of the beginning, which is all that their first bytes depend on. */
  private readonly templates = new Map<number, Buffer>();

  constructor(private readonly tail: Buffer) {}

  /**
   * Sends it as one message in one write. `ws.send` makes two writes and a callback of each, and at ten thousand sockets
   * the writes are most of the cost. Only a socket without compression is written to directly: its frames are the bare bytes.
   * @param done called when the operating system has taken the bytes, or with the error when it never will
   */
  send(socket: WebSocket, head: Buffer, done?: (error?: Error | null) => void): void {
    const raw = (socket as unknown as Internals)._socket;
    if (raw && socket.readyState === WebSocket.OPEN && socket.extensions === '') raw.write(this.frameFor(head), done);
    else socket.send(Buffer.concat([head, this.tail]), { binary: false }, done);
  }

  private frameFor(head: Buffer): Buffer {
    let template = this.templates.get(head.length);
    if (!template) {
      if (this.templates.size === MOST_TEMPLATES) this.templates.clear();
      template = Buffer.concat(frame(Buffer.concat([head, this.tail]), TEXT));
      this.templates.set(head.length, template);
    }
    const bytes = Buffer.from(template);
    head.copy(bytes, template.length - this.tail.length - head.length);
    return bytes;
  }
}
