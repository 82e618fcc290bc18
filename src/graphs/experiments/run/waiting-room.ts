/** A gang has lost its place to others; the message says what it waited for. */
export class GaveWay extends Error {
  constructor(message: string) { super(message); this.name = 'GaveWay'; }
}

interface Place { priority: number; since: number; why: string; leave: AbortController }

/**
 * The gangs of a worker that wait for room. No other worker can have them, and while all places are taken this one takes nothing
 * from the queue: neither what is more urgent, nor what needs nothing of that for which they wait. So whoever is last in line
 * gives way then, for somebody else to be tried.
 */
export class WaitingRoom {
  private readonly places = new Set<Place>();

  /** @param isWanted whether anybody waits for a place @param peaceMs for so long a gang may wait in peace */
  constructor(private readonly most = Infinity, private readonly isWanted: () => Promise<boolean> = async () => false, private readonly peaceMs = 2000) {}

  /** @param submit waits until the signal is aborted @param priority higher goes first @throws GaveWay */
  async wait<T>(priority: number, submit: (signal: AbortSignal, note: (why: string) => void) => Promise<T>): Promise<T> {
    const place: Place = { priority, since: performance.now(), why: 'Waits for its turn.', leave: new AbortController() };
    this.places.add(place);
    try {
      return await submit(place.leave.signal, (why) => { place.why = why; });
    } finally {
      this.places.delete(place);
    }
  }

  /** To be called about once a second: makes one place free when all are taken and somebody wants one. */
  async turn(): Promise<void> {
    if (this.places.size < this.most || !await this.isWanted() || this.places.size < this.most) return;
    const [last] = [...this.places].filter(({ since }) => performance.now() - since >= this.peaceMs).sort((a, b) => a.priority - b.priority || b.since - a.since);
    last?.leave.abort(new GaveWay(last.why));
  }
}
