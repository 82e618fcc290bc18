import type { LookupAddress } from 'node:dns';
import { lookup as systemLookup } from 'node:dns/promises';
import { mkdir, open, realpath, rename, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { AppError, BadInput, Forbidden, LimitExceeded } from '../../../core/errors';
import { decodedBody, isRedirect, requestFrom } from './http-request';

export const downloadsFolder = (home: string) => join(home, 'downloads');
export const isUrl = (given: string) => /^[a-z][a-z0-9+.-]*:\/\//i.test(given);

export interface DownloadSettings {
  /** Where the files are put; made when it is absent. */
  folder: string;
  /** What the file is called there; new. */
  name: string;
  /** Largest file, in MB (1,000,000 bytes), after its compression was undone. */
  maxMb: number;
  /** Whether this IP address may be connected to. */
  isAllowed(address: string): boolean;
  /** The addresses of a name. */
  lookup?(host: string): Promise<LookupAddress[]>;
  /** Longest time for all of it, and between two signs of life, in ms. */
  totalMs?: number;
  idleMs?: number;
}

/** How the name of a file ends until the file is whole. */
export const PART = '.part';
const MOST_REDIRECTS = 5;

/**
 * Fetches an http(s) address into a file that only we may read. Every address on the way is checked after its name was
 * resolved, and the connection is made to just the address that was checked: a name whose meaning changes in between
 * (DNS rebinding) leads nowhere else. Proxy settings of the environment are not used: a proxy would resolve again.
 * @param path where in the input the address stands
 * @returns the real path of the file; nothing stays behind when it throws
 * @throws BadInput when the address or what it answers cannot be used; Forbidden for an address that may not be
 *   connected to; LimitExceeded when the file is too large
 */
export async function download(given: string, path: string[], settings: DownloadSettings): Promise<string> {
  const { folder, name, totalMs = 300_000 } = settings;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const place = join(await realpath(folder), name), part = `${place}${PART}`;
  const trip = new Trip(given, path, settings);
  const timer = setTimeout(() => trip.giveUp(`it took more than ${totalMs / 1000} s`), totalMs);
  try {
    const response = await trip.arrive();
    const file = await open(part, 'wx', 0o600);
    try { await file.writeFile(trip.content(response)); } finally { await file.close(); }
    await rename(part, place);
    return place;
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  } finally {
    clearTimeout(timer);
    trip.end();
  }
}

/** The way from one address, over its redirects, to the content. */
class Trip {
  private readonly stop = new AbortController();
  private readonly stopped: Promise<never>;

  constructor(private readonly given: string, private readonly path: string[], private readonly settings: DownloadSettings) {
    this.stopped = new Promise((_, reject) => { this.stop.signal.onabort = () => reject(this.stop.signal.reason); });
    this.stopped.catch(() => {});
  }

  giveUp(reason: string): void { this.stop.abort(this.failure(reason)); }

  /** Closes whatever connection is still open. */
  end(): void { this.stop.abort(); }

  async arrive(): Promise<IncomingMessage> {
    let url = this.checked(this.given);
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      const response = await this.request(url);
      if (response.statusCode === 200) return response;
      response.destroy();
      if (!isRedirect(response)) throw this.failure(`its server answered ${response.statusCode}${response.statusMessage ? ` ${response.statusMessage.slice(0, 100)}` : ''}`);
      url = this.checked(response.headers.location!, url);
    }
    throw this.failure(`it redirects more than ${MOST_REDIRECTS} times`);
  }

  async *content(response: IncomingMessage): AsyncGenerator<Buffer> {
    const { maxMb } = this.settings;
    const tooLarge = () => new LimitExceeded(`${this.given} has more than ${maxMb} MB, which is the most a data set may have (RUNGRAPH_MAX_UPLOAD_MB).`, { path: this.path });
    if (Number(response.headers['content-length']) > maxMb * 1e6) throw tooLarge();
    const body = decodedBody(response);
    if (!body) throw this.failure(`its content is encoded as ${String(response.headers['content-encoding']).slice(0, 50)}`);
    let bytes = 0;
    try {
      for await (const chunk of body as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (bytes > maxMb * 1e6) throw tooLarge();
        yield chunk;
      }
    } catch (error) {
      throw this.explain(error);
    }
  }

  private checked(address: string, base?: URL): URL {
    const url = URL.parse(address, base?.href);
    if (!url) throw this.failure('it is not a well-formed URL');
    if (url.protocol !== 'http:' && url.protocol !== 'https:') throw this.failure(`it leads to ${url.protocol.slice(0, 20)} and only http: and https: can be fetched`);
    // They would be stored, shown and logged.
    if (url.username || url.password) throw this.failure('there is a user name or password in it; addresses with credentials are not accepted');
    return url;
  }

  private async request(url: URL): Promise<IncomingMessage> {
    const { idleMs = 30_000 } = this.settings;
    try {
      const addresses = await Promise.race([this.addressesOf(url.hostname.replace(/^\[(.*)\]$/, '$1')), this.stopped]);
      return await requestFrom(url, addresses, { signal: this.stop.signal, idleMs, onIdle: () => this.giveUp(`its server was silent for ${idleMs / 1000} s`) });
    } catch (error) {
      throw this.explain(error);
    }
  }

  private async addressesOf(host: string): Promise<LookupAddress[]> {
    const { isAllowed, lookup = (name) => systemLookup(name, { all: true }) } = this.settings;
    const found = isIP(host) ? [{ address: host, family: isIP(host) }] : await lookup(host);
    const allowed = found.filter(({ address }) => isAllowed(address));
    if (!allowed.length) throw new Forbidden(`${this.given} cannot be downloaded: ${host} has no public address, and this server fetches from public addresses only.`);
    return allowed;
  }

  private explain(error: unknown): unknown {
    if (this.stop.signal.aborted) return this.stop.signal.reason;
    if (error instanceof AppError) return error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOTFOUND') return this.failure('no machine of that name is known');
    return this.failure(`the connection or its content is broken (${code ?? message})`);
  }

  private failure(reason: string): BadInput { return new BadInput(`${this.given} cannot be downloaded: ${reason}.`, this.path); }
}
