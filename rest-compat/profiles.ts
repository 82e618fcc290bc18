import type { IncomingHttpHeaders } from 'node:http';

/**
 * The profile that a request asks for in `X-Rungraph-Profile`: `v0.8`, or `submarine=v0.8`, several with commas.
 * Those of other APIs are passed over.
 * @returns null when it asks for none of this API
 * @throws RangeError when there is no profile of that name
 */
export function askedProfile<T extends string>(headers: IncomingHttpHeaders, api: string, profiles: readonly T[]): T | null {
  let asked: T | null = null;
  for (const part of String(headers['x-rungraph-profile'] ?? '').split(',').map((text) => text.trim()).filter(Boolean)) {
    const [, of, name] = /^(?:([\w-]+)\s*=\s*)?(.*)$/.exec(part)!;
    if (of !== undefined && of.toLowerCase() !== api) continue;
    const found = profiles.find((profile) => profile === name);
    if (!found) throw new RangeError(`X-Rungraph-Profile: ${JSON.stringify(name!.slice(0, 50))} is no profile of ${api}; there are ${profiles.join(' and ')}.`);
    asked = found;
  }
  return asked;
}
