import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Config } from '../../core/config';
import { AppError } from '../../core/errors';
import { anonymous, operator, type Principal } from '../../core/principal';

/** Name of the cookie under which clients of ST4SD send their token. */
const COOKIE = 'oauth-proxy';

export interface Authenticator {
  /** Who sends these headers. @throws UNAUTHENTICATED when any credential in them is wrong, also where none is asked for */
  identify(headers: IncomingHttpHeaders): Principal;
  /** Whether this token is the operator's. */
  accepts(token: string): boolean;
  /** @throws UNAUTHENTICATED when this server serves only those who are known, and `who` is not */
  require(who: Principal): void;
}

export function createAuthenticator(token: string, mode: Config['auth']): Authenticator {
  const expected = digest(token);
  // Equal lengths for timingSafeEqual, and nothing to learn from the time it takes.
  const accepts = (given: string) => timingSafeEqual(digest(given), expected);
  return {
    accepts,
    identify(headers) {
      const given = [...fromAuthorization(headers.authorization), ...fromCookie(headers.cookie)];
      if (!given.length) return anonymous;
      if (given.every((one) => one !== null && accepts(one))) return operator;
      throw new AppError('UNAUTHENTICATED', 'The token, password or cookie is not valid here.');
    },
    require(who) {
      if (mode === 'token' && who.kind === 'anonymous') {
        throw new AppError('UNAUTHENTICATED', 'This server asks for its token: send it as `Authorization: Bearer <token>` or as the password of Basic authentication.');
      }
    },
  };
}

const digest = (text: string) => createHash('sha256').update(text).digest();

/** The token that was sent; null for one that cannot be read. */
function fromAuthorization(header: string | undefined): (string | null)[] {
  if (header === undefined) return [];
  const [, scheme, value] = /^(\S+) +(\S+) *$/.exec(header) ?? [];
  if (/^bearer$/i.test(scheme)) return [value];
  if (/^basic$/i.test(scheme)) {
    const [, password] = /^[^:]*:(.*)$/s.exec(Buffer.from(value, 'base64').toString('utf8')) ?? [];
    return [password ?? null];
  }
  return [null];
}

function fromCookie(header: string | undefined): string[] {
  return (header ?? '').split(';').flatMap((pair) => {
    const [name, ...value] = pair.trim().split('=');
    return name === COOKIE ? [value.join('=').replace(/^"(.*)"$/, '$1')] : [];
  });
}
