import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type ServerOptions } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const AUTHOR = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@example.org', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@example.org', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };

/** git's own http-backend on loopback, over https with a certificate that nobody vouches for. */
export async function gitServer() {
  const folder = mkdtempSync(join(tmpdir(), 'rungraph-git-')), roots = join(folder, 'repositories');
  const git = (repository: string, ...args: string[]) => execFileSync('git', ['-C', repository, ...args], { env: { ...process.env, ...AUTHOR }, encoding: 'utf8', stdio: 'pipe' });
  const passwords = new Map<string, string>(), redirects = new Map<string, string>(), seen: string[] = [], held = new Map<string, () => void>();

  const server = createServer(certificate(folder), (request, response) => {
    const [path, query = ''] = request.url!.split('?') as [string, string?], name = path.split('/')[1]!;
    seen.push(`${request.method} ${path} ${request.headers.authorization ?? '-'}`);
    if (held.has(name)) return held.get(name)!();
    const to = redirects.get(name);
    if (to) return void response.writeHead(302, { location: `${to}${path.slice(name.length + 1)}?${query}` }).end();
    const wanted = passwords.get(name);
    if (wanted && request.headers.authorization !== `Basic ${Buffer.from(wanted).toString('base64')}`) return void response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
    backend(roots, path, query, request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    folder, url, seen, git,
    /** Requests for `name` need this user and password, `user:password`. */
    guard: (name: string, userAndPassword: string) => passwords.set(name, userAndPassword),
    /** Requests for `name` are never answered. @returns a promise of the first one */
    hold: (name: string) => new Promise<void>((resolve) => held.set(name, resolve)),
    redirect: (name: string, to: string) => redirects.set(name, to),
    /** A repository with these files on `main`. @returns its folder, for more commits */
    repository(name: string, files: Record<string, string>): string {
      const path = join(roots, name);
      mkdirSync(path, { recursive: true });
      git(path, 'init', '-q', '-b', 'main');
      for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
      git(path, 'add', '-A');
      git(path, 'commit', '-q', '-m', 'files');
      return path;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function certificate(folder: string): ServerOptions {
  const key = join(folder, 'key.pem'), cert = join(folder, 'cert.pem');
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=127.0.0.1'], { stdio: 'pipe' });
  return { key: readFileSync(key), cert: readFileSync(cert) };
}

/** As a web server calls a CGI program. */
function backend(root: string, path: string, query: string, request: IncomingMessage, response: ServerResponse): void {
  const child = spawn('git', ['http-backend'], {
    env: {
      ...process.env, ...AUTHOR, GIT_PROJECT_ROOT: root, GIT_HTTP_EXPORT_ALL: '1', PATH_INFO: path, QUERY_STRING: query, REQUEST_METHOD: request.method!, REMOTE_ADDR: '127.0.0.1',
      CONTENT_TYPE: request.headers['content-type'] ?? '', CONTENT_LENGTH: request.headers['content-length'] ?? '', HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '', GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  request.pipe(child.stdin);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.once('close', () => {
    const all = Buffer.concat(chunks), end = all.indexOf('\r\n\r\n'), headers = all.subarray(0, end).toString().split('\r\n').map((line) => line.split(': ') as [string, string]);
    const status = headers.find(([name]) => name.toLowerCase() === 'status')?.[1];
    response.writeHead(status ? Number(status.slice(0, 3)) : 200, headers.filter(([name]) => name.toLowerCase() !== 'status').flat());
    response.end(all.subarray(end + 4));
  });
}
