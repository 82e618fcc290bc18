import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { ConfigError, isLoopback, type Config } from '../core/config';
import { Forbidden } from '../core/errors';

const SAFE = new Set(['GET', 'HEAD']);

export interface BrowserGuard {
  /** Refuses names that are not ours: a foreign page whose name was rebound to our address sends its own. @throws FORBIDDEN */
  checkHost(request: IncomingMessage): void;
  /** Refuses what a page of another origin makes its reader's browser send. Programs other than browsers pass. @throws FORBIDDEN */
  checkOrigin(headers: IncomingHttpHeaders): void;
  /** `checkOrigin` for methods that may change something. */
  checkMethod(method: string, headers: IncomingHttpHeaders): void;
  /** Whether pages of this origin may read our answers. */
  isAllowed(origin: string): boolean;
}

export function createBrowserGuard(config: Pick<Config, 'host' | 'publicUrl' | 'allowedHosts' | 'allowedOrigins'>): BrowserGuard {
  const publicUrl = config.publicUrl ? new URL(config.publicUrl) : null;
  const names = new Set([config.host, ...(publicUrl ? [publicUrl.hostname] : []), ...config.allowedHosts].map(hostname));
  const allowed = new Set([...config.allowedOrigins.map(listedOrigin), ...(publicUrl ? [publicUrl.origin] : [])]);

  /** TLS may end at a proxy in front of us, so https of the same name and port is ours too; under the public name only the public URL is. */
  const isOwn = (origin: string, host: string) =>
    host !== publicUrl?.host && [`http://${host}`, `https://${host}`].some((own) => URL.parse(own)?.origin === origin);

  function checkOrigin({ origin, host = '', 'sec-fetch-site': site }: IncomingHttpHeaders): void {
    if (origin !== undefined) {
      if (allowed.has(origin)) return;
      if (!isOwn(origin, host)) throw new Forbidden(`Pages of ${origin} may not do this. RUNGRAPH_ALLOWED_ORIGINS lists those that may.`);
    }
    // A browser sets it itself; `none` is what its user typed.
    if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new Forbidden('Pages of other origins may not do this. RUNGRAPH_ALLOWED_ORIGINS lists those that may.');
  }

  return {
    checkHost({ headers: { host = '' }, socket }) {
      const name = hostname(host);
      // An address that this very connection came to cannot be a rebound name.
      if (name && (isLoopback(name) || names.has(name) || name === ownAddress(socket.localAddress))) return;
      throw new Forbidden(`This server does not go by the name ${JSON.stringify(name)}. RUNGRAPH_ALLOWED_HOSTS or RUNGRAPH_PUBLIC_URL can add it.`);
    },
    checkOrigin,
    checkMethod(method, headers) { if (!SAFE.has(method)) checkOrigin(headers); },
    isAllowed: (origin) => allowed.has(origin),
  };
}

/** `[::1]:5000` -> `[::1]`, `Example.org:80` -> `example.org`. */
function hostname(host: string): string {
  const url = URL.parse(`http://${/^[^[]*:.*:/.test(host) ? `[${host}]` : host}`);
  return url && !url.username && url.pathname === '/' ? url.hostname : '';
}

/** Origins of files and sandboxed frames are all `null`, so that one cannot be told from another. */
function listedOrigin(text: string): string {
  if (text === '*' || text === 'null') throw new ConfigError([`RUNGRAPH_ALLOWED_ORIGINS: ${text} would let any web page in; list origins such as https://runs.example.org`]);
  return /^https?:/.test(text) ? (URL.parse(text)?.origin ?? text) : text;
}

const ownAddress = (address = '') => hostname(address.replace(/^::ffff:(?=\d+\.)/, ''));
