import { createServer } from 'node:net';
import { isLoopback, type Config } from '../../core/config';
import { fail, note, ok, type Finding } from './finding';

/** Whether the server could listen, or already does. */
export async function checkPort({ host, port }: Config): Promise<Finding> {
  const shown = `${host}:${port}`;
  if (port === 0) return ok('Port', `${host}, a free port chosen at each start`);
  const error = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    const probe = createServer();
    probe.once('error', resolve);
    probe.listen(port, host, () => probe.close(() => resolve(null)));
  });
  if (!error) return ok('Port', `${shown} is free`);
  if (error.code !== 'EADDRINUSE') return fail('Port', `${shown} cannot be used: ${error.message}`);
  const version = await rungraphAt(host, port);
  if (version) return ok('Port', `${shown} is served by Rungraph ${version}`);
  return fail('Port', `${shown} is taken by another program. Choose another with RUNGRAPH_PORT or --port; 0 lets the system choose.`);
}

async function rungraphAt(host: string, port: number): Promise<string | null> {
  const name = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[host] ?? (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host);
  try {
    const answer = await fetch(`http://${name}:${port}/healthz`, { signal: AbortSignal.timeout(3000) });
    const health = await answer.json() as { status?: unknown; version?: unknown } | null;
    return health?.status === 'ok' && typeof health.version === 'string' ? health.version : null;
  } catch {
    return null;   // no HTTP, or no JSON: another program
  }
}

export function checkAccess(config: Config): Finding {
  if (config.auth === 'token') return ok('Access', `the token in ${config.home}/token is asked for`);
  if (isLoopback(config.host)) return ok('Access', 'programs on this machine, without a token');
  return fail('Access', `whoever reaches ${config.host} may run code here, without a token. Set RUNGRAPH_AUTH=token, and leave --insecure away.`);
}

export function checkDownloads({ allowDownloads }: Config): Finding {
  return allowDownloads ? note('Downloads', 'data sets may come from http(s) addresses that are not private')
    : ok('Downloads', 'none: data sets come from files only (RUNGRAPH_ALLOW_DOWNLOADS=1 allows http(s))');
}
